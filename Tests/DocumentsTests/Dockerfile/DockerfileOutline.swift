import Documents
import SourceText

/// A Dockerfile in a short form for tests: one line an instruction, `<word>` for each word of a command.
///
///     RUN shell <apt-get> <update> && <rm> <-rf> <x>
func outline(_ text: String) -> String { outline(DockerfileDocument.parse(SourceFile(path: "Dockerfile", text: text))) }

func outline(_ document: DockerfileDocument) -> String {
    let errors = document.diagnostics.map { "error: \($0.message)" }
    return (errors + document.instructions.map { outline($0, document.source) }).joined(separator: "\n")
}

private func outline(_ instruction: DockerfileDocument.Instruction, _ source: SourceFile) -> String {
    var parts = [(instruction.isOnbuild ? "ONBUILD " : "") + instruction.keyword]
    if instruction.form != .none { parts.append(instruction.form.rawValue) }
    parts += instruction.flags.map { "--\($0.name)=\($0.value)" }
    parts += instruction.pairs.map { pair in "<\(pair.name.value)>" + (pair.value.map { "=<\($0.value)>" } ?? "") }
    if let script = instruction.script {
        for command in script.commands {
            if command.isSubstituted { parts.append("$") }
            parts.append(contentsOf: command.joint.isEmpty ? [] : [command.joint])
            parts += Array(repeating: "(", count: command.depth)
            parts += command.assignments.map { "\($0.name.value)=<\($0.value?.value ?? "")>" }
            parts += command.words.map { "<\($0.value)>" }
            parts += command.redirects.map { "\($0.symbol)<\($0.target)>" }
            parts += Array(repeating: ")", count: command.depth)
        }
        if !script.trailingOperator.isEmpty { parts.append(script.trailingOperator) }
        if script.isOpaque { parts.append("opaque") }
    } else {
        parts += instruction.words.map { "<\($0.value)>" }
    }
    for heredoc in instruction.heredocs {
        parts.append(
            "\(heredoc.expands ? "" : "verbatim ")\(heredoc.name){\(source.text(heredoc.bodySpan).replacing("\n", with: "|"))}"
        )
    }
    return parts.joined(separator: " ")
}
