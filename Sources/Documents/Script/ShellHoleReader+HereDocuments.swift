extension ShellHoleReader {
    struct HereDocument {
        let word: [UInt8]
        let delimiter: Range<Int>
        let isQuoted: Bool
        let stripsTabs: Bool
        let feedsProgram: Bool
    }

    mutating func hereDelimiter(_ command: Command) -> Bool {
        at += 2
        let strips = at < bytes.count && bytes[at] == UInt8(ascii: "-")
        if strips { at += 1 }
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        let start = at
        var word: [UInt8] = []
        var isQuoted = false
        while at < bytes.count, isWordByte(bytes[at]) || [39, 34, 92, 45, 46, 33].contains(bytes[at]) {
            if [39, 34, 92].contains(bytes[at]) { isQuoted = true } else { word.append(bytes[at]) }
            at += 1
        }
        guard !word.isEmpty else { return false }
        bodies.append(
            HereDocument(
                word: word, delimiter: start..<at, isQuoted: isQuoted, stripsTabs: strips,
                feedsProgram: command.isInterpreter && !command.runsPrograms))
        return true
    }

    mutating func hereBodies() -> Bool {
        defer { bodies = [] }
        for body in bodies {
            let start = at
            while true {
                guard at < bytes.count else { return false }
                let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
                var line = bytes[at..<end]
                if line.last == 0x0D { line = line.dropLast() }
                if body.stripsTabs { line = line.drop { $0 == 0x09 } }
                let next = min(end + 1, bytes.count)
                if line.elementsEqual(body.word) {
                    for hole in holes(in: start..<at) {
                        places[hole.range.lowerBound] =
                            body.feedsProgram ? program : body.isQuoted ? .literalBody(delimiter: body.delimiter, body: start..<at) : .expanding
                    }
                    at = next
                    break
                }
                at = next
            }
        }
        return true
    }
}
