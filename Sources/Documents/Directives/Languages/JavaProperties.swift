extension DirectiveLanguage {
    /// Files of `java.util.Properties`, which Kafka reads.
    ///
    /// Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
    package static let properties = DirectiveLanguage(
        "properties",
        DirectiveSyntax(
            layout: .init(continuesLines: true),
            comments: .init(lineMarks: "#!"),
            names: .init(
                haveEscapes: true, decode: decoded,
                encode: {
                    $0.replacing("\\", with: "\\\\").replacing("=", with: "\\=").replacing(":", with: "\\:").replacing(" ", with: "\\ ")
                }),
            assignment: .init(marks: "=:", separator: "="),
            values: .init(
                arePlain: true, keepTrailingBlanks: true, decode: decoded, encode: { plain, _ in plain.replacing("\\", with: "\\\\") })))
}

/// A key or value without its escapes.
@Sendable private func decoded(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
        guard bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count else {
            if bytes[at] != UInt8(ascii: "\\") { result.append(bytes[at]) }
            at += 1
            continue
        }
        at += 1
        switch bytes[at] {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "u"):
            if at + 4 < bytes.count, let code = UInt32(String(decoding: bytes[at + 1...at + 4], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            {
                result += Array(String(Character(scalar)).utf8)
                at += 4
            } else {
                result.append(bytes[at])
            }
        case 0x0D, 0x0A:
            if bytes[at] == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { at += 1 }
            while at + 1 < bytes.count, bytes[at + 1] == 0x20 || bytes[at + 1] == 0x09 { at += 1 }
        default: result.append(bytes[at])
        }
        at += 1
    }
    return String(decoding: result, as: UTF8.self)
}
