import ConfigModel
import SourceText

extension DockerfileEditor {
    /// A change below one instruction: `keyword`, `flags.from`, `ports[1]`, `commands[0].words[2]`.
    func changeField(
        _ field: String, _ rest: ArraySlice<ValuePath.Element>, _ action: DocumentChange.Action, _ index: Int,
        _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        switch (field, action) {
        case ("keyword", .set(let value)) where rest.isEmpty:
            return try setKeyword(singleLine(value).text, index, &expected)
        case ("text", .set(let value)) where rest.isEmpty:
            return try replaceInstruction(index, .map([.init("text", value)]), &expected)
        case ("form", .set(.string("exec"))) where rest.isEmpty:
            return try setExecForm(index, &expected)
        case ("user", .set(let value)) where rest.isEmpty && instruction.keyword == "USER":
            return try setWord(0, value, index, &expected)
        case ("path", .set(let value)) where rest.isEmpty && instruction.keyword == "WORKDIR":
            return try setWord(0, value, index, &expected)
        case ("destination", .set(let value)) where rest.isEmpty && instruction.words.count > 1:
            return try setWord(instruction.words.count - 1, value, index, &expected)
        case ("args", _), ("sources", _), ("ports", _):
            return try changeList(rest, action, index, &expected)
        case ("pairs", _):
            guard rest.count == 1, case .key(let name)? = rest.first else { throw EditRefusal("name one of the pairs") }
            return try changePair(name, action, index, &expected)
        case ("flags", _):
            guard rest.count == 1, case .key(let name)? = rest.first else { throw EditRefusal("name one of the flags") }
            return try changeFlag(name, action, index, &expected)
        case ("commands", _):
            return try changeCommands(rest, action, index, &expected)
        default:
            throw EditRefusal("'\(field)' of \(instruction.keyword) cannot be changed this way")
        }
    }

    private func setKeyword(_ keyword: String, _ index: Int, _ expected: inout ExpectedShape) throws(EditRefusal)
        -> [Edit]
    {
        let instruction = document.instructions[index]
        let old = bytes[instruction.keywordSpan.range]
        let isLower = old.allSatisfy { !(0x41...0x5A).contains($0) }
        let isUpper = old.allSatisfy { !(0x61...0x7A).contains($0) }
        let capitalised = keyword.prefix(1).uppercased() + keyword.dropFirst().lowercased()
        let written = isLower ? keyword.lowercased() : isUpper ? keyword.uppercased() : capitalised
        expected.instructions[index].shape.keyword = keyword.uppercased()
        return [Edit(instruction.keywordSpan, written)]
    }

    /// Replaces a word of an instruction that Docker splits, or of a JSON array.
    func setWord(_ number: Int, _ value: NewValue, _ index: Int, _ expected: inout ExpectedShape) throws(EditRefusal)
        -> [Edit]
    {
        let instruction = document.instructions[index]
        guard instruction.words.indices.contains(number) else {
            throw EditRefusal("there are only \(instruction.words.count) arguments")
        }
        guard instruction.script == nil else { throw EditRefusal("name a word of one of the commands instead") }
        let new = try singleLine(value)
        let span = instruction.words[number].span
        expected.instructions[index].words.set(number, new.text)
        return [Edit(span, written(new, instruction, like: bytes[span.range]))]
    }

    private func written(_ new: NewText, _ instruction: DockerfileDocument.Instruction, like old: ArraySlice<UInt8>)
        -> String
    {
        if instruction.form == .exec { return jsonQuoted(new.text) }
        return new.isRaw ? new.text : dockerQuoted(new.text, like: old, escape: escape)
    }

