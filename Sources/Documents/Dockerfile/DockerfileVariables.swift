import SourceText

/// Text with variables put in, where every byte still knows its place in the file.
struct ExpandedText: Sendable {
    var bytes: [UInt8] = []
    /// The place of each byte; nil for bytes that an escape or quote stands for.
    var places: [Int?] = []

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The one stretch of the file that wrote the bytes of `range`, or nil when they come from several places.
    func span(_ range: Range<Int>) -> Span? {
        guard let first = range.first, let start = places[first] else { return nil }
        for index in range where places[index] != start + index - first { return nil }
        return Span(start, start + range.count)
    }

    fileprivate mutating func append(_ other: ExpandedText) {
        bytes += other.bytes
        places += other.places
    }
}

/// The values of ARG and ENV that are in force at one point of a file.
///
///     ARG VERSION=3.12
///     FROM python:${VERSION}-slim
///
/// Invariant: a variable that is not here is unknown; Docker would take it from the command line or the base image.
struct DockerfileVariables: Sendable {
    private var values: [String: ExpandedText?] = [:]

    /// An upper bound for what expansion makes, against `ARG A=$B$B` doubling its way to exhaustion.
    private static let sizeLimit = 1 << 16

    /// Sets a variable; nil makes it unknown.
    mutating func set(_ name: String, _ value: ExpandedText?) { values[name] = .some(value) }

    func value(_ name: String) -> ExpandedText? { values[name] ?? nil }

    /// Whether the variable was declared, be its value known or not.
    func declares(_ name: String) -> Bool { values[name] != nil }

    /// The value of `word` with variables put in; nil when one of them is unknown.
    func expand(_ word: DockerfileDocument.Word, in file: [UInt8]) -> ExpandedText? {
        let raw = file[word.span.range]
        let value = Array(word.value.utf8)
        let isVerbatim = raw.elementsEqual(value)
        // Quotes around the whole word are the common case where the places of the bytes are still plain.
        let isQuoted = !isVerbatim && raw.count == value.count + 2 && raw.dropFirst().dropLast().elementsEqual(value)
        let start = word.span.start + (isQuoted ? 1 : 0)
        let places: [Int?] =
            isVerbatim || isQuoted ? value.indices.map { start + $0 } : Array(repeating: nil, count: value.count)
        let text = ExpandedText(bytes: value, places: places)
        if !value.contains(UInt8(ascii: "$")) { return text }
        if raw.first == UInt8(ascii: "'") { return text }
        var at = 0
        return expand(text, &at, until: nil, depth: 0)
    }

    private func expand(_ text: ExpandedText, _ at: inout Int, until end: UInt8?, depth: Int) -> ExpandedText? {
        guard depth < 16 else { return nil }
        var result = ExpandedText()
        while at < text.bytes.count, text.bytes[at] != end {
            guard result.bytes.count < DockerfileVariables.sizeLimit else { return nil }
            guard text.bytes[at] == UInt8(ascii: "$") else {
                result.bytes.append(text.bytes[at])
                result.places.append(text.places[at])
                at += 1
                continue
            }
            at += 1
            let isBraced = at < text.bytes.count && text.bytes[at] == UInt8(ascii: "{")
            if isBraced { at += 1 }
            let start = at
            while at < text.bytes.count, text.bytes[at].isNameByte { at += 1 }
            guard at > start else { return nil }
            let value = self.value(String(decoding: text.bytes[start..<at], as: UTF8.self))
            guard isBraced else {
                guard let value else { return nil }
                result.append(value)
                continue
            }
            guard let chosen = braced(value, text, &at, depth: depth), at < text.bytes.count else { return nil }
            at += 1
            result.append(chosen)
        }
        return result
    }

    /// What follows the name in `${name:-default}`; stops before the brace.
    private func braced(_ value: ExpandedText?, _ text: ExpandedText, _ at: inout Int, depth: Int) -> ExpandedText? {
        guard at < text.bytes.count else { return nil }
        if text.bytes[at] == UInt8(ascii: "}") { return value }
        var isEmptyUnset = false
        if text.bytes[at] == UInt8(ascii: ":") {
            isEmptyUnset = true
            at += 1
        }
        guard at < text.bytes.count else { return nil }
        let modifier = text.bytes[at]
        at += 1
        let other = expand(text, &at, until: UInt8(ascii: "}"), depth: depth + 1)
        let isSet = value.map { !isEmptyUnset || !$0.bytes.isEmpty } ?? false
        switch modifier {
        case UInt8(ascii: "-"): return isSet ? value : other
        case UInt8(ascii: "+"): return value == nil ? nil : isSet ? other : ExpandedText()
        default: return nil
        }
    }
}
