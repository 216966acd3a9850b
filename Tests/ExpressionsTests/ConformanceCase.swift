import Expressions
import FoundationEssentials
import Testing

/// One line of `../shared/conformance/cel/*.jsonl`.
struct ConformanceCase: Decodable {
    let section: String
    let name: String
    let expr: String
    let value: ExpectedValue?
    let error: [String]?
    let bindings: [String: Binding]?

    struct Binding: Decodable {
        let value: ExpectedValue
    }

    var file = ""
    var id: String { "\(file)/\(section)/\(name)" }

    private enum CodingKeys: String, CodingKey {
        case section, name, expr, value, error, bindings
    }
}

/// A value in the JSON form of `cel.expr.Value`.
struct ExpectedValue: Decodable {
    let value: CELValue

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Items: Decodable {
        let values: [ExpectedValue]?
    }

    private struct Entries: Decodable {
        struct Entry: Decodable {
            let key: ExpectedValue
            let value: ExpectedValue
        }
        let entries: [Entry]?
    }

    private struct Enumeration: Decodable {
        let value: Int64
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let key = try #require(container.allKeys.first)
        func text() throws -> String { try container.decode(String.self, forKey: key) }
        switch key.stringValue {
        case "null_value": value = .null
        case "bool_value": value = .bool(try container.decode(Bool.self, forKey: key))
        case "int64_value": value = .int(try #require(Int64(try text())))
        case "uint64_value": value = .uint(try #require(UInt64(try text())))
        case "double_value":
            if let number = try? container.decode(Double.self, forKey: key) {
                value = .double(number)
            } else {
                value = .double(
                    try #require(["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity][try text()]))
            }
        case "string_value": value = .string(try text())
        case "bytes_value": value = .bytes(Array(try #require(Data(base64Encoded: try text()))))
        case "type_value": value = .type(CELType(try text()))
        case "list_value":
            value = .list((try container.decode(Items.self, forKey: key).values ?? []).map(\.value))
        case "map_value":
            var entries = CELEntries()
            for entry in try container.decode(Entries.self, forKey: key).entries ?? [] {
                let isNew = entries.add(entry.key.value, entry.value.value)
                #expect(isNew)
            }
            value = .map(.values(entries))
        case "enum_value": value = .int(try container.decode(Enumeration.self, forKey: key).value)
        default:
            throw DecodingError.dataCorruptedError(
                forKey: key, in: container, debugDescription: "unknown kind of value")
        }
    }
}

/// Finds the conformance data, which lie beside the checkout.
enum ConformanceData {
    static var folder: String {
        let root = #filePath.split(separator: "/").dropLast(4)
        return "/" + root.joined(separator: "/") + "/shared/conformance/cel"
    }

    static func load() throws -> [ConformanceCase] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try files.filter { $0.hasSuffix(".jsonl") }.sorted().flatMap { file in
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            return try bytes.split(separator: 0x0A).map { line in
                var test = try JSONDecoder().decode(ConformanceCase.self, from: Data(line))
                test.file = String(file.dropLast(6))
                return test
            }
        }
    }
}
