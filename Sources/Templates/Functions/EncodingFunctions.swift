import Primitives

extension FunctionTable {
    static let encodingFunctions: [GoFunction] =
        [
            GoFunction("toYaml", [.any], .own) { arguments, execution in
                .string((try? yaml(arguments[0], execution)) ?? .empty)
            },
            GoFunction("mustToYaml", [.any], .own) { arguments, execution in .string(try yaml(arguments[0], execution))
            },
            GoFunction("toYamlPretty", [.any], .own) { arguments, execution in
                .string((try? yaml(arguments[0], execution, .version3)) ?? .empty)
            },
            GoFunction("toJson", [.any], .own) { arguments, execution in
                .string((try? JSONWriter.text(of: arguments[0], in: execution.table)) ?? .empty)
            },
            GoFunction("mustToJson", [.any], .own) { arguments, execution in
                .string(try JSONWriter.text(of: arguments[0], in: execution.table))
            },
            GoFunction("toPrettyJson", [.any], .own) { arguments, execution in
                .string((try? JSONWriter.text(of: arguments[0], in: execution.table, indent: 2)) ?? .empty)
            },
            GoFunction("mustToPrettyJson", [.any], .own) { arguments, execution in
                .string(try JSONWriter.text(of: arguments[0], in: execution.table, indent: 2))
            },
            GoFunction("fromYaml", [.string], .own) { arguments, execution in
                map(arguments[0]) { try readYAML(arguments.text(0), "map[string]interface {}", execution) }
            },
            GoFunction("fromYamlArray", [.string], .own) { arguments, execution in
                list(arguments[0]) { try readYAML(arguments.text(0), "[]interface {}", execution) }
            },
            GoFunction("fromJson", [.string], .own) { arguments, execution in
                map(arguments[0]) { try readJSON(arguments.text(0), "map[string]interface {}", execution) }
            },
            GoFunction("fromJsonArray", [.string], .own) { arguments, execution in
                list(arguments[0]) { try readJSON(arguments.text(0), "[]interface {}", execution) }
            },
            GoFunction("mustFromJson", [.string], .own) { arguments, execution in
                do { return try JSONReader.read(arguments.text(0), in: execution.table) } catch let failure
                    as JSONReader.Failure
                {
                    throw CallFailure(failure.message)
                }
            },
            GoFunction("toToml", [.any]) { arguments, _ in .text(TOMLWriter.text(of: arguments[0])) },
            GoFunction("mustToToml", [.any]) { arguments, _ in .text(TOMLWriter.text(of: arguments[0])) },
            GoFunction("fromToml", [.string]) { arguments, _ in
                do { return .record(try TOMLReader.read(arguments.string(0))) } catch let failure as TOMLReader.Failure {
                    return .record(GoMap([GoMap.Entry(key: "Error", value: .text(failure.message))]))
                }
            },
            GoFunction("b64enc", [.string]) { arguments, _ in .text(Base64.encoded(arguments.text(0).bytes)) },
            GoFunction("b64dec", [.string]) { arguments, _ in
                let encoded = arguments.text(0).bytes.filter { $0 != 0x0A && $0 != 0x0D }
                if let decoded = Base64.decoded(encoded) { return .bytes(decoded) }
                return .text("illegal base64 data at input byte \(firstBadBase64(encoded))")
            },
            GoFunction("b32enc", [.string]) { arguments, _ in .text(base32(arguments.text(0).bytes)) },
            GoFunction("b32dec", [.string]) { arguments, _ in
                let encoded = arguments.text(0).bytes.filter { $0 != 0x0A && $0 != 0x0D }
                return decodeBase32(encoded).map(GoValue.bytes) ?? .text("illegal base32 data at input byte 0")
            },
        ]
        + ["toRawJson", "mustToRawJson"].map { name in
            GoFunction(name, [.any], .own) { arguments, execution in
                .string(try JSONWriter.text(of: arguments[0], in: execution.table, escapesHTML: false))
            }
        }

    static func yaml(_ value: GoValue, _ execution: Execution, _ style: YAMLWriter.Style = .version2) throws -> Text {
        let text = try YAMLWriter.text(of: value, in: execution.table, style: style)
        guard text.bytes.last == 0x0A else { return text }
        return text.slice(0..<text.count - 1, in: execution.table)
    }

    private static func map(_ source: GoValue, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            return value.isNil ? .map(GoMap(), source.trace) : value
        } catch {
            return .map(GoMap([GoMap.Entry(key: "Error", value: .text(describe(error), source.trace))]), source.trace)
        }
    }

    private static func list(_ source: GoValue, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            return value.isNil ? .list(GoList([]), source.trace) : value
        } catch {
            return .list(GoList([.text(describe(error), source.trace)]), source.trace)
        }
    }

    private static func describe(_ error: any Error) -> String {
        switch error {
        case let failure as JSONReader.Failure: failure.message
        case let failure as CallFailure: failure.message
        default: "\(error)"
        }
    }

    private static func require(_ value: GoValue, _ type: String) throws {
        let found: String
        switch value {
        case .invalid, .null: return
        case .map: if type.hasPrefix("map") { return } else { found = "object" }
        case .list: if type.hasPrefix("[]") { return } else { found = "array" }
        case .string: found = "string"
        case .bool: found = "bool"
        default: found = "number"
        }
        throw CallFailure("json: cannot unmarshal \(found) into Go value of type \(type)")
    }

    private static func readYAML(_ text: Text, _ type: String, _ execution: Execution) throws -> GoValue {
        let value: GoValue
        do {
            value = try YAMLReader.read(text, origin: .text, in: execution.table)
        } catch let failure as YAMLReader.Failure {
            throw CallFailure("error converting YAML to JSON: \(failure.message)")
        }
        do { try require(value, type) } catch let failure as CallFailure {
            throw CallFailure("error unmarshaling JSON: while decoding JSON: \(failure.message)")
        }
        return value
    }

    private static func readJSON(_ text: Text, _ type: String, _ execution: Execution) throws -> GoValue {
        let value = try JSONReader.read(text, in: execution.table)
        try require(value, type)
        return value
    }

    private static func firstBadBase64(_ bytes: [UInt8]) -> Int {
        bytes.firstIndex { Base64.value($0) == nil } ?? bytes.count / 4 * 4
    }

    private static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            var group: UInt64 = 0
            let length = min(5, bytes.count - start)
            for offset in 0..<5 { group = group << 8 | (offset < length ? UInt64(bytes[start + offset]) : 0) }
            let digits = [2, 4, 5, 7, 8][length - 1]
            for offset in 0..<8 {
                result.append(
                    offset < digits ? alphabet[Int(group >> UInt64(35 - 5 * offset) & 31)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decodeBase32(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count % 8 == 0 else { return nil }
        var result: [UInt8] = []
        var (bits, buffer): (UInt64, UInt64) = (0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: "=") { break }
            let value: UInt8
            switch byte {
            case 65...90: value = byte - 65
            case 50...55: value = byte - 24
            default: return nil
            }
            buffer = buffer << 5 | UInt64(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return result
    }
}
