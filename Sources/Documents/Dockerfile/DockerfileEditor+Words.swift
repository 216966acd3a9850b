import ConfigModel
import SourceText

extension DockerfileEditor {
    /// A change below `commands` of one instruction.
    func changeCommands(
        _ rest: ArraySlice<ValuePath.Element>, _ action: DocumentChange.Action, _ index: Int,
        _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        guard let script = document.instructions[index].script else {
            throw EditRefusal("the instruction runs no commands")
        }
        guard !script.isOpaque else {
            throw EditRefusal("the script holds what is not understood well enough to change it")
        }
        if case .append(let value) = action, rest.isEmpty { return try appendCommand(value, index, script, &expected) }
        guard case .index(let number)? = rest.first else { throw EditRefusal("name one of the commands by its index") }
        let inner = rest.dropFirst()
        if case .insert(let value) = action, inner.isEmpty {
            return try insertCommand(value, before: number, index, script, &expected)
        }
        guard script.commands.indices.contains(number) else {
            throw EditRefusal("there are only \(script.commands.count) commands")
        }
        let target = CommandPlace(instruction: index, number: number, command: script.commands[number])
        switch (inner.first, action) {
        case (nil, .remove): return try removeCommand(number, index, script, &expected)
        case (.key("name"), .set(let value)) where inner.count == 1: return try setWord(0, value, target, &expected)
        case (.key("words"), _):
            guard inner.count == 2, case .index(let word)? = inner.last else {
                throw EditRefusal("name one of the words by its index")
            }
            return try changeWord(word, action, target, &expected)
        case (.key("options"), .append(let value)) where inner.count == 1:
            let texts = target.command.words.map(\.value)
            let new = try singleLine(value)
            guard !texts.contains(new.text) else { return [] }
            return try insertWord(new, before: CommandShape(texts).placeForOption(in: texts), target, &expected)
        case (.key("options"), _), (.key("operands"), _):
            let shape = CommandShape(target.command.words.map(\.value))
            let indexes = inner.first == .key("options") ? shape.options : shape.operands
            if case .append(let value) = action, inner.count == 1 {
                return try insertWord(try singleLine(value), before: target.command.words.count, target, &expected)
            }
            guard inner.count == 2, case .index(let word)? = inner.last, indexes.indices.contains(word) else {
                throw EditRefusal("name one of them by its index")
            }
            let place = indexes[word]
            if action == .remove, shape.takesValue(place, in: target.command.words.map(\.value)) {
                return try removeWords(place...place + 1, target, &expected)
            }
            return try changeWord(place, action, target, &expected)
        case (.key("assignments"), _):
            guard inner.count == 2, case .key(let name)? = inner.last else {
                throw EditRefusal("name one of the assignments")
            }
            return try changeAssignment(name, action, target, &expected)
        default: throw EditRefusal("this part of a command cannot be changed")
        }
    }

    struct CommandPlace {
        let instruction: Int
        let number: Int
        let command: DockerfileDocument.Command
    }

    private func changeWord(
        _ word: Int, _ action: DocumentChange.Action, _ target: CommandPlace, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        switch action {
        case .set(let value): return try setWord(word, value, target, &expected)
        case .insert(let value): return try insertWord(try singleLine(value), before: word, target, &expected)
        case .remove: return try removeWord(word, target, &expected)
        default: throw EditRefusal("a word can be set, inserted and removed")
        }
    }

    private func isJSON(_ target: CommandPlace) -> Bool { document.instructions[target.instruction].form == .exec }

    private func setWord(
        _ word: Int, _ value: NewValue, _ target: CommandPlace, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        guard target.command.words.indices.contains(word) else {
            throw EditRefusal("there are only \(target.command.words.count) words")
        }
        let new = try singleLine(value)
        let span = target.command.words[word].span
        expected.instructions[target.instruction].commands[target.number].words.set(word, try unquoted(new, target))
        return [Edit(span, quoted(new, target, like: bytes[span.range]))]
    }

