/// The same bytes with what looks like a secret overwritten by `*`, so that spans keep their places.
///
///     - name: DB_PASSWORD                     password = "hunter2"
///       value: *******                        ENV TOKEN=******
///
/// Recognised are values of keys whose name ends in a word for a secret, data of Kubernetes Secrets, arguments after `--password` and
/// the like, credentials in addresses, private keys, and tokens of known shape. Names and references (`var.x`, `${X}`) stay.
func masked(_ bytes: [UInt8]) -> [UInt8] {
    var masking = Masking(bytes)
    var start = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        masking.line(start..<end)
        start = end + 1
    }
    return masking.result
}

/// A single line of text with secrets overwritten.
func masked(_ text: String) -> String {
    let isPlain = !text.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "-") }
    if isPlain, text.utf8.count < 20 { return text }
    return String(decoding: masked(Array(text.utf8)), as: UTF8.self)
}

struct Masking {
    private(set) var result: [UInt8]
    /// A private key goes on until its end line.
    private var isInPrivateKey = false
    /// Lines indented deeper than this belong to a secret block scalar or to the data of a Secret.
    private var secretBlockIndent: Int?
    private var isSecretObject = false
    /// Lines for which a `value` or `default` belongs to a name that says secret.
    private var namedSecretLines = 0
    /// The value that stood on the line before, in case the name follows it.
    private var previousValue: (range: Range<Int>, line: Int)?
    private var isFlagBefore = false
    private var lineNumber = 0

    init(_ bytes: [UInt8]) { result = bytes }

    /// Longer lines are no text that a person reads; they are masked as a whole.
    static let longestLine = 1 << 12

    private mutating func mask(_ range: Range<Int>) {
        for index in range where result[index] > 0x20 { result[index] = UInt8(ascii: "*") }
    }

    mutating func line(_ line: Range<Int>) {
        lineNumber += 1
        let content = line.drop { result[$0] == 0x20 || result[$0] == 0x09 }
        let indent = content.startIndex - line.lowerBound
        if content.isEmpty || result[content.startIndex] == 0x0D { return }
        if line.count > Masking.longestLine {
            mask(line)
            return
        }
        if has("---", at: content.startIndex, line) { isSecretObject = false }
        if isInPrivateKey || contains("PRIVATE KEY-----", line) {
            privateKeyLine(line)
            return
        }
        if let block = secretBlockIndent {
            if indent > block {
                maskBlockLine(content.startIndex..<line.upperBound)
                return
            }
            secretBlockIndent = nil
        }
        pairs(line, indent: indent)
        arguments(line)
        credentialsInAddresses(line)
        for token in tokens(in: result[line]) { mask(token) }
        if namedSecretLines > 0 { namedSecretLines -= 1 }
    }

    private mutating func privateKeyLine(_ line: Range<Int>) {
        var from = line.lowerBound
        if !isInPrivateKey {
            guard let begin = find("-----BEGIN", after: from, line) else { return }
            from = find("KEY-----", after: begin, line).map { $0 + 8 } ?? line.upperBound
        }
        let end = find("-----END", after: from, line)
        mask(from..<(end ?? line.upperBound))
        isInPrivateKey = end == nil
    }

    /// In the data of a Secret the keys may stay.
    private mutating func maskBlockLine(_ content: Range<Int>) {
        if isSecretObject, let colon = content.first(where: { result[$0] == UInt8(ascii: ":") }) {
            mask((colon + 1)..<content.upperBound)
        } else {
            mask(content)
        }
    }
}