    private func changeList(
        _ rest: ArraySlice<ValuePath.Element>, _ action: DocumentChange.Action, _ index: Int,
        _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        guard instruction.script == nil else { throw EditRefusal("name a word of one of the commands instead") }
        let spans = instruction.words.map(\.span)
        switch (rest.first, action) {
        case (.index(let number), .set(let value)) where rest.count == 1:
            return try setWord(number, value, index, &expected)
        case (.index(let number), .remove) where rest.count == 1:
            guard spans.indices.contains(number) else { throw EditRefusal("there are only \(spans.count) arguments") }
            if spans.count == 1 { return removeInstruction(index, &expected) }
            expected.instructions[index].words.remove(number)
            return [Edit(elementSpan(number, of: spans, isJSON: instruction.form == .exec), "")]
        case (nil, .append(let value)):
            let new = try singleLine(value)
            guard !instruction.words.contains(where: { $0.value == new.text }) else { return [] }
            guard let last = spans.last else { throw EditRefusal("the list is empty") }
            expected.instructions[index].words.insert(new.text, before: spans.count)
            return [Edit(.at(last.end), (instruction.form == .exec ? ", " : " ") + written(new, instruction, like: []))]
        default:
            throw EditRefusal("arguments can be set, removed and appended")
        }
    }

    /// The bytes to delete so that one element of a list and one separator go.
    func elementSpan(_ number: Int, of spans: [Span], isJSON: Bool) -> Span {
        if number > 0 { return Span(spans[number - 1].end, spans[number].end) }
        return spans.count > 1 ? Span(spans[0].start, spans[1].start) : spans[0]
    }

    private func changePair(
        _ name: String, _ action: DocumentChange.Action, _ index: Int, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        let pairs = instruction.pairs
        let number = pairs.lastIndex { $0.name.value == name }
        switch action {
        case .set(let value):
            let new = try singleLine(value)
            guard let number else {
                guard let last = pairs.last else { throw EditRefusal("there is no pair to put it beside") }
                guard
                    bytes[Span(last.name.span.start, last.span.end).range].contains(UInt8(ascii: "="))
                        || instruction.keyword == "ARG"
                else { throw EditRefusal("the old spelling without '=' takes one pair only") }
                expected.instructions[index].pairs.insert("\(name)=\(new.text)", before: pairs.count)
                return [
                    Edit(
                        .at(last.span.end),
                        " \(name)=" + (new.isRaw ? new.text : dockerQuoted(new.text, escape: escape)))
                ]
            }
            expected.instructions[index].pairs.set(number, "\(name)=\(new.text)")
            guard let old = pairs[number].value else {
                return [
                    Edit(
                        .at(pairs[number].span.end),
                        "=" + (new.isRaw ? new.text : dockerQuoted(new.text, escape: escape)))
                ]
            }
            return [
                Edit(
                    old.span, new.isRaw ? new.text : dockerQuoted(new.text, like: bytes[old.span.range], escape: escape)
                )
            ]
        case .remove:
            guard let number else { return [] }
            if pairs.count == 1 { return removeInstruction(index, &expected) }
            expected.instructions[index].pairs.remove(number)
            return [Edit(elementSpan(number, of: pairs.map(\.span), isJSON: false), "")]
        default: throw EditRefusal("a pair can be set and removed")
        }
    }

    private func changeFlag(
        _ name: String, _ action: DocumentChange.Action, _ index: Int, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let instruction = document.instructions[index]
        let found = instruction.flags.indices.filter { instruction.flags[$0].name == name }
        guard found.count < 2 else { throw EditRefusal("the flag --\(name) is given more than once") }
        switch action {
        case .set(let value):
            let new = try singleLine(value).text
            let written = "--\(name)" + (new == "true" ? "" : "=\(new)")
            if let number = found.first {
                expected.instructions[index].flags.set(number, "\(name)=\(new)")
                return [Edit(instruction.flags[number].span, written)]
            }
            expected.instructions[index].flags.insert("\(name)=\(new)", before: instruction.flags.count)
            return [Edit(.at(instruction.flags.last?.span.end ?? instruction.keywordSpan.end), " " + written)]
        case .remove:
            guard let number = found.first else { return [] }
            expected.instructions[index].flags.remove(number)
            let before = number > 0 ? instruction.flags[number - 1].span.end : instruction.keywordSpan.end
            return [Edit(Span(before, instruction.flags[number].span.end), "")]
        default: throw EditRefusal("a flag can be set and removed")
        }
    }
}
