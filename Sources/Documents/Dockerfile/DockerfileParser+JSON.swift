import SourceText

extension DockerfileParser {
    /// The strings of a JSON array, or nil when `range` holds anything else; Docker then takes it for the shell form.
    func jsonWords(_ text: LogicalText, _ range: Range<Int>) -> [DockerfileDocument.Word]? {
        let bytes = text.bytes
        guard !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "["),
            bytes[range.upperBound - 1] == UInt8(ascii: "]")
        else { return nil }
        var at = range.lowerBound + 1
        let end = range.upperBound - 1
        func skipBlanks() { while at < end, bytes[at].isBlank { at += 1 } }
        var words: [DockerfileDocument.Word] = []
        skipBlanks()
        if at == end { return [] }
        while true {
            skipBlanks()
            let start = at
            guard let value = jsonString(bytes, &at, end) else { return nil }
            words.append(.init(value: value, span: text.span(start..<at)))
            skipBlanks()
            if at == end { return words }
            guard bytes[at] == UInt8(ascii: ",") else { return nil }
            at += 1
        }
    }

    private func jsonString(_ bytes: [UInt8], _ at: inout Int, _ end: Int) -> String? {
        guard at < end, bytes[at] == UInt8(ascii: "\"") else { return nil }
        at += 1
        var value: [UInt8] = []
        while at < end {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
            case 0..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard at < end else { return nil }
                let escaped = bytes[at]
                at += 1
                switch escaped {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value.append(escaped)
                case UInt8(ascii: "n"): value.append(0x0A)
                case UInt8(ascii: "t"): value.append(0x09)
                case UInt8(ascii: "r"): value.append(0x0D)
                case UInt8(ascii: "b"): value.append(0x08)
                case UInt8(ascii: "f"): value.append(0x0C)
                case UInt8(ascii: "u"):
                    guard var code = hex(bytes, &at, end) else { return nil }
                    if (0xD800..<0xDC00).contains(code), at + 1 < end, bytes[at] == UInt8(ascii: "\\"),
                        bytes[at + 1] == UInt8(ascii: "u")
                    {
                        at += 2
                        guard let low = hex(bytes, &at, end) else { return nil }
                        code =
                            (0xDC00..<0xE000).contains(low)
                            ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD
                    }
                    value.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
                default: return nil
                }
            default: value.append(byte)
            }
        }
        return nil
    }

    private func hex(_ bytes: [UInt8], _ at: inout Int, _ end: Int) -> UInt32? {
        guard at + 4 <= end, let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16) else {
            return nil
        }
        at += 4
        return code
    }
}
