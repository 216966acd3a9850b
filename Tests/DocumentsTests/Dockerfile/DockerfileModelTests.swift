import ConfigModel
import Documents
import SourceText
import Testing

struct DockerfileModelTests {
    /// Looks up `path` in the model; lists and maps are shown in brackets, what is unknown as `?`, what is absent as `-`.
    private func check(_ text: String, _ expected: [String: String], _ place: SourceLocation = #_sourceLocation) throws {
        let document = DockerfileDocument.parse(SourceFile(path: "Dockerfile", text: text))
        #expect(document.isSound, "\(document.diagnostics)", sourceLocation: place)
        for (path, wanted) in expected {
            let found = document.roots[0].at(try ValuePath(parsing: path)).map { shown($0.value) } ?? "-"
            #expect(found == wanted, "\(path)", sourceLocation: place)
        }
    }

    private func shown(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .list(let items): "[" + items.map { shown($0.value) }.joined(separator: " ") + "]"
        case .map(let mapping):
            "{" + mapping.entries.map { "\($0.key): \(shown($0.value.value))" }.joined(separator: ", ") + "}"
        case .unknown: "?"
        }
    }

    @Test func `an image reference is taken apart`() throws {
        try check(
            "FROM --platform=linux/arm64 ghcr.io/acme/web:1.2@sha256:abc AS final",
            [
                "stages[0].base.image": "ghcr.io/acme/web:1.2@sha256:abc", "stages[0].base.registry": "ghcr.io",
                "stages[0].base.name": "acme/web",
                "stages[0].base.tag": "1.2", "stages[0].base.digest": "sha256:abc",
                "stages[0].base.platform": "linux/arm64",
                "stages[0].name": "final", "stages[0].isFinal": "true", "stages[0].base.stage": "-",
                "stages[0].base.isScratch": "false",
            ])
        try check(
            "FROM localhost:5000/a/b",
            ["stages[0].base.registry": "localhost:5000", "stages[0].base.name": "a/b", "stages[0].base.tag": "-"])
        try check("FROM library/debian", ["stages[0].base.registry": "-", "stages[0].base.name": "library/debian"])
        try check("FROM scratch", ["stages[0].base.isScratch": "true", "stages[0].name": "-"])
        try check("FROM \"debian:12\"", ["stages[0].base.image": "debian:12", "stages[0].base.tag": "12"])
    }

    @Test func `build arguments with defaults are put in`() throws {
        try check(
            "ARG V=3\nARG FULL=python:$V-slim\nFROM ${FULL}\nFROM python:${V}\nFROM a:${T:-9} AS b\nFROM $X\nFROM a$X:1",
            [
                "stages[0].base.image": "python:3-slim", "stages[1].base.tag": "3", "stages[2].base.tag": "9",
                "stages[3].base.image": "?",
                "stages[4].base.tag": "?", "globalArgs[0].pairs.V": "3", "stages[3].base.isScratch": "?",
            ])
        try check(
            "ARG V\nFROM a:$V", ["stages[0].base.tag": "?", "globalArgs[0].pairs.V": "-", "globalArgs[0].names": "[V]"])
        try check("ARG V=1\nFROM a:${V:+2}\nFROM a:${V#x}", ["stages[0].base.tag": "2", "stages[1].base.tag": "?"])
        let doubling =
            "ARG A=xxxxxxxxxxxxxxxx\n"
            + (0..<60).map { "ARG A\($0 + 1)=$A\($0 == 0 ? "" : "\($0)")$A\($0 == 0 ? "" : "\($0)")\n" }.joined()
        try check(doubling + "FROM $A60", ["stages[0].base.image": "?"])
    }

    @Test func `stages inherit user and variables`() throws {
        try check(
            "FROM a AS one\nENV U=app D=/srv\nUSER $U:staff\nFROM ONE AS two\nWORKDIR $D/x\nFROM two\nUSER 10:20\nUSER $NOBODY\nFROM b",
            [
                "stages[0].user": "app", "stages[0].group": "staff", "stages[1].user": "app",
                "stages[1].base.stage": "one",
                "stages[1].base.tag": "-", "stages[1].instructions[0].path": "/srv/x", "stages[2].user": "?",
                "stages[2].instructions[0].group": "20",
                "stages[3].user": "-", "stages[2].rootImage.name": "a", "stages[1].isFinal": "false",
            ])
        try check("ARG U=1\nFROM a\nARG U\nUSER $U", ["stages[0].user": "1"])
        try check("ARG U=1\nFROM a\nUSER $U", ["stages[0].user": "?"])
        try check("FROM a\nENV A=1\nENV A=2 B=$A\nWORKDIR /$B", ["stages[0].instructions[2].path": "/1"])
        try check("FROM a\nONBUILD USER x", ["stages[0].user": "-", "stages[0].instructions[0].onbuild": "true"])
    }

    @Test func `instructions show their parts`() throws {
        try check(
            "FROM a\nCOPY --from=0 --chown=u a b /c\nEXPOSE 22 80/tcp\nENV A=1\nLABEL a.b=\"c d\"\nRUN --mount=type=cache,dst=/r,ro --mount=type=secret,id=s make",
            [
                "stages[0].instructions[0].flags": "{from: 0, chown: u}", "stages[0].instructions[0].sources": "[a b]",
                "stages[0].instructions[0].destination": "/c", "stages[0].instructions[1].ports": "[22 80/tcp]",
                "stages[0].instructions[2].pairs": "{A: 1}", "stages[0].instructions[3].pairs": "{a.b: c d}",
                "stages[0].instructions[4].mounts": "[{type: cache, target: /r, ro: true} {type: secret, id: s}]",
                "stages[0].instructions[1].index": "1", "stages[0].instructions[0].text": "--from=0 --chown=u a b /c",
            ])
    }

    @Test func `commands show tool, subcommand, options and operands`() throws {
        let words = "stages[0].instructions[0].commands"
        try check(
            "FROM a\nRUN X=1 apt-get -o A::B=1 install -y curl && /usr/bin/pip3.11 install -r req.txt x | python3 -m pip install y > /dev/null",
            [
                words + "[0].name": "apt-get", words + "[0].subcommand": "install", words + "[0].options": "[-o -y]",
                words + "[0].operands": "[install curl]", words + "[0].assignments": "{X: 1}",
                words + "[0].operator": "",
                words + "[1].name": "/usr/bin/pip3.11", words + "[1].tool": "pip", words + "[1].operator": "&&",
                words + "[1].operands": "[install x]",
                words + "[2].tool": "pip", words + "[2].subcommand": "install", words + "[2].operator": "|",
                words + "[2].redirects": "[{operator: >, target: /dev/null}]",
            ])
        try check(
            "FROM a\nCMD [\"npm\", \"start\"]", [words + "[0].words": "[npm start]", words + "[0].subcommand": "start"])
        try check("FROM a\nRUN apt-get install $X", [words + "[0].dynamic": "true"])
        try check(
            "FROM a\nRUN <<E\nset -e\nls\nE",
            [words + "[1].words": "[ls]", "stages[0].instructions[0].heredocs[0].content": "set -e\nls\n"])
    }
}
