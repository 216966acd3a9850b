/// Writes TOML as the BurntSushi library does: keys sorted, plain keys before tables, tables indented by two spaces a level.
struct TOMLWriter {
    private var output = ""
    private static let maximumDepth = 100

    static func text(of value: GoValue) -> String {
        var writer = TOMLWriter()
        switch value {
        case .map(let map, _): writer.table(map, path: [])
        case .list: writer.output += writer.inline(value, depth: 0)
        case .invalid, .null: return "toml: cannot encode a nil value"
        default: return "toml: top-level values must be Go maps or structs"
        }
        return writer.output
    }

    private func key(_ name: String) -> String {
        let isBare =
            !name.isEmpty
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
        return isBare ? name : quoted(name)
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let hex = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    private func isTable(_ value: GoValue) -> Bool {
        switch value {
        case .map: return true
        case .list(let list, _):
            return !list.elements.isEmpty && list.elements.allSatisfy { if case .map = $0 { true } else { false } }
        default: return false
        }
    }

    private mutating func table(_ map: GoMap, path: [String]) {
        if path.count > TOMLWriter.maximumDepth { return }
        let indent = String(repeating: "  ", count: max(0, path.count))
        for entry in map.entries where !entry.value.isNil && !isTable(entry.value) {
            output += indent + key(entry.key) + " = " + inline(entry.value, depth: 0) + "\n"
        }
        for entry in map.entries where isTable(entry.value) {
            let inner = path + [entry.key]
            let header = inner.map { key($0) }.joined(separator: ".")
            let headerIndent = String(repeating: "  ", count: path.count)
            switch entry.value {
            case .map(let child, _):
                if path.isEmpty, !output.isEmpty { output += "\n" }
                output += headerIndent + "[" + header + "]\n"
                table(child, path: inner)
            case .list(let list, _):
                for element in list.elements {
                    guard case .map(let child, _) = element else { continue }
                    if path.isEmpty, !output.isEmpty { output += "\n" }
                    output += headerIndent + "[[" + header + "]]\n"
                    table(child, path: inner)
                }
            default: break
            }
        }
    }

    private func inline(_ value: GoValue, depth: Int) -> String {
        if depth > TOMLWriter.maximumDepth { return "" }
        switch value {
        case .invalid, .null: return "\"\""
        case .bool(let flag, _): return flag ? "true" : "false"
        case .int(let number, _): return String(number)
        case .int64(let number, _): return String(number)
        case .float(let number, _):
            if number.isNaN { return "nan" }
            if number.isInfinite { return number < 0 ? "-inf" : "inf" }
            let text = goFormatFloat(number)
            return text.contains(where: { ".e".contains($0) }) ? text : text + ".0"
        case .string(let text): return quoted(text.string)
        case .bytes(let text): return "[" + text.bytes.map { String($0) }.joined(separator: ", ") + "]"
        case .list(let list, _):
            return "[" + list.elements.map { inline($0, depth: depth + 1) }.joined(separator: ", ") + "]"
        case .map(let map, _):
            let pairs = map.entries.filter { !$0.value.isNil }.map {
                key($0.key) + " = " + inline($0.value, depth: depth + 1)
            }
            return "{" + pairs.joined(separator: ", ") + "}"
        case .object(let object, _): return quoted(object.description)
        }
    }
}