// Pairs of key and value.
extension Masking {
    private mutating func pairs(_ line: Range<Int>, indent: Int) {
        if has("ENV ", at: line.lowerBound + indent, line) || has("env ", at: line.lowerBound + indent, line) {
            instruction(line, after: line.lowerBound + indent + 4)
        }
        if has("variable ", at: line.lowerBound + indent, line),
            isSecretName(word(after: line.lowerBound + indent + 9, line))
        {
            namedSecretLines = 12
        }
        var at = line.lowerBound
        while at < line.upperBound {
            let byte = result[at]
            if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "="), let key = key(before: at, line) {
                at = pair(key, at, line, indent)
            }
            at += 1
        }
    }

    /// - Returns: where to go on looking; pairs may stand within values too.
    private mutating func pair(_ key: Range<Int>, _ separator: Int, _ line: Range<Int>, _ indent: Int) -> Int {
        let next = separator + 1 < line.upperBound ? result[separator + 1] : 0x0A
        let isColon = result[separator] == UInt8(ascii: ":")
        if isColon, ![0x20, 0x09, 0x0A, 0x0D, 0x22, 0x27].contains(next) { return separator }
        if !isColon, next == UInt8(ascii: "=") || next == UInt8(ascii: ">") { return separator + 1 }
        let name = String(decoding: result[key], as: UTF8.self)
        let value = value(after: separator + 1, line, isColon: isColon)
        let text = String(decoding: result[value], as: UTF8.self)
        var isSecret = false
        switch name {
        case "kind" where text == "Secret": isSecretObject = true
        case "data" where isSecretObject, "stringData" where isSecretObject:
            if value.isEmpty { secretBlockIndent = indent }
            isSecret = !value.isEmpty
        case "name", "key", "Name": named(text, line, indent)
        case "value", "default", "Value":
            isSecret = namedSecretLines > 0 && isLiteral(value, line, isColon)
            previousValue = (value, lineNumber)
        default:
            guard isSecretName(name) else { break }
            isSecret = isLiteral(value, line, isColon)
            if isColon, text.first == "|" || text.first == ">" { secretBlockIndent = indent }
        }
        guard isSecret else { return separator }
        mask(value)
        return max(separator, value.upperBound - 1)
    }

    /// A name that says secret makes secrets of the values beside it.
    private mutating func named(_ name: String, _ line: Range<Int>, _ indent: Int) {
        guard isSecretName(name) else {
            namedSecretLines = 0
            return
        }
        namedSecretLines = 3
        let isNewItem = result[line.lowerBound + indent] == UInt8(ascii: "-")
        guard let previous = previousValue, lineNumber - previous.line <= 1, !isNewItem || previous.line == lineNumber
        else { return }
        if isLiteral(previous.range, line, true) { mask(previous.range) }
    }

    /// The name that stands before a separator, without quotes.
    private func key(before separator: Int, _ line: Range<Int>) -> Range<Int>? {
        var end = separator
        while end > line.lowerBound, [0x20, 0x22, 0x27].contains(result[end - 1]) { end -= 1 }
        var start = end
        while start > line.lowerBound, isNameByte(result[start - 1]) { start -= 1 }
        return start < end ? start..<end : nil
    }

    /// Where the value lies, without quotes; ends before a comment, or at the blank or comma that ends it.
    private func value(after start: Int, _ line: Range<Int>, isColon: Bool) -> Range<Int> {
        var at = start
        while at < line.upperBound, result[at] == 0x20 || result[at] == 0x09 { at += 1 }
        guard at < line.upperBound else { return at..<at }
        let quote = result[at]
        if quote == 0x22 || quote == 0x27 {
            var end = at + 1
            while end < line.upperBound, result[end] != quote { end += result[end] == 0x5C ? 2 : 1 }
            return (at + 1)..<max(at + 1, min(end, line.upperBound))
        }
        var end = at
        while end < line.upperBound, result[end] != 0x0D {
            let byte = result[end]
            if !isColon, byte == 0x20 { break }
            if isColon, byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") { break }
            if byte == UInt8(ascii: "#"), end > at, result[end - 1] == 0x20 { break }
            end += 1
        }
        while end > at, result[end - 1] == 0x20 { end -= 1 }
        return at..<end
    }

    /// Whether a value is written out, rather than a reference, flag, number or the head of a block.
    private func isLiteral(_ value: Range<Int>, _ line: Range<Int>, _ isColon: Bool) -> Bool {
        guard let first = value.first.map({ result[$0] }) else { return false }
        if "$<{[&*!|".utf8.contains(first) { return false }
        let text = String(decoding: result[value], as: UTF8.self)
        // Permissions of a workflow's token are words too: `id-token: write`, `secrets: inherit`.
        let words = ["true", "false", "null", "~", "yes", "no", "read", "write", "none", "inherit"]
        if words.contains(text.lowercased()) || Double(text) != nil { return false }
        let isQuoted = value.lowerBound > line.lowerBound && [0x22, 0x27].contains(result[value.lowerBound - 1])
        // Rego names what it reads: `"token": input.token`.
        if !isQuoted, text.hasPrefix("input.") || text.hasPrefix("data.") { return false }
        // HCL sets blanks around the sign and quotes text, so that bare words there are references.
        return isColon || isQuoted || result[value.lowerBound - 1] == UInt8(ascii: "=")
    }

    /// The old form of the Dockerfile instruction: `ENV DB_PASSWORD hunter2`.
    private mutating func instruction(_ line: Range<Int>, after start: Int) {
        var end = start
        while end < line.upperBound, isNameByte(result[end]) { end += 1 }
        guard end < line.upperBound, result[end] == 0x20,
            isSecretName(String(decoding: result[start..<end], as: UTF8.self))
        else { return }
        let value = value(after: end, line, isColon: true)
        if isLiteral(value, line, true) { mask(value) }
    }

    private func word(after start: Int, _ line: Range<Int>) -> String {
        let word = (min(start, line.upperBound)..<line.upperBound).drop { [0x20, 0x22].contains(result[$0]) }.prefix {
            isNameByte(result[$0])
        }
        return String(decoding: result[word.startIndex..<word.endIndex], as: UTF8.self)
    }
}

