import ConfigModel
import Documents
import SourceText
import Testing

/// One change in a short form: `set path = value`, `insert path = value`, `append path = value`, `remove path`.
///
/// A value in braces `{KEYWORD|text}` is a map of keyword and text, `<op|text>` one of operator and text.
func dockerfileChange(_ text: String) throws -> DocumentChange {
    let halves = text.split(separator: " = ", maxSplits: 1).map(String.init)
    let verb = String(halves[0].prefix { $0 != " " })
    let path = try ValuePath(parsing: String(halves[0].dropFirst(verb.count + 1)))
    func value() -> NewValue {
        let text = halves[1]
        let parts = text.dropFirst().dropLast().split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        if text.hasPrefix("{") { return .map([.init("keyword", .string(parts[0])), .init("text", .string(parts[1]))]) }
        if text.hasPrefix("<") {
            let split = text.dropFirst().dropLast().split(separator: " ", maxSplits: 1).map(String.init)
            return .map([.init("operator", .string(split[0])), .init("text", .string(split[1]))])
        }
        return text.hasPrefix("=") ? .expression(String(text.dropFirst())) : .string(text)
    }
    let action: DocumentChange.Action =
        switch verb {
        case "set": .set(value())
        case "insert": .insert(value())
        case "append": .append(value())
        default: .remove
        }
    return DocumentChange(path: path, action: action)
}

struct DockerfileEditTests {
    /// Applies the changes and compares; also with CRLF and without final line end. Paths start below `stages[0].instructions` when they
    /// start with a bracket.
    private func check(
        _ before: String, _ changes: [String], _ after: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let full = try changes.map { change in
            try dockerfileChange(change.replacing(" [", with: " stages[0].instructions[", maxReplacements: 1))
        }
        func crlf(_ text: String) -> String { text.replacing("\n", with: "\r\n") }
        func bare(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }
        for (before, after) in [
            (before, after), (crlf(before), crlf(after)), (bare(before), bare(after)),
            ("\u{FEFF}" + before, "\u{FEFF}" + after),
        ] {
            let document = DockerfileDocument.parse(SourceFile(path: "Dockerfile", text: before))
            let planned = document.edits(for: full)
            #expect(planned.refused.map(\.reason) == [], sourceLocation: place)
            let result = String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
            #expect(result == after, sourceLocation: place)
        }
    }

