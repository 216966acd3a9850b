/// Finds where the holes of a POSIX or bash script stand: POSIX.1-2024 XCU 2.2 (quoting), 2.6.3 (substitution), 2.7.4 (here-documents).
///
/// Nil when quotes or brackets do not close: then no place is sure.
func shellPlaces(of holes: [ScriptHole], in script: [UInt8]) -> [Int: HolePlace]? {
    var reader = ShellHoleReader(script, holes)
    return reader.commands(until: nil, depth: 0) && reader.at >= script.count ? reader.places : nil
}

private struct ShellHoleReader {
    let bytes: [UInt8]
    let starts: [Int: ScriptHole]
    var at = 0
    var places: [Int: HolePlace] = [:]
    var bodies: [HereDocument] = []

    struct HereDocument {
        let word: [UInt8]
        let delimiter: Range<Int>
        let isQuoted: Bool
        let stripsTabs: Bool
        let feedsProgram: Bool
    }

    init(_ bytes: [UInt8], _ holes: [ScriptHole]) {
        self.bytes = bytes
        starts = Dictionary(uniqueKeysWithValues: holes.map { ($0.range.lowerBound, $0) })
    }

    /// The command that is being read.
    struct Command {
        var words: [String] = []
        var word = ""
        var hasWord = false
        var caseDepth = 0

        var isFirstWord: Bool { words.isEmpty }
        var isAssignment: Bool { words.isEmpty && Command.isAssignment(word) }

        static func isAssignment(_ word: String) -> Bool {
            guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
            let name = word[..<sign].hasSuffix("+") ? word[..<sign].dropLast() : word[..<sign]
            return name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
        }

        mutating func endWord() {
            defer { (word, hasWord) = ("", false) }
            guard hasWord else { return }
            if words.isEmpty {
                if word == "case" { caseDepth += 1 }
                if word == "esac" { caseDepth = max(0, caseDepth - 1) }
                if Command.openers.contains(word) || Command.isAssignment(word) { return }
            }
            words.append(word)
        }

        mutating func end() {
            endWord()
            words = []
        }

        private static let openers: Set<String> = ["if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "fi", "done", "esac"]

        /// Whether the words that follow are a program for another interpreter.
        var runsPrograms: Bool {
            guard let first = words.first else { return false }
            if first == "eval" || words.contains("ssh") { return true }
            guard let shell = words.firstIndex(where: { Command.interpreters.contains($0.split(separator: "/").last.map(String.init) ?? $0) }) else {
                return false
            }
            return words[shell...].contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && ($0.hasSuffix("c") || $0.hasSuffix("e")) }
        }

        var isInterpreter: Bool {
            words.contains("ssh") || words.first.map { Command.interpreters.contains($0.split(separator: "/").last.map(String.init) ?? $0) } ?? false
        }

        static let interpreters: Set<String> = [
            "bash", "sh", "zsh", "dash", "ksh", "su", "python", "python3", "node", "perl", "ruby", "pwsh", "powershell", "deno",
        ]
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

    private mutating func hereDelimiter(_ command: Command) -> Bool {
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

    private mutating func hereBodies() -> Bool {
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

    private mutating func note(_ hole: ScriptHole, in command: Command, isList: Bool) {
        let next = hole.range.upperBound < bytes.count ? bytes[hole.range.upperBound] : 0x0A
        let endsWord = [0x0A, 0x20, 0x09, 0x0D, 59, 124, 38, 41].contains(next)
        places[hole.range.lowerBound] =
            if command.runsPrograms { program } else if isList { .word } else if command.isAssignment || command.words.first == "case" {
                .single
            } else if command.isFirstWord, command.word.isEmpty, endsWord { .command } else { .word }
    }

    private func holes(in range: Range<Int>) -> [ScriptHole] { starts.values.filter { range.contains($0.range.lowerBound) } }

    private mutating func append(_ text: String, _ command: inout Command) {
        command.word += text
        command.hasWord = true
    }

    private var program: HolePlace { .closed("the value is part of a program for another interpreter, which would read it as code still") }
}

/// Letters, digits and underscores.
func isWordByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95
}
