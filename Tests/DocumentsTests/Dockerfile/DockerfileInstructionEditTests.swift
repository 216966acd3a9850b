import ConfigModel
import Documents
import SourceText
import Testing

struct DockerfileInstructionEditTests {
    private func check(
        _ before: String, _ changes: [String], _ after: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let full = try changes.map { change in
            try dockerfileChange(change.replacing(" [", with: " stages[0].instructions[", maxReplacements: 1))
        }
        func crlf(_ text: String) -> String { text.replacing("\n", with: "\r\n") }
        for (before, after) in [(before, after), (crlf(before), crlf(after))] {
            let document = DockerfileDocument.parse(SourceFile(path: "Dockerfile", text: before))
            let planned = document.edits(for: full)
            #expect(planned.refused.map(\.reason) == [], sourceLocation: place)
            #expect(
                String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self) == after,
                sourceLocation: place)
        }
    }

    private func refuses(
        _ before: String, _ change: String, _ reason: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let change = try dockerfileChange(change.replacing(" [", with: " stages[0].instructions[", maxReplacements: 1))
        let planned = DockerfileDocument.parse(SourceFile(path: "Dockerfile", text: before)).edits(for: [change])
        #expect(planned.edits.isEmpty, sourceLocation: place)
        #expect(planned.refused.map(\.reason) == [reason], sourceLocation: place)
    }

    @Test func `an instruction is inserted in lines of its own`() throws {
        try check("FROM a\nCMD x\n", ["insert [0] = {USER|10001:10001}"], "FROM a\nUSER 10001:10001\nCMD x\n")
        try check("FROM a\n\n# start\nCMD x\n", ["insert [0] = {USER|1}"], "FROM a\n\nUSER 1\n# start\nCMD x\n")
        try check(
            "FROM a\n# about nothing\n\nCMD x", ["insert [1] = {USER|1}"], "FROM a\n# about nothing\n\nCMD x\nUSER 1")
        try check(
            "FROM a\nRUN <<E\nx\nE\nFROM b\n", ["insert [1] = {USER|1}"], "FROM a\nRUN <<E\nx\nE\nUSER 1\nFROM b\n")
        try check("FROM a\nFROM b\n", ["insert [0] = {USER|1}"], "FROM a\nUSER 1\nFROM b\n")
        try check("from a\ncmd x\n", ["insert [0] = {USER|1}"], "from a\nuser 1\ncmd x\n")
        try check("FROM a\nCMD x\n", ["append stages[0].instructions = USER 1"], "FROM a\nCMD x\nUSER 1\n")
        try check(
            "FROM a\nRUN x \\\n  # why\n  y\nCMD z\n", ["insert [1] = {ENV|A=1}"],
            "FROM a\nRUN x \\\n  # why\n  y\nENV A=1\nCMD z\n")
        try check(
            "# head\nARG A=1\nFROM a\n", ["insert globalArgs[0] = {ARG|B=2}"], "# head\nARG B=2\nARG A=1\nFROM a\n")
        try check("ARG A=1\nFROM a\n", ["insert globalArgs[1] = {ARG|B=2}"], "ARG A=1\nARG B=2\nFROM a\n")
        try check("# head\nFROM a\n", ["insert globalArgs[0] = {ARG|B=2}"], "# head\nARG B=2\nFROM a\n")
    }

    @Test func `an instruction is removed with its own comments`() throws {
        try check("FROM a\n# why\nEXPOSE 22\nCMD x\n", ["remove [0]"], "FROM a\nCMD x\n")
        try check("FROM a\n# other\n\nEXPOSE 22\nCMD x\n", ["remove [0]"], "FROM a\n# other\n\nCMD x\n")
        try check("FROM a\n\nEXPOSE 22\n\nCMD x\n", ["remove [0]"], "FROM a\n\nCMD x\n")
        try check("FROM a\nCMD x\nCMD y", ["remove [1]"], "FROM a\nCMD x")
        try check("FROM a\nRUN <<E\nx\nE\nCMD y\n", ["remove [0]"], "FROM a\nCMD y\n")
        try check("# head\nARG A\nFROM a\n", ["remove globalArgs[0]"], "# head\nFROM a\n")
        try check("FROM a\nRUN x \\\n # why\n y\nCMD z\n", ["remove [0]"], "FROM a\nCMD z\n")
    }

    @Test func `parts of an instruction are set`() throws {
        try check(
            "FROM a\nADD b /c # not a comment\n", ["set [0].keyword = COPY"], "FROM a\nCOPY b /c # not a comment\n")
        try check("FROM a\nadd b /c\n", ["set [0].keyword = COPY"], "FROM a\ncopy b /c\n")
        try check("FROM a\nAdd b /c\n", ["set [0].keyword = COPY"], "FROM a\nCopy b /c\n")
        try check("FROM a\nUSER root\n", ["set [0].user = 10001:10001"], "FROM a\nUSER 10001:10001\n")
        try check("FROM a\nWORKDIR app\n", ["set [0].path = /app"], "FROM a\nWORKDIR /app\n")
        try check("FROM a\nWORKDIR \"my app\"\n", ["set [0].path = /my app"], "FROM a\nWORKDIR \"/my app\"\n")
        try check(
            "FROM a\nMAINTAINER Jo <jo@x>\n", ["set [0] = {LABEL|org.opencontainers.image.authors=\"Jo <jo@x>\"}"],
            "FROM a\nLABEL org.opencontainers.image.authors=\"Jo <jo@x>\"\n")
        try check("FROM a\nRUN x \\\n y\nCMD z\n", ["set [0].text = a && b"], "FROM a\nRUN a && b\nCMD z\n")
        try check("FROM a\nCOPY b c d\n", ["set [0].destination = d/"], "FROM a\nCOPY b c d/\n")
        try check("FROM a\nEXPOSE 22 80\n", ["remove [0].ports[0]"], "FROM a\nEXPOSE 80\n")
        try check("FROM a\nEXPOSE 80 22\n", ["remove [0].ports[1]"], "FROM a\nEXPOSE 80\n")
        try check("FROM a\nEXPOSE 22\nCMD x\n", ["remove [0].ports[0]"], "FROM a\nCMD x\n")
        try check("FROM a\nEXPOSE 80\n", ["append [0].ports = 443"], "FROM a\nEXPOSE 80 443\n")
        try check(
            "FROM a\nENV A=1 B=\"2\"\n", ["set [0].pairs.B = 3", "set [0].pairs.C = 4 5"],
            "FROM a\nENV A=1 B=\"3\" C=\"4 5\"\n")
        try check("FROM a\nENV A=1 \\\n    B=2\n", ["remove [0].pairs.A"], "FROM a\nENV B=2\n")
        try check("FROM a\nENV A 1\nCMD x\n", ["remove [0].pairs.A"], "FROM a\nCMD x\n")
        try check("FROM a\nARG A\n", ["set [0].pairs.A = 1"], "FROM a\nARG A=1\n")
        try check("FROM a\nCOPY a /b\n", ["set [0].flags.chown = 1:1"], "FROM a\nCOPY --chown=1:1 a /b\n")
        try check("FROM a\nCOPY --from=x --link a /b\n", ["remove [0].flags.from"], "FROM a\nCOPY --link a /b\n")
        try check(
            "FROM a\nCOPY --from=x a /b\n", ["set [0].flags.from = y", "set [0].flags.link = true"],
            "FROM a\nCOPY --from=y --link a /b\n")
        try check(
            "FROM a\nCMD node server.js \"a b\"\n", ["set [0].form = exec"],
            "FROM a\nCMD [\"node\", \"server.js\", \"a b\"]\n")
        try check(
            "FROM a\nENTRYPOINT exec java -jar x.jar\n", ["set [0].form = exec"],
            "FROM a\nENTRYPOINT [\"java\", \"-jar\", \"x.jar\"]\n")
    }

    @Test func `the user of a stage is set where it takes effect`() throws {
        try check(
            "FROM a\nRUN x\nEXPOSE 80\nENTRYPOINT y\nCMD z\n", ["set stages[0].user = 10001:10001"],
            "FROM a\nRUN x\nEXPOSE 80\nUSER 10001:10001\nENTRYPOINT y\nCMD z\n")
        try check("FROM a\nCMD z\nRUN x\n", ["set stages[0].user = 1"], "FROM a\nCMD z\nRUN x\nUSER 1\n")
        try check(
            "FROM a\nUSER u\nRUN x\nUSER root\nCMD y\n", ["set stages[0].user = 1"],
            "FROM a\nUSER u\nRUN x\nUSER 1\nCMD y\n")
        try check("FROM a\nFROM b\nCOPY x y\n", ["set stages[1].user = 1"], "FROM a\nFROM b\nCOPY x y\nUSER 1\n")
        try check(
            "FROM a\nUSER root\nRUN x\nCMD y\n", ["set stages[0].user = 1"], "FROM a\nUSER root\nRUN x\nUSER 1\nCMD y\n"
        )
        try check(
            "FROM a\nCMD y\nUSER root\nRUN x\n", ["set stages[0].user = 1"], "FROM a\nCMD y\nUSER root\nRUN x\nUSER 1\n"
        )
        try check("FROM a\n", ["set stages[0].user = 1"], "FROM a\nUSER 1\n")
    }

    @Test func `tag, digest and platform of a base are set`() throws {
        try check("FROM a:latest AS b\n", ["set stages[0].base.tag = 1.2"], "FROM a:1.2 AS b\n")
        try check(
            "FROM a\n", ["set stages[0].base.tag = 1.2", "set stages[0].base.platform = linux/amd64"],
            "FROM --platform=linux/amd64 a:1.2\n")
        try check("FROM r:5000/a:1\n", ["set stages[0].base.digest = sha256:ab"], "FROM r:5000/a:1@sha256:ab\n")
        try check("FROM a@sha256:ab\n", ["set stages[0].base.tag = 1"], "FROM a:1@sha256:ab\n")
        try check(
            "ARG V=1\nFROM a:$V-slim\n", ["set stages[0].base.digest = sha256:ab"],
            "ARG V=1\nFROM a:$V-slim@sha256:ab\n")
        try check("ARG V=latest\nFROM a:$V\n", ["set stages[0].base.tag = 2"], "ARG V=2\nFROM a:$V\n")
        try check("ARG I=a:latest\nFROM $I AS x\n", ["set stages[0].base.tag = 2"], "ARG I=a:2\nFROM $I AS x\n")
        try check("FROM --platform=linux/amd64 a\n", ["remove stages[0].base.platform"], "FROM a\n")
    }

    @Test func `several changes keep each other's places`() throws {
        try check(
            "FROM a\nRUN apt-get update\n# tools\nRUN apt-get install curl\nADD x /y\nCMD z\n",
            [
                "remove [0]", "insert [1].commands[0] = apt-get update", "append [1].commands[0].options = -y",
                "append [1].commands = <&& rm -rf /x>", "append [1].commands[0].options = --no-install-recommends",
                "set [2].keyword = COPY",
                "set stages[0].user = 1",
            ],
            "FROM a\n# tools\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /x\nCOPY x /y\nUSER 1\nCMD z\n"
        )
        try check(
            "FROM a\nRUN ls\n", ["append [0].commands = b", "append [0].commands[0].operands = x"],
            "FROM a\nRUN ls x && b\n")
    }

    @Test func `what cannot be changed safely is refused with a reason`() throws {
        let exec = "set [0].form = exec"
        try refuses("FROM a\nCMD a && b\n", exec, "more than one command needs a shell")
        try refuses("FROM a\nCMD a $B\n", exec, "variables and patterns need a shell")
        try refuses("FROM a\nCMD a *.b\n", exec, "variables and patterns need a shell")
        try refuses("FROM a\nCMD a > b\n", exec, "assignments, redirections and comments need a shell")
        try refuses("FROM a\nCMD cd x\n", exec, "'cd' is part of the shell")
        try refuses("FROM a\nCMD ~/x\n", exec, "variables and patterns need a shell")
        try refuses("FROM a\nRUN x\n", exec, "only CMD and ENTRYPOINT are written as JSON")
        try refuses("FROM a\nRUN a &\n", "append [0].commands = b", "the last command runs in the background")
        try refuses("FROM a\nRUN [\"a\"]\n", "append [0].commands = b", "the JSON form runs one command only")
        try refuses(
            "FROM a\nRUN a $(\n", "append [0].commands = b",
            "the script holds what is not understood well enough to change it")
        try refuses(
            "FROM a\nRUN a | b\n", "remove [0].commands[0]", "the command is part of a pipeline or an alternative")
        try refuses("FROM a\nRUN a\n", "append [0].commands = b 'c", "'b 'c' is no list of commands")
        try refuses(
            "FROM a\nRUN a\n", "insert [0] = {APT|x}",
            "the new instruction cannot be read: 'APT' is no Dockerfile instruction")
        try refuses("FROM a\nRUN a\n", "insert [7] = {USER|x}", "there are only 1 instructions here")
        try refuses(
            "FROM a\nRUN a\n", "insert [0] = {USER|x\nRUN y}",
            "the new instruction cannot be read: it is not one instruction")
        try refuses(
            "FROM a\nRUN a \\\n # b\n c\n", "set [0].text = d", "the instruction holds comments that would be lost")
        try refuses("FROM a AS b\nFROM b\n", "set stages[1].base.tag = 1", "the stage is built from an earlier stage")
        try refuses("FROM $X\n", "set stages[0].base.tag = 1", "the image is not known here")
        try refuses("FROM scratch\n", "set stages[0].base.tag = 1", "scratch has no tag and no digest")
        try refuses(
            "ARG V=1\nFROM a:$V\nFROM b:$V\n", "set stages[0].base.tag = 2",
            "the instruction would not read as intended afterwards")
        try refuses(
            "ARG V=1\nFROM a:$V-x\n", "set stages[0].base.tag = 2", "the tag is put together from several places")
        try refuses(
            "FROM a\n", "set stages[0].isFinal = true",
            "'stages[0].isFinal' follows from other instructions and cannot be changed itself")
        try refuses("RUN x\n", "remove stages[0]", "the file has errors, and broken files are never edited")
        try refuses("FROM a\nRUN x\n", "set [0].commands[0].words[0] = =a; b", "'a; b' is not one word")
    }
}
