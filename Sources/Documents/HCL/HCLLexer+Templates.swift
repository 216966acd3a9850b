import SourceText

// Templates.
extension HCLLexer {
    mutating func lexQuoted() {
        var end = at
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                emitText(to: end)
                emit(.closeQuote, 1)
                modes.removeLast()
                return
            case UInt8(ascii: "\n"):
                // A quoted string ends on its line; leaving it here lets the rest of the file be read.
                if end > at, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                emitText(to: end)
                modes.removeLast()
                return
            case UInt8(ascii: "\\"):
                let next = byte(end + 1)
                end += next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") || end + 1 >= bytes.count ? 1 : 2
                // The second byte may start a longer character; its other bytes follow as ordinary text.
                if next >= 0x80 { end -= 1 }
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if let length = templateOpener(end) { return open(at: end, length: length) }
                end += escapedOpener(end) ? 3 : 1
            case 0x80...: end += textLength(end)
            default: end += 1
            }
        }
        emitText(to: end)
    }

    mutating func lexHeredoc(marker: HCLOffsets, atLineStart: Bool) {
        if atLineStart, let end = closingMarker(marker) {
            emit(.closeHeredoc, end - at)
            modes.removeLast()
            return
        }
        var end = at
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\n"):
                emitText(to: end + 1)
                modes[modes.count - 1] = .heredoc(marker: marker, atLineStart: true)
                return
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if let length = templateOpener(end) {
                    modes[modes.count - 1] = .heredoc(marker: marker, atLineStart: false)
                    return open(at: end, length: length)
                }
                end += escapedOpener(end) ? 3 : 1
            case 0x80...: end += textLength(end)
            default: end += 1
            }
        }
        emitText(to: end)
    }

    private mutating func open(at offset: Int, length: Int) {
        emitText(to: offset)
        emit(bytes[offset] == UInt8(ascii: "$") ? .openInterpolation : .openDirective, length)
        modes.append(.code(braces: 0))
    }

    private mutating func emitText(to end: Int) {
        if end > at { emit(.text, end - at) }
    }

    /// The length of a `${`, `${~`, `%{` or `%{~` at `offset`.
    private func templateOpener(_ offset: Int) -> Int? {
        guard byte(offset + 1) == UInt8(ascii: "{") else { return nil }
        return byte(offset + 2) == UInt8(ascii: "~") ? 3 : 2
    }

    /// Whether `$${` or `%%{` stands at `offset`, which means a literal `${` or `%{`.
    private func escapedOpener(_ offset: Int) -> Bool {
        byte(offset + 1) == bytes[offset] && byte(offset + 2) == UInt8(ascii: "{")
    }

    /// The end of the marker's line, without its line ending, when the line at `at` holds only the marker.
    private func closingMarker(_ marker: HCLOffsets) -> Int? {
        var start = at
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        let length = marker.end - marker.start
        guard start + length <= bytes.count else { return nil }
        for index in 0..<length where bytes[start + index] != bytes[marker.start + index] { return nil }
        var end = start + length
        while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
        let lineEnd = byte(end) == UInt8(ascii: "\r") ? end + 1 : end
        guard lineEnd < bytes.count, bytes[lineEnd] == UInt8(ascii: "\n") else { return nil }
        return end
    }

    /// How far to go at a byte above 0x7F in text; broken UTF-8 is reported.
    private mutating func textLength(_ offset: Int) -> Int {
        if let (_, length) = scalar(offset) { return length }
        report("not valid UTF-8", Span(offset, offset + 1), help: "save the file as UTF-8")
        return 1
    }

    /// The character at `offset`, or nil where the bytes are not UTF-8.
    func scalar(_ offset: Int) -> (Unicode.Scalar, length: Int)? {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
