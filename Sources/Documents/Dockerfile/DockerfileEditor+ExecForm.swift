import ConfigModel
import SourceText

extension DockerfileEditor {
    /// Writes `CMD node server.js` as `CMD ["node", "server.js"]`, when no shell is needed to run it.
    func setExecForm(_ index: Int, _ expected: inout ExpectedShape) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        guard ["CMD", "ENTRYPOINT"].contains(instruction.keyword) else {
            throw EditRefusal("only CMD and ENTRYPOINT are written as JSON")
        }
        if instruction.form == .exec { return [] }
        guard let script = instruction.script, !script.isOpaque else {
            throw EditRefusal("the command is not understood")
        }
        guard script.commands.count == 1, let command = script.commands.first, command.depth == 0,
            script.trailingOperator.isEmpty
        else {
            throw EditRefusal("more than one command needs a shell")
        }
        guard command.assignments.isEmpty, command.redirects.isEmpty, script.comments.isEmpty else {
            throw EditRefusal("assignments, redirections and comments need a shell")
        }
        guard !command.words.contains(where: { $0.isExpanded || $0.value.utf8.contains(UInt8(ascii: "$")) }) else {
            throw EditRefusal("variables and patterns need a shell")
        }
        let words = command.words.map(\.value)
        let plain = words.first == "exec" ? Array(words.dropFirst()) : words
        guard let name = plain.first, !name.isEmpty, !DockerfileEditor.builtins.contains(name), !name.hasPrefix("-"),
            name != "!"
        else {
            throw EditRefusal("'\(words.first ?? "")' is part of the shell")
        }
        guard !document.comments.contains(where: { instruction.span.contains($0.span) }) else {
            throw EditRefusal("the instruction holds comments that would be lost")
        }
        // JSON knows no other escape than the backslash, so with escape=` a path in it would be read differently.
        guard document.escape == UInt8(ascii: "\\") else { throw EditRefusal("the shell of the image is not known") }
        let text = "[" + plain.map(jsonQuoted).joined(separator: ", ") + "]"
        var shape = expected.instructions[index].shape
        shape.form = .exec
        shape.words = plain
        shape.commands[0].words = plain
        expected.instructions[index].replacement = shape
        return [Edit(instruction.argumentsSpan, text)]
    }

    private static let builtins: Set<String> = [
        ".", ":", "alias", "bg", "break", "cd", "command", "continue", "eval", "exec", "exit", "export", "fg",
        "getopts", "hash", "jobs", "local",
        "read", "readonly", "return", "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unalias",
        "unset", "wait", "if",
        "for", "while", "[[", "declare", "let", "shopt", "pushd", "popd",
    ]
}