    @Test func `a word is set, inserted and removed`() throws {
        try check(
            "FROM a\nRUN apt-get install curl\n", ["insert [0].commands[0].words[2] = --no-install-recommends"],
            "FROM a\nRUN apt-get install --no-install-recommends curl\n")
        try check(
            "FROM a\nRUN x && apt-get install \\\n    curl\n", ["insert [0].commands[1].words[2] = -y"],
            "FROM a\nRUN x && apt-get install -y \\\n    curl\n")
        try check(
            "FROM a\nRUN apt-get install -y curl\n", ["append [0].commands[0].options = --no-install-recommends"],
            "FROM a\nRUN apt-get install -y --no-install-recommends curl\n")
        try check(
            "FROM a\nRUN apt-get -y -o A=b install curl -q\n",
            ["append [0].commands[0].options = --no-install-recommends"],
            "FROM a\nRUN apt-get -y -o A=b install --no-install-recommends curl -q\n")
        try check(
            "FROM a\nRUN wget -O x http://y\n", ["append [0].commands[0].options = -nv"],
            "FROM a\nRUN wget -nv -O x http://y\n")
        try check(
            "FROM a\nRUN python3 -m pip install x\n", ["append [0].commands[0].options = --no-cache-dir"],
            "FROM a\nRUN python3 -m pip install --no-cache-dir x\n")
        try check("FROM a\nRUN ls\n", ["append [0].commands[0].options = -l"], "FROM a\nRUN ls -l\n")
        try check("FROM a\nRUN ls # all\n", ["append [0].commands[0].operands = /tmp"], "FROM a\nRUN ls /tmp # all\n")
        try check(
            "FROM a\nRUN apt install \"a b\" && b\n", ["set [0].commands[0].words[0] = apt-get"],
            "FROM a\nRUN apt-get install \"a b\" && b\n")
        try check(
            "FROM a\nRUN apt install \"a b\"\n", ["set [0].commands[0].words[2] = c d"],
            "FROM a\nRUN apt install \"c d\"\n")
        try check("FROM a\nRUN x y\n", ["set [0].commands[0].words[1] = it's; $x"], "FROM a\nRUN x 'it'\\''s; $x'\n")
        try check("FROM a\nRUN x y\n", ["set [0].commands[0].words[1] = =\"$HOME\""], "FROM a\nRUN x \"$HOME\"\n")
        try check("FROM a\nRUN curl -k -sS x\n", ["remove [0].commands[0].words[1]"], "FROM a\nRUN curl -sS x\n")
        try check(
            "FROM a\nRUN curl \\\n  # unsafe\n  -k \\\n  x\n", ["remove [0].commands[0].options[0]"],
            "FROM a\nRUN curl \\\n  x\n")
        try check(
            "FROM a\nRUN sudo apt-get update\n", ["remove [0].commands[0].words[0]"], "FROM a\nRUN apt-get update\n")
        try check(
            "FROM a\nRUN a && npm install -g x\n", ["set [0].commands[1].operands[0] = ci"],
            "FROM a\nRUN a && npm ci -g x\n")
        try check(
            "FROM a\nRUN pip install --trusted-host b c\n", ["remove [0].commands[0].options[0]"],
            "FROM a\nRUN pip install c\n")
        try check("FROM a\nRUN if a; then b; fi\n", ["set [0].commands[1].name = c"], "FROM a\nRUN if a; then c; fi\n")
        try check("FROM a\nRUN A=0 B=1 c\n", ["remove [0].commands[0].assignments.A"], "FROM a\nRUN B=1 c\n")
        try check("FROM a\nRUN A=0 c\n", ["set [0].commands[0].assignments.A = 1 2"], "FROM a\nRUN A='1 2' c\n")
        try check("FROM a\nRUN c\n", ["set [0].commands[0].assignments.A = 1"], "FROM a\nRUN A=1 c\n")
        try check(
            "FROM a\nRUN X=$(curl -k a) b\n", ["remove [0].commands[1].words[1]"], "FROM a\nRUN X=$(curl a) b\n",
        )
    }

    @Test func `words of the JSON form are quoted`() throws {
        try check(
            "FROM a\nRUN [\"apt-get\", \"install\", \"x\"]\n", ["insert [0].commands[0].words[2] = -y"],
            "FROM a\nRUN [\"apt-get\", \"install\", \"-y\", \"x\"]\n")
        try check("FROM a\nCMD [\"a\",\"b\"]\n", ["remove [0].commands[0].words[1]"], "FROM a\nCMD [\"a\"]\n")
        try check(
            "FROM a\nCMD [\"a\",\"b\"]\n", ["set [0].commands[0].words[0] = c\"d"], "FROM a\nCMD [\"c\\\"d\",\"b\"]\n")
        try check("FROM a\nSHELL [\"sh\", \"-c\"]\n", ["set [0].args[0] = bash"], "FROM a\nSHELL [\"bash\", \"-c\"]\n")
    }

