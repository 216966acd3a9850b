import FoundationEssentials
import Testing

/// A JSON document read back by somebody else's reader.
indirect enum Parsed: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([Parsed])
    case object([String: Parsed])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let items = try? container.decode([Parsed].self) {
            self = .array(items)
        } else {
            self = .object(try container.decode([String: Parsed].self))
        }
    }

    init(_ text: String) throws { self = try JSONDecoder().decode(Parsed.self, from: Data(text.utf8)) }

    subscript(key: String) -> Parsed? { if case .object(let members) = self { members[key] } else { nil } }
    subscript(index: Int) -> Parsed? { items.indices.contains(index) ? items[index] : nil }

    var items: [Parsed] { if case .array(let items) = self { items } else { [] } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var int: Int? { if case .number(let number) = self { Int(number) } else { nil } }
    var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
}
