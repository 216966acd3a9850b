import ConfigModel
import SourceText

extension DockerfileEditor {
    /// How an instruction joins its commands.
    private struct Joining {
        enum Layout {
            case oneLine
            /// `cmd && \` and the next command on a line of its own.
            case operatorLast
            /// `cmd \` and `&& next` on a line of its own.
            case operatorFirst
        }

        var layout = Layout.oneLine
        var indent = ""
        /// The script is `set -e…; a; b`: `;` stops at errors as `&&` does.
        var usesSemicolons = false
    }

    /// Adds a command after the last one, in the layout that the instruction has.
    func appendCommand(
        _ value: NewValue, _ index: Int, _ script: DockerfileDocument.Script, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        guard instruction.form == .shell else { throw EditRefusal("the JSON form runs one command only") }
        var (text, wanted) = try commandText(value)
        var added = try contents(of: text)
        if script.commands.isEmpty { throw EditRefusal("there is no command to join to") }
        if added.count == 1,
            script.commands.contains(where: { $0.depth == 0 && $0.words.map(\.value) == added[0].words })
        {
            return []
        }
        guard script.trailingOperator != "&" else { throw EditRefusal("the last command runs in the background") }
        if script.heredoc != nil {
            let place = script.end
            let indent = self.indent(ofLineAt: script.commands.last { !$0.isSubstituted }?.span.start ?? place)
            let stops = stopsAtErrors(script) || wanted == ";"
            added[0].joint = stops || script.trailingOperator == ";" ? ";" : wanted
            let mark = added[0].joint == ";" ? "" : " \(wanted)"
            expected.instructions[index].appended += added
            return [Edit(.at(place), mark + lineEnd + indent + text)]
        }
        let joining = joining(instruction, script)
        if wanted == "&&", joining.usesSemicolons { wanted = ";" }
        if script.trailingOperator == ";" {
            added[0].joint = ";"
            expected.instructions[index].appended += added
            return [
                Edit(
                    .at(script.end), (joining.layout == .oneLine ? " " : " \(escape)\(lineEnd)\(joining.indent)") + text
                )
            ]
        }
        added[0].joint = wanted
        expected.instructions[index].appended += added
        let tight = wanted == ";" ? ";" : " \(wanted)"
        switch joining.layout {
        case .oneLine: text = "\(tight) \(text)"
        case .operatorLast: text = "\(tight) \(escape)\(lineEnd)\(joining.indent)\(text)"
        case .operatorFirst: text = " \(escape)\(lineEnd)\(joining.indent)\(wanted) \(text)"
        }
        return [Edit(.at(script.end), text)]
    }

    /// Adds a command before another one at the top level of the script.
    func insertCommand(
        _ value: NewValue, before number: Int, _ index: Int, _ script: DockerfileDocument.Script,
        _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        guard instruction.form == .shell else { throw EditRefusal("the JSON form runs one command only") }
        let direct = script.commands.filter { !$0.isSubstituted }
        if number == direct.count { return try appendCommand(value, index, script, &expected) }
        guard direct.indices.contains(number) else { throw EditRefusal("there are only \(direct.count) commands") }
        let command = direct[number]
        guard command.depth == 0 else { throw EditRefusal("the command stands in a compound command") }
        let next = number + 1 < direct.count ? direct[number + 1].joint : ""
        guard ["", "&&", ";"].contains(command.joint), next != "||" else {
            throw EditRefusal("the command is part of a pipeline or an alternative")
        }
        var (text, wanted) = try commandText(value)
        var added = try contents(of: text)
        added[0].joint = command.joint
        let joining = joining(instruction, script)
        if script.heredoc != nil {
            let start = lineStart(command.span.start)
            guard bytes[start..<command.span.start].allSatisfy(\.isBlank) else {
                throw EditRefusal("the command is not the first of its line")
            }
            if stopsAtErrors(script) { wanted = ";" }
            text += (wanted == ";" ? "" : " \(wanted)") + lineEnd + indent(ofLineAt: command.span.start)
        } else {
            if wanted == "&&", joining.usesSemicolons { wanted = ";" }
            let tight = wanted == ";" ? ";" : " \(wanted)"
            switch joining.layout {
            case .oneLine: text += "\(tight) "
            case .operatorLast: text += "\(tight) \(escape)\(lineEnd)\(joining.indent)"
            case .operatorFirst: text += " \(escape)\(lineEnd)\(joining.indent)\(wanted) "
            }
        }
        let place = script.commands.firstIndex { $0.span == command.span } ?? number
        expected.instructions[index].commands[place].before += added
        expected.instructions[index].commands[place].shape.joint = wanted
        return [Edit(.at(command.span.start), text)]
    }

