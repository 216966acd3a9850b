/// Finds where the holes of a JavaScript program stand: ECMA-262, 12.4 (comments), 12.9.4 (strings), 12.9.6 (templates).
///
/// Nil when a string does not close, or a slash may begin a regular expression that holds quotes.
func javaScriptPlaces(of holes: [InterpolatedExpression], in script: [UInt8]) -> [Int: HolePlace]? {
    var reader = CodeHoleReader(script, holes)
    return reader.javaScript(depth: 0, inTemplate: false) ? reader.places : nil
}

/// Finds where the holes of a PowerShell script stand: about_Quoting_Rules, about_Comments.
func powerShellPlaces(of holes: [InterpolatedExpression], in script: [UInt8]) -> [Int: HolePlace]? {
    var reader = CodeHoleReader(script, holes)
    return reader.powerShell() ? reader.places : nil
}

/// Finds where the holes of a Python program stand; only strings of one line are told apart.
func pythonPlaces(of holes: [InterpolatedExpression], in script: [UInt8]) -> [Int: HolePlace]? {
    var reader = CodeHoleReader(script, holes)
    return reader.python() ? reader.places : nil
}

private struct CodeHoleReader {
    let bytes: [UInt8]
    let starts: [Int: InterpolatedExpression]
    var at = 0
    var places: [Int: HolePlace] = [:]

    init(_ bytes: [UInt8], _ holes: [InterpolatedExpression]) {
        self.bytes = bytes
        starts = Dictionary(uniqueKeysWithValues: holes.map { ($0.range.lowerBound, $0) })
    }

    mutating func javaScript(depth: Int, inTemplate: Bool) -> Bool {
        guard depth < 50 else { return false }
        var open = 0
        while at < bytes.count {
            if take(.code) { continue }
            switch bytes[at] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard string(escape: UInt8(ascii: "\\")) else { return false }
            case UInt8(ascii: "`"):
                guard template(depth) else { return false }
            case UInt8(ascii: "/") where follows("//"): toLineEnd(.comment)
            case UInt8(ascii: "/") where follows("/*"):
                guard upTo("*/", .comment) else { return false }
            case UInt8(ascii: "/") where beginsPattern():
                guard pattern() else { return false }
            case UInt8(ascii: "{"):
                open += 1
                at += 1
            case UInt8(ascii: "}"):
                at += 1
                if open == 0, inTemplate { return true }
                open -= 1
            default: at += 1
            }
        }
        return !inTemplate
    }

    private mutating func template(_ depth: Int) -> Bool {
        at += 1
        while at < bytes.count {
            if take(.expanding) { continue }
            if bytes[at] == UInt8(ascii: "`") {
                at += 1
                return true
            }
            if follows("${") {
                at += 2
                guard javaScript(depth: depth + 1, inTemplate: true) else { return false }
                continue
            }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    /// A slash divides behind a value, and begins a pattern elsewhere.
    private func beginsPattern() -> Bool {
        var before = at - 1
        while before >= 0, bytes[before] == 0x20 || bytes[before] == 0x09 { before -= 1 }
        guard before >= 0 else { return true }
        return !isWordByte(bytes[before]) && ![UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\"")].contains(bytes[before])
    }

    private mutating func pattern() -> Bool {
        at += 1
        var isClass = false
        while at < bytes.count, bytes[at] != 0x0A {
            if take(.closed("the value stands inside a regular expression")) { continue }
            if bytes[at] == UInt8(ascii: "[") { isClass = true }
            if bytes[at] == UInt8(ascii: "]") { isClass = false }
            if bytes[at] == UInt8(ascii: "/"), !isClass {
                at += 1
                return true
            }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    /// A string of one line; its holes get the places of its quotes.
    private mutating func string(escape: UInt8?) -> Bool {
        let open = at
        let quote = bytes[at]
        var inside: [Int] = []
        at += 1
        while at < bytes.count, bytes[at] != 0x0A {
            if let hole = starts[at] {
                inside.append(at)
                at = hole.range.upperBound
            } else if bytes[at] == quote {
                for hole in inside { places[hole] = .quoted(open: open, close: at) }
                at += 1
                return true
            } else {
                at += bytes[at] == escape ? 2 : 1
            }
        }
        return false
    }

    mutating func powerShell() -> Bool {
        while at < bytes.count {
            if let hole = starts[at] {
                places[at] = wordPlace(hole)
                at = hole.range.upperBound
                continue
            }
            switch bytes[at] {
            case UInt8(ascii: "@") where follows("@'"):
                guard upTo("\n'@", .closed("the value stands in a text that expands nothing")) else { return false }
            case UInt8(ascii: "@") where follows("@\""):
                guard upTo("\n\"@", .expanding) else { return false }
            case UInt8(ascii: "'"):
                let open = at
                guard let close = closingQuote() else { return false }
                for start in starts.keys where (open..<close).contains(start) { places[start] = .quoted(open: open, close: close) }
                at = close + 1
            case UInt8(ascii: "\""):
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                    if take(.expanding) { continue }
                    at += bytes[at] == UInt8(ascii: "`") ? 2 : 1
                }
                guard at < bytes.count else { return false }
                at += 1
            case UInt8(ascii: "<") where follows("<#"):
                guard upTo("#>", .comment) else { return false }
            case UInt8(ascii: "#"): toLineEnd(.comment)
            case UInt8(ascii: "`"): at += 2
            default: at += 1
            }
        }
        return true
    }

    private func closingQuote() -> Int? {
        var end = at + 1
        while end < bytes.count {
            if let hole = starts[end] {
                end = hole.range.upperBound
            } else if bytes[end] == UInt8(ascii: "'") {
                return end
            } else {
                end += 1
            }
        }
        return nil
    }

    /// A word among the arguments of a command; elsewhere what stands there is code.
    private func wordPlace(_ hole: InterpolatedExpression) -> HolePlace {
        let line = bytes[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let before = bytes[line..<at]
        let isCode = before.contains { [61, 40, 123, 59, 124, 44].contains($0) } || before.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        return isCode ? .closed("the value stands where PowerShell reads code") : .word
    }

    mutating func python() -> Bool {
        while at < bytes.count {
            if take(.closed("the value stands among the code of the program")) { continue }
            switch bytes[at] {
            case UInt8(ascii: "#"): toLineEnd(.comment)
            case UInt8(ascii: "'") where follows("'''"), UInt8(ascii: "\"") where follows("\"\"\""):
                let quotes = String(decoding: bytes[at..<at + 3], as: UTF8.self)
                at += 3
                guard upTo(quotes, .closed("the value stands in a text of several lines")) else { return false }
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard string(escape: UInt8(ascii: "\\")) else { return false }
            default: at += 1
            }
        }
        return true
    }

    private mutating func take(_ place: HolePlace) -> Bool {
        guard let hole = starts[at] else { return false }
        places[at] = place
        at = hole.range.upperBound
        return true
    }

    private mutating func toLineEnd(_ place: HolePlace) {
        while at < bytes.count, bytes[at] != 0x0A { if !take(place) { at += 1 } }
    }

    private mutating func upTo(_ end: String, _ place: HolePlace) -> Bool {
        while at < bytes.count {
            if take(place) { continue }
            if bytes[at...].starts(with: end.utf8) {
                at += end.utf8.count
                return true
            }
            at += 1
        }
        return false
    }

    private func follows(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }
}
