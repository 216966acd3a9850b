import Primitives

/// A JSON value whose objects keep the order in which they were written, so that output is stable.
enum JSON {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([JSON])
    /// A list whose items are made one by one while it is written, so that a long one is never held as a whole.
    case generated(Int, (Int) -> JSON)
    case object([(key: String, value: JSON)])

    /// An object without the members that have no value.
    static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }

    static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    /// Nil for an empty list, where the member is better left out.
    static func nonEmpty(_ items: [JSON]) -> JSON? { items.isEmpty ? nil : .array(items) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral text: String) { self = .string(text) }
    init(integerLiteral number: Int) { self = .int(number) }
    init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension JSON {
    /// Two blanks a level, one member a line, a final line feed.
    var pretty: String {
        var bytes: [UInt8] = []
        write(to: &bytes, indent: 0)
        bytes.append(0x0A)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// On one line without blanks.
    var compact: String {
        var bytes: [UInt8] = []
        write(to: &bytes, indent: nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameter indent: levels around the value; nil writes on one line.
    func write(to bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .bool(let flag): bytes += Array((flag ? "true" : "false").utf8)
        case .int(let number): bytes += Array(String(number).utf8)
        case .string(let text): JSON.write(text, to: &bytes)
        case .array(let items):
            JSON.writeList(items, "[", "]", to: &bytes, indent) { item, bytes, indent in
                item.write(to: &bytes, indent: indent)
            }
        case .generated(let count, let item):
            JSON.writeList(0..<count, "[", "]", to: &bytes, indent) { index, bytes, indent in
                item(index).write(to: &bytes, indent: indent)
            }
        case .object(let members):
            JSON.writeList(members, "{", "}", to: &bytes, indent) { member, bytes, indent in
                JSON.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(UInt8(ascii: " ")) }
                member.value.write(to: &bytes, indent: indent)
            }
        }
    }

    private static func writeList<Items: RandomAccessCollection>(
        _ items: Items, _ open: Unicode.Scalar, _ close: Unicode.Scalar, to bytes: inout [UInt8], _ indent: Int?,
        _ body: (Items.Element, inout [UInt8], Int?) -> Void
    ) {
        func newLine(_ level: Int?) {
            guard let level else { return }
            bytes.append(0x0A)
            bytes += repeatElement(0x20, count: level * 2)
        }
        bytes.append(UInt8(ascii: open))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine(indent.map { $0 + 1 })
            body(item, &bytes, indent.map { $0 + 1 })
        }
        if !items.isEmpty { newLine(indent) }
        bytes.append(UInt8(ascii: close))
    }

    /// RFC 8259, with everything escaped that could act on a terminal showing the file.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        QuotedText.append(text, to: &bytes, escaping: isActive)
    }
}