    /// Takes a command out of a chain of `&&` and `;`.
    func removeCommand(
        _ number: Int, _ index: Int, _ script: DockerfileDocument.Script, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let direct = script.commands.filter { !$0.isSubstituted }
        let command = script.commands[number]
        guard !command.isSubstituted, command.depth == 0 else {
            throw EditRefusal("the command stands in a compound command or substitution")
        }
        if direct.count == 1, document.instructions[index].heredocs.isEmpty {
            return removeInstruction(index, &expected)
        }
        let next = number + 1 < direct.count ? direct[number + 1] : nil
        for joint in [command.joint, next?.joint ?? ""] where !["", "&&", ";"].contains(joint) {
            throw EditRefusal("the command is part of a pipeline or an alternative")
        }
        guard !script.commands.contains(where: { $0.isSubstituted && command.span.contains($0.span) }) else {
            throw EditRefusal("the command holds a substitution")
        }
        expected.instructions[index].commands[number].isRemoved = true
        var span: Span
        if script.heredoc != nil, command.jointSpan == nil, next?.jointSpan == nil {
            span = Span(lineStart(command.span.start), command.span.end)
            while span.end < bytes.count, bytes[span.end].isBlank { span.end += 1 }
            guard span.end < bytes.count, bytes[span.end] == 0x0A,
                bytes[span.start..<command.span.start].allSatisfy(\.isBlank)
            else {
                throw EditRefusal("the command is not alone on its line")
            }
            span.end += 1
        } else if number == 0, let next {
            guard next.depth == 0 else { throw EditRefusal("a compound command follows") }
            span = Span(command.span.start, next.span.start)
        } else {
            guard let joint = command.jointSpan else {
                throw EditRefusal("the command is not joined to the one before")
            }
            var start = joint.start
            let before = document.instructions[index].keywordSpan.end
            while start > before,
                bytes[start - 1].isBlank || bytes[start - 1] == 0x0A || bytes[start - 1] == document.escape
            { start -= 1 }
            span = Span(start, command.span.end)
        }
        if number == 0, next != nil { expected.instructions[index].commands[1].shape.joint = "" }
        if document.comments.contains(where: { span.contains($0.span) }) {
            throw EditRefusal("a comment stands beside the command")
        }
        return [Edit(span, "")]
    }

    /// `{operator, text}`, or the text alone, joined by `&&`.
    private func commandText(_ value: NewValue) throws(EditRefusal) -> (text: String, joint: String) {
        guard case .map(let entries) = value else { return (try singleLine(value).text, "&&") }
        var text = ""
        var joint = "&&"
        for entry in entries {
            switch entry.key {
            case "text": text = try singleLine(entry.value).text
            case "operator": joint = try singleLine(entry.value).text
            default: throw EditRefusal("a command has a text and an operator, no '\(entry.key)'")
            }
        }
        guard ["&&", ";", "||", "|"].contains(joint) else { throw EditRefusal("'\(joint)' joins no commands") }
        return (text, joint)
    }

    private func contents(of text: String) throws(EditRefusal) -> [CommandContent] {
        var logical = LogicalText()
        let bytes = Array(text.utf8)
        logical.append(0..<bytes.count, of: bytes)
        let script = DockerfileDocument.Script(ShellScript(bytes, in: 0..<bytes.count), in: logical)
        guard !script.isOpaque, !script.commands.isEmpty, script.comments.isEmpty, script.trailingOperator.isEmpty
        else {
            throw EditRefusal("'\(text)' is no list of commands")
        }
        return CommandContent.list(script, bytes)
    }

    /// Whether `set -e` stands at the start.
    private func stopsAtErrors(_ script: DockerfileDocument.Script) -> Bool {
        guard let first = script.commands.first, first.words.first?.value == "set" else { return false }
        return first.words.dropFirst().contains { word in
            word.value == "errexit"
                || (word.value.hasPrefix("-") && !word.value.hasPrefix("--") && word.value.contains("e"))
        }
    }

    private func joining(_ instruction: DockerfileDocument.Instruction, _ script: DockerfileDocument.Script) -> Joining {
        var joining = Joining()
        let last = script.separators.last.map { document.source.text($0) }
        joining.usesSemicolons = last == ";" && stopsAtErrors(script)
        for separator in script.separators.reversed() {
            var before = separator.start
            while before > 0, bytes[before - 1].isBlank { before -= 1 }
            var after = separator.end
            while after < bytes.count, bytes[after].isBlank || bytes[after] == document.escape { after += 1 }
            if after < bytes.count, bytes[after] == 0x0A, let indent = indent(ofFirstLineAfter: after, instruction) {
                joining.layout = .operatorLast
                joining.indent = indent
                return joining
            }
            if before > 0, bytes[before - 1] == 0x0A {
                joining.layout = .operatorFirst
                joining.indent = document.source.text(Span(before, separator.start))
                return joining
            }
        }
        let head = instruction.headSpan
        if let newline = bytes[head.range].firstIndex(of: 0x0A),
            let indent = indent(ofFirstLineAfter: newline, instruction)
        {
            joining.layout = .operatorFirst
            joining.indent = indent
        }
        return joining
    }

    /// The indent of the first line after the line end at `place` that is neither blank nor a comment.
    private func indent(ofFirstLineAfter place: Int, _ instruction: DockerfileDocument.Instruction) -> String? {
        var at = place + 1
        while at < instruction.headSpan.end {
            var ink = at
            while ink < bytes.count, bytes[ink].isBlank { ink += 1 }
            if ink < bytes.count, bytes[ink] != 0x0A, bytes[ink] != UInt8(ascii: "#") {
                return document.source.text(Span(at, ink))
            }
            while at < bytes.count, bytes[at] != 0x0A { at += 1 }
            at += 1
        }
        return nil
    }

    private func indent(ofLineAt place: Int) -> String {
        let start = lineStart(place)
        var end = start
        while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        return document.source.text(Span(start, end))
    }
}
