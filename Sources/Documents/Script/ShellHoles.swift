/// Finds where the holes of a POSIX or bash script stand: POSIX.1-2024 XCU 2.2 (quoting), 2.6.3 (substitution), 2.7.4 (here-documents).
///
/// Nil when quotes or brackets do not close: then no place is sure.
func shellPlaces(of holes: [InterpolatedExpression], in script: [UInt8]) -> [Int: HolePlace]? {
    var reader = ShellHoleReader(script, holes)
    return reader.commands(until: nil, depth: 0) && reader.at >= script.count ? reader.places : nil
}

/// Walks through a script and notes the place of each hole.
struct ShellHoleReader {
    let bytes: [UInt8]
    let starts: [Int: InterpolatedExpression]
    var at = 0
    var places: [Int: HolePlace] = [:]
    var bodies: [HereDocument] = []

    init(_ bytes: [UInt8], _ holes: [InterpolatedExpression]) {
        self.bytes = bytes
        starts = Dictionary(uniqueKeysWithValues: holes.map { ($0.range.lowerBound, $0) })
    }

    /// Reads commands up to the closing byte. False when something does not close.
    mutating func commands(until closing: UInt8?, depth: Int, isList: Bool = false) -> Bool {
        guard depth < 60 else { return false }
        var command = Command()
        while at < bytes.count {
            if let hole = starts[at] {
                note(hole, in: command, isList: isList)
                command.word += "§"
                command.hasWord = true
                at = hole.range.upperBound
                continue
            }
            let byte = bytes[at]
            if let closing, byte == closing, closing != UInt8(ascii: ")") || command.caseDepth == 0 {
                at += 1
                return true
            }
            switch byte {
            case 0x0A:
                command.end()
                at += 1
                guard hereBodies() else { return false }
            case 0x20, 0x09, 0x0D:
                command.endWord()
                at += 1
            case UInt8(ascii: "\\"):
                let isJoined = at + 1 < bytes.count && bytes[at + 1] == 0x0A
                if !isJoined { append("\\", &command) }
                at += 2
            case UInt8(ascii: "#") where !command.hasWord: comment()
            case UInt8(ascii: ";"), UInt8(ascii: "|"):
                command.end()
                at += 1
            case UInt8(ascii: "&"):
                let joins = at > 0 && (bytes[at - 1] == UInt8(ascii: ">") || bytes[at - 1] == UInt8(ascii: "<"))
                if joins || (at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: ">")) { command.endWord() } else { command.end() }
                at += 1
            case UInt8(ascii: "("):
                let isArithmetic = command.isFirstWord && !command.hasWord && at + 1 < bytes.count && bytes[at + 1] == byte
                if isArithmetic {
                    guard arithmetic(depth) else { return false }
                } else {
                    let isArray = command.hasWord && command.word.hasSuffix("=")
                    at += 1
                    guard commands(until: UInt8(ascii: ")"), depth: depth + 1, isList: isArray) else { return false }
                    if isArray { append("()", &command) }
                }
            case UInt8(ascii: ")"):
                command.end()
                at += 1
            case UInt8(ascii: "<") where bytes[at...].starts(with: "<<<".utf8):
                command.endWord()
                at += 3
            case UInt8(ascii: "<") where bytes[at...].starts(with: "<<".utf8):
                command.endWord()
                guard hereDelimiter(command) else { return false }
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                command.endWord()
                at += 1
                if at < bytes.count, bytes[at] == UInt8(ascii: "(") {
                    at += 1
                    guard commands(until: UInt8(ascii: ")"), depth: depth + 1) else { return false }
                }
            default:
                guard part(&command, depth) else { return false }
            }
        }
        command.end()
        return closing == nil
    }

    /// A quote, a substitution or a plain byte of a word.
    private mutating func part(_ command: inout Command, _ depth: Int) -> Bool {
        switch bytes[at] {
        case UInt8(ascii: "'"):
            let open = at
            guard let close = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "'")) else { return false }
            // A quote inside a hole is GitHub's.
            var end = close
            while let hole = starts.values.first(where: { $0.range.contains(end) }) {
                guard let next = bytes[hole.range.upperBound...].firstIndex(of: UInt8(ascii: "'")) else { return false }
                end = next
            }
            for hole in holes(in: open..<end) {
                places[hole.range.lowerBound] = command.runsPrograms ? program : .quoted(open: open, close: end)
            }
            append(String(decoding: bytes[(open + 1)..<end], as: UTF8.self), &command)
            at = end + 1
        case UInt8(ascii: "\""):
            at += 1
            command.hasWord = true
            return double(depth, command.runsPrograms, &command)
        case UInt8(ascii: "`"):
            at += 1
            append("`", &command)
            return commands(until: UInt8(ascii: "`"), depth: depth + 1)
        case UInt8(ascii: "$"):
            append("$", &command)
            return dollar(depth, isDouble: false, command.runsPrograms, &command)
        default:
            append(String(UnicodeScalar(bytes[at])), &command)
            at += 1
        }
        return true
    }

    private mutating func double(_ depth: Int, _ isProgram: Bool, _ command: inout Command) -> Bool {
        guard depth < 60 else { return false }
        while at < bytes.count {
            if let hole = starts[at] {
                places[at] = isProgram ? program : .expanding
                command.word += "§"
                at = hole.range.upperBound
                continue
            }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return true
            case UInt8(ascii: "\\"): at += 2
            case UInt8(ascii: "`"):
                at += 1
                guard commands(until: UInt8(ascii: "`"), depth: depth + 1) else { return false }
            case UInt8(ascii: "$"):
                guard dollar(depth, isDouble: true, isProgram, &command) else { return false }
            default:
                append(String(UnicodeScalar(bytes[at])), &command)
                at += 1
            }
        }
        return false
    }

    /// `$(…)`, `$((…))`, `${…}`, `$'…'`.
    private mutating func dollar(_ depth: Int, isDouble: Bool, _ isProgram: Bool, _ command: inout Command) -> Bool {
        let rest = bytes[(at + 1)...]
        if rest.starts(with: "((".utf8) {
            at += 1
            return arithmetic(depth)
        }
        if rest.first == UInt8(ascii: "(") {
            at += 2
            return commands(until: UInt8(ascii: ")"), depth: depth + 1)
        }
        if rest.first == UInt8(ascii: "{") {
            at += 2
            while at < bytes.count {
                if let hole = starts[at] {
                    places[at] = isProgram ? program : isDouble ? .expanding : .single
                    at = hole.range.upperBound
                } else if bytes[at] == UInt8(ascii: "}") {
                    at += 1
                    return true
                } else if bytes[at] == UInt8(ascii: "\\") {
                    at += 2
                } else if bytes[at] == UInt8(ascii: "$"), depth < 60 {
                    guard dollar(depth + 1, isDouble: isDouble, isProgram, &command) else { return false }
                } else if bytes[at] == UInt8(ascii: "\""), !isDouble {
                    at += 1
                    guard double(depth + 1, isProgram, &command) else { return false }
                } else {
                    at += 1
                }
            }
            return false
        }
        if rest.first == UInt8(ascii: "'"), !isDouble {
            at += 2
            while at < bytes.count, bytes[at] != UInt8(ascii: "'") {
                if let hole = starts[at] {
                    places[at] = .closed("the value stands inside $'…'")
                    at = hole.range.upperBound
                } else {
                    at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
                }
            }
            at += 1
            return at <= bytes.count
        }
        at += 1
        return true
    }

    private mutating func arithmetic(_ depth: Int) -> Bool {
        var open = 0
        while at < bytes.count {
            if let hole = starts[at] {
                places[at] = .closed("the shell would calculate with the value, which can run commands")
                at = hole.range.upperBound
                continue
            }
            if bytes[at] == UInt8(ascii: "(") { open += 1 }
            if bytes[at] == UInt8(ascii: ")") { open -= 1 }
            at += 1
            if open == 0 { return true }
        }
        return false
    }

    private mutating func comment() {
        while at < bytes.count, bytes[at] != 0x0A {
            if let hole = starts[at] {
                places[at] = .comment
                at = hole.range.upperBound
            } else {
                at += 1
            }
        }
    }

    private mutating func note(_ hole: InterpolatedExpression, in command: Command, isList: Bool) {
        let next = hole.range.upperBound < bytes.count ? bytes[hole.range.upperBound] : 0x0A
        let endsWord = [0x0A, 0x20, 0x09, 0x0D, 59, 124, 38, 41].contains(next)
        places[hole.range.lowerBound] =
            if command.runsPrograms { program } else if isList { .word } else if command.isAssignment || command.words.first == "case" {
                .single
            } else if command.isFirstWord, command.word.isEmpty, endsWord { .command } else { .word }
    }

    func holes(in range: Range<Int>) -> [InterpolatedExpression] { starts.values.filter { range.contains($0.range.lowerBound) } }

    private mutating func append(_ text: String, _ command: inout Command) {
        command.word += text
        command.hasWord = true
    }

    var program: HolePlace { .closed("the value is part of a program for another interpreter, which would read it as code still") }
}

/// Letters, digits and underscores.
func isWordByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95
}