    @Test func `a command is appended in the layout of the instruction`() throws {
        let lists = "append [0].commands = <&& rm -rf /var/lib/apt/lists/*>"
        try check(
            "FROM a\nRUN apt-get update && apt-get install x\n", [lists],
            "FROM a\nRUN apt-get update && apt-get install x && rm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN a \\\n && b \\\n && c\nUSER u\n", [lists],
            "FROM a\nRUN a \\\n && b \\\n && c \\\n && rm -rf /var/lib/apt/lists/*\nUSER u\n")
        try check(
            "FROM a\nRUN a && \\\n    b && \\\n    c\n", [lists],
            "FROM a\nRUN a && \\\n    b && \\\n    c && \\\n    rm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN set -eux; \\\n\ta; \\\n\tb\n", [lists],
            "FROM a\nRUN set -eux; \\\n\ta; \\\n\tb; \\\n\trm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN set -eux; \\\n\ta; \\\n\tb;\n", [lists],
            "FROM a\nRUN set -eux; \\\n\ta; \\\n\tb; \\\n\trm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN set -e; \\\n\ta \\\n\t\tb \\\n\t; \\\n\tc\n", [lists],
            "FROM a\nRUN set -e; \\\n\ta \\\n\t\tb \\\n\t; \\\n\tc; \\\n\trm -rf /var/lib/apt/lists/*\n")
        try check("FROM a\nRUN set -e; a\n", [lists], "FROM a\nRUN set -e; a; rm -rf /var/lib/apt/lists/*\n")
        try check("FROM a\nRUN a; b\n", [lists], "FROM a\nRUN a; b && rm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN apt-get install -y \\\n    x \\\n    # why\n    y\n", [lists],
            "FROM a\nRUN apt-get install -y \\\n    x \\\n    # why\n    y \\\n    && rm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN a && apt-get install -y \\\n    x\n", [lists],
            "FROM a\nRUN a && apt-get install -y \\\n    x \\\n    && rm -rf /var/lib/apt/lists/*\n")
        try check("FROM a\nRUN a > b # c\n", [lists], "FROM a\nRUN a > b && rm -rf /var/lib/apt/lists/* # c\n")
        try check(
            "FROM a\nRUN if a; then b; fi\n", [lists], "FROM a\nRUN if a; then b; fi && rm -rf /var/lib/apt/lists/*\n")
        try check("FROM a\nRUN (a; b)\n", [lists], "FROM a\nRUN (a; b) && rm -rf /var/lib/apt/lists/*\n")
        try check(
            "FROM a\nRUN <<EOF\nset -e\n  a\nEOF\n", [lists],
            "FROM a\nRUN <<EOF\nset -e\n  a\n  rm -rf /var/lib/apt/lists/*\nEOF\n")
        try check("FROM a\nRUN <<EOF\na\nEOF\n", [lists], "FROM a\nRUN <<EOF\na &&\nrm -rf /var/lib/apt/lists/*\nEOF\n")
        try check(
            "FROM a\nRUN a && rm -rf /var/lib/apt/lists/*\n", [lists], "FROM a\nRUN a && rm -rf /var/lib/apt/lists/*\n")
        try check("FROM a\nRUN a\n", ["append [0].commands = b c"], "FROM a\nRUN a && b c\n")
        try check(
            "# escape=`\nFROM a\nSHELL [\"bash\"]\nRUN a `\n && b\n", ["append [1].commands = c"],
            "# escape=`\nFROM a\nSHELL [\"bash\"]\nRUN a `\n && b `\n && c\n")
    }

    @Test func `a command is inserted and removed`() throws {
        try check("FROM a\nRUN b\n", ["insert [0].commands[0] = <&& a>"], "FROM a\nRUN a && b\n")
        try check("FROM a\nRUN b \\\n  && c\n", ["insert [0].commands[0] = a"], "FROM a\nRUN a \\\n  && b \\\n  && c\n")
        try check("FROM a\nRUN b && \\\n  c\n", ["insert [0].commands[1] = a"], "FROM a\nRUN b && \\\n  a && \\\n  c\n")
        try check("FROM a\nRUN set -e; b\n", ["insert [0].commands[1] = a"], "FROM a\nRUN set -e; a; b\n")
        try check("FROM a\nRUN <<E\n  b\nE\n", ["insert [0].commands[0] = a"], "FROM a\nRUN <<E\n  a &&\n  b\nE\n")
        try check("FROM a\nRUN a && b && c\n", ["remove [0].commands[1]"], "FROM a\nRUN a && c\n")
        try check("FROM a\nRUN a \\\n && b \\\n && c\n", ["remove [0].commands[2]"], "FROM a\nRUN a \\\n && b\n")
        try check("FROM a\nRUN a && \\\n  b && \\\n  c\n", ["remove [0].commands[0]"], "FROM a\nRUN b && \\\n  c\n")
        try check("FROM a\nRUN a && \\\n  b && \\\n  c\n", ["remove [0].commands[1]"], "FROM a\nRUN a && \\\n  c\n")
        try check("FROM a\nRUN <<E\na\nb\nE\n", ["remove [0].commands[0]"], "FROM a\nRUN <<E\nb\nE\n")
        try check("FROM a\nRUN b\nUSER u\n", ["remove [0].commands[0]"], "FROM a\nUSER u\n")
        try check(
            "FROM a\nRUN apt-get update\nRUN apt-get install x\n",
            ["remove [0]", "insert [1].commands[0] = apt-get update"],
            "FROM a\nRUN apt-get update && apt-get install x\n")
    }
}