// Arguments and addresses.
extension Masking {
    /// `--password hunter2`, also as elements of a list on one or two lines.
    private mutating func arguments(_ line: Range<Int>) {
        let separators: Set<UInt8> = [0x20, 0x22, 0x27, 0x2C, 0x09, UInt8(ascii: "["), UInt8(ascii: "]"), 0x0D]
        var isSecretNext = isFlagBefore
        isFlagBefore = false
        if !isSecretNext, !contains("--", line) { return }
        var words = 0
        var at = line.lowerBound
        while at < line.upperBound {
            guard !separators.contains(result[at]) else {
                at += 1
                continue
            }
            var end = at
            while end < line.upperBound, !separators.contains(result[end]) { end += 1 }
            let isDash = end - at == 1 && result[at] == UInt8(ascii: "-")
            if isSecretNext, !isDash {
                if result[at] != UInt8(ascii: "-"), result[at] != UInt8(ascii: "$") { mask(at..<end) }
                isSecretNext = false
            } else if has("--", at: at, line) {
                isSecretNext = isSecretName(String(decoding: result[(at + 2)..<end], as: UTF8.self))
            }
            if !isDash { words += 1 }
            at = end
        }
        isFlagBefore = isSecretNext && words == 1
    }

    /// `postgres://shop:hunter2@db/orders`
    private mutating func credentialsInAddresses(_ line: Range<Int>) {
        var from = line.lowerBound
        while let slashes = find("://", after: from, line) {
            from = slashes + 3
            let end =
                (from..<line.upperBound).first { [0x20, 0x22, 0x27, 0x2F].contains(result[$0]) } ?? line.upperBound
            guard let at = (from..<end).last(where: { result[$0] == UInt8(ascii: "@") }),
                let colon = (from..<at).first(where: { result[$0] == UInt8(ascii: ":") }), colon + 1 < at,
                result[colon + 1] != UInt8(ascii: "$")
            else { continue }
            mask((colon + 1)..<at)
        }
    }

    private func has(_ word: StaticString, at start: Int, _ line: Range<Int>) -> Bool {
        guard start + word.utf8CodeUnitCount <= line.upperBound else { return false }
        return word.withUTF8Buffer { word in word.indices.allSatisfy { result[start + $0] == word[$0] } }
    }

    private func find(_ word: StaticString, after start: Int, _ line: Range<Int>) -> Int? {
        let last = line.upperBound - word.utf8CodeUnitCount
        guard start <= last else { return nil }
        return (start...last).first { has(word, at: $0, line) }
    }

    private func contains(_ word: StaticString, _ line: Range<Int>) -> Bool {
        find(word, after: line.lowerBound, line) != nil
    }
}