    private func insertWord(
        _ new: NewText, before word: Int, _ target: CommandPlace, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let words = target.command.words
        guard word <= words.count, !words.isEmpty else { throw EditRefusal("there are only \(words.count) words") }
        expected.instructions[target.instruction].commands[target.number].words.insert(
            try unquoted(new, target), before: word)
        let text = quoted(new, target, like: [])
        let separator = isJSON(target) ? ", " : " "
        if word == 0 { return [Edit(.at(words[0].span.start), text + separator)] }
        return [Edit(.at(words[word - 1].span.end), separator + text)]
    }

    private func removeWord(_ word: Int, _ target: CommandPlace, _ expected: inout ExpectedShape) throws(EditRefusal)
        -> [Edit]
    {
        try removeWords(word...word, target, &expected)
    }

    private func removeWords(
        _ range: ClosedRange<Int>, _ target: CommandPlace, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let words = target.command.words
        guard range.upperBound < words.count, words.count > range.count else {
            throw EditRefusal("a command keeps at least one word")
        }
        let spans = words.map(\.span)
        let span =
            range.lowerBound > 0
            ? Span(spans[range.lowerBound - 1].end, spans[range.upperBound].end)
            : Span(spans[0].start, spans[range.upperBound + 1].start)
        let isInterrupted = target.command.redirects.contains { span.contains($0.span) }
        if isInterrupted { throw EditRefusal("a redirection stands between the words") }
        for word in range { expected.instructions[target.instruction].commands[target.number].words.remove(word) }
        expected.removedComments.append(span)
        return [Edit(span, "")]
    }

    private func changeAssignment(
        _ name: String, _ action: DocumentChange.Action, _ target: CommandPlace, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let assignments = target.command.assignments
        let found = assignments.indices.filter { assignments[$0].name.value == name }
        guard found.count < 2 else { throw EditRefusal("\(name) is set more than once") }
        switch action {
        case .set(let value):
            let new = try singleLine(value)
            let written = new.isRaw ? new.text : shellQuoted(new.text)
            guard let number = found.first, let old = assignments[number].value else {
                guard let first = target.command.words.first, !isJSON(target) else {
                    throw EditRefusal("there is no command to set \(name) for")
                }
                expected.instructions[target.instruction].commands[target.number].assignments.insert(
                    "\(name)=\(try unquoted(new, target))", before: assignments.count)
                return [Edit(.at(first.span.start), "\(name)=\(written) ")]
            }
            expected.instructions[target.instruction].commands[target.number].assignments.set(
                number, "\(name)=\(try unquoted(new, target))")
            return [Edit(old.span, written)]
        case .remove:
            guard let number = found.first else { return [] }
            guard let first = target.command.words.first else {
                throw EditRefusal("the command consists of assignments only")
            }
            let next = number + 1 < assignments.count ? assignments[number + 1].span : first.span
            expected.instructions[target.instruction].commands[target.number].assignments.remove(number)
            return [Edit(Span(assignments[number].span.start, next.start), "")]
        default: throw EditRefusal("an assignment can be set and removed")
        }
    }

    private func quoted(_ new: NewText, _ target: CommandPlace, like old: ArraySlice<UInt8>) -> String {
        if isJSON(target) { return jsonQuoted(new.text) }
        return new.isRaw ? new.text : shellQuoted(new.text, like: old)
    }

    /// The value that the shell will see; source text has to be one word.
    private func unquoted(_ new: NewText, _ target: CommandPlace) throws(EditRefusal) -> String {
        guard new.isRaw, !isJSON(target) else { return new.text }
        let bytes = Array(new.text.utf8)
        let script = ShellScript(bytes, in: 0..<bytes.count)
        guard !script.isOpaque, script.commands.count == 1, script.commands[0].words.count == 1,
            let word = script.commands[0].words.first
        else { throw EditRefusal("'\(new.text)' is not one word") }
        return word.value
    }
}
