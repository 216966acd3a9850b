import ConfigModel
import SourceText

extension DockerfileEditor {
    /// Adds an instruction before `index`, in lines of its own.
    func insertInstruction(
        _ value: NewValue, before index: Int, in body: Range<Int>, after head: Int?, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let written = try written(value, keyword: nil, upperCase: !prefersLowerCase)
        expected.insert(try shape(of: written), before: index)
        if index < body.upperBound {
            let start = lineStart(ownComments(index).first?.start ?? document.instructions[index].span.start)
            return [Edit(.at(start), written + lineEnd)]
        }
        guard let previous = index > body.lowerBound ? index - 1 : head else {
            let start = lineStart(document.instructions[body.upperBound].span.start)
            return [Edit(.at(start), written + lineEnd)]
        }
        let end = document.instructions[previous].span.end
        var next = end
        while next < bytes.count, bytes[next] != 0x0A { next += 1 }
        return next < bytes.count
            ? [Edit(.at(next + 1), written + lineEnd)] : [Edit(.at(bytes.count), lineEnd + written)]
    }

    func removeInstruction(_ index: Int, _ expected: inout ExpectedShape) -> [Edit] {
        let instruction = document.instructions[index]
        let comments = ownComments(index)
        var start = lineStart(comments.first?.start ?? instruction.span.start)
        var end = instruction.span.end
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        expected.instructions[index].isRemoved = true
        expected.removedComments += comments + [instruction.span]
        if end == bytes.count {
            // The file stays without a final line end, and the line before loses its own.
            while start > 0, bytes[start - 1] == 0x0A || bytes[start - 1] == 0x0D { start -= 1 }
            return [Edit(Span(start, end), "")]
        }
        end += 1
        // Of two blank lines that would meet, one goes.
        if isBlankLine(endingAt: start) {
            var next = end
            while next < bytes.count, bytes[next].isBlank { next += 1 }
            if next < bytes.count, bytes[next] == 0x0A { end = next + 1 }
        }
        return [Edit(Span(start, end), "")]
    }

    private func isBlankLine(endingAt place: Int) -> Bool {
        guard place > 0, bytes[place - 1] == 0x0A else { return false }
        var start = place - 1
        while start > 0, bytes[start - 1].isBlank { start -= 1 }
        return start == 0 || bytes[start - 1] == 0x0A
    }

    /// Writes the whole instruction anew: `{keyword, text}`, or only one of them.
    func replaceInstruction(_ index: Int, _ value: NewValue, _ expected: inout ExpectedShape) throws(EditRefusal)
        -> [Edit]
    {
        let instruction = document.instructions[index]
        guard instruction.heredocs.isEmpty else { throw EditRefusal("the instruction has a heredoc") }
        guard !document.comments.contains(where: { instruction.span.contains($0.span) }) else {
            throw EditRefusal("the instruction holds comments that would be lost")
        }
        let isUpper = (0x41...0x5A).contains(bytes[instruction.keywordSpan.start])
        let written = try written(value, keyword: instruction.keyword, upperCase: isUpper)
        expected.instructions[index].replacement = try shape(of: (instruction.isOnbuild ? "ONBUILD " : "") + written)
        return [Edit(Span(instruction.keywordSpan.start, instruction.span.end), written)]
    }

    /// Sets USER: in the last USER of the stage when nothing runs after it, or in a new one before CMD and ENTRYPOINT.
    func setUser(_ value: NewValue, _ stage: DockerfileDocument.Stage, _ expected: inout ExpectedShape)
        throws(EditRefusal) -> [Edit]
    {
        let instructions = document.instructions
        // A USER that a later RUN relies on stays as it is.
        if let last = stage.body.last(where: { instructions[$0].keyword == "USER" && !instructions[$0].isOnbuild }),
            !instructions[last..<stage.body.upperBound].contains(where: { $0.keyword == "RUN" && !$0.isOnbuild })
        {
            return try setWord(0, value, last, &expected)
        }
        let building: Set<String> = ["RUN", "COPY", "ADD", "WORKDIR", "SHELL", "USER"]
        let built = stage.body.last { building.contains(instructions[$0].keyword) && !instructions[$0].isOnbuild }
        let later = (built.map { $0 + 1 } ?? stage.body.lowerBound)..<stage.body.upperBound
        let start = later.first { ["CMD", "ENTRYPOINT"].contains(instructions[$0].keyword) } ?? stage.body.upperBound
        let user = NewValue.map([.init("keyword", .string("USER")), .init("text", value)])
        return try insertInstruction(user, before: start, in: stage.body, after: stage.from, &expected)
    }

    /// The comment lines directly above an instruction; a block at the head of the file belongs to the file.
    func ownComments(_ index: Int) -> [Span] {
        var found: [Span] = []
        var start = lineStart(document.instructions[index].span.start)
        while start > 0 {
            let above = lineStart(start - 1)
            guard let comment = document.commentLines.last(where: { $0.start >= above && $0.start < start }) else {
                break
            }
            found.insert(comment, at: 0)
            start = above
        }
        let isHead = bytes[..<start].allSatisfy { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0.isBlank || $0 == 0x0A }
        if isHead { return [] }
        // Comment lines between the lines of the instruction above belong to that one.
        if index > 0 { found.removeAll { $0.start < document.instructions[index - 1].span.end } }
        return found
    }

    func lineStart(_ place: Int) -> Int {
        var start = place
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? min(3, place) : start
    }

    /// `KEYWORD text` from `{keyword, text}`, from a whole line, or with the keyword that is there already.
    private func written(_ value: NewValue, keyword: String?, upperCase: Bool) throws(EditRefusal) -> String {
        var keyword = keyword
        var text: String?
        if case .map(let entries) = value {
            for entry in entries {
                switch entry.key {
                case "keyword": keyword = try singleLine(entry.value).text
                case "text": text = try self.text(entry.value).text
                default: throw EditRefusal("an instruction has a keyword and a text, no '\(entry.key)'")
                }
            }
        } else {
            let line = try self.text(value).text
            guard let blank = line.firstIndex(of: " ") else {
                throw EditRefusal("an instruction needs a keyword and an argument")
            }
            keyword = String(line[..<blank])
            text = String(line[blank...].dropFirst())
        }
        guard let keyword, let text, !keyword.isEmpty, !text.isEmpty else {
            throw EditRefusal("an instruction needs a keyword and a text")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
        }
        return (upperCase ? keyword.uppercased() : keyword.lowercased()) + " " + lines.joined(separator: lineEnd)
    }

    /// What one instruction means when it is read by itself.
    func shape(of written: String) throws(EditRefusal) -> InstructionShape {
        let head = document.escape == UInt8(ascii: "\\") ? "" : "# escape=`\n"
        let isArgument = written.uppercased().hasPrefix("ARG ")
        let source = SourceFile(path: "", text: head + "FROM scratch\n" + written + "\n")
        let parsed = DockerfileDocument.parse(source)
        guard parsed.isSound, parsed.instructions.count == 2, let only = parsed.instructions.last else {
            let reason =
                parsed.diagnostics.first?.message ?? (isArgument ? "it is no ARG" : "it is not one instruction")
            throw EditRefusal("the new instruction cannot be read: \(reason)")
        }
        return InstructionShape(only, source)
    }
}
