import ConfigModel
import FoundationEssentials
internal import Glibc
internal import Primitives
internal import Projects

/// YAML as Terraform's `yamlencode` writes it: block style, keys sorted and quoted, text quoted.
enum YAMLText {
    static func written(_ value: Value) -> String { lines(value).joined(separator: "\n") + "\n" }

    private static func lines(_ value: Value) -> [String] {
        switch value {
        case .list(let items) where !items.isEmpty:
            return items.flatMap { item in
                let inner = lines(item.value)
                return inner.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        case .map(let mapping) where !mapping.isEmpty:
            return mapping.sortedEntries.flatMap { entry -> [String] in
                let key = JSONText.quoted(entry.key, escapesHTML: false) + ":"
                let inner = lines(entry.value.value)
                switch entry.value.value {
                case .list(let items) where !items.isEmpty: return [key] + inner
                case .map(let nested) where !nested.isEmpty: return [key] + inner.map { "  " + $0 }
                default: return ["\(key) \(inner[0])"] + Array(inner.dropFirst())
                }
            }
        case .string(let text): return block(text)
        case .list: return ["[]"]
        case .map: return ["{}"]
        default: return [JSONText.encoded(value)]
        }
    }

    /// Text of several lines stands below a `|`.
    private static func block(_ text: String) -> [String] {
        guard text.contains("\n"), !text.hasPrefix(" "), !text.hasPrefix("\n") else { return [JSONText.quoted(text, escapesHTML: false)] }
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        let mark = !text.hasSuffix("\n") ? "|-" : text.hasSuffix("\n\n") ? "|+" : "|"
        let parts = body.split(separator: "\n", omittingEmptySubsequences: false)
        return [mark] + parts.map { $0.isEmpty ? "" : "  " + $0 }
    }
}

/// RFC 4180 with a header line, as `csvdecode` reads it: a list of maps of text.
enum CSVText {
    static func decoded(_ text: String) -> Value? {
        guard var rows = records(text), !rows.isEmpty else { return nil }
        let names = rows.removeFirst()
        guard Set(names).count == names.count, rows.allSatisfy({ $0.count == names.count }) else { return nil }
        return .newList(
            rows.map { row in
                .map(Mapping(zip(names, row).map { Mapping.Entry(key: $0, value: .new(.string($1))) }))
            })
    }

    private static func records(_ text: String) -> [[String]]? {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var wasQuoted = false
        var scalars = Array(text.unicodeScalars.filter { $0 != "\r" })[...]
        func isBlank() -> Bool { row.isEmpty && field.isEmpty && !wasQuoted }
        while let next = scalars.popFirst() {
            if isQuoted {
                if next != "\"" {
                    field.unicodeScalars.append(next)
                } else if scalars.first == "\"" {
                    field += "\""
                    scalars = scalars.dropFirst()
                } else {
                    isQuoted = false
                }
                continue
            }
            switch next {
            case "\"" where field.isEmpty && !wasQuoted:
                isQuoted = true
                wasQuoted = true
            case "\"": return nil
            case ",":
                row.append(field)
                (field, wasQuoted) = ("", false)
            case "\n":
                if !isBlank() { rows.append(row + [field]) }
                (row, field, wasQuoted) = ([], "", false)
            default: field.unicodeScalars.append(next)
            }
        }
        if isQuoted { return nil }
        if !isBlank() { rows.append(row + [field]) }
        return rows
    }
}

/// A character encoding between text and Base64, by its IANA name.
struct TextEncoding: Sendable {
    let bytes: @Sendable (String) -> [UInt8]?
    let text: @Sendable ([UInt8]) -> String?

    static let all: [String: TextEncoding] = [
        "UTF-8": TextEncoding(bytes: { Array($0.utf8) }, text: { String(validating: $0, as: UTF8.self) }),
        "UTF-16LE": wide(lowFirst: true), "UTF-16BE": wide(lowFirst: false),
        "ISO-8859-1": narrow(0x100), "US-ASCII": narrow(0x80),
    ]

    func encode(_ string: String) -> String? { bytes(string).map(Base64.encoded) }
    func decode(_ base64: String) -> String? { Base64.decoded(Array(base64.utf8)).flatMap(text) }

    private static func wide(lowFirst: Bool) -> TextEncoding {
        TextEncoding(
            bytes: { text in
                text.utf16.flatMap { unit -> [UInt8] in
                    let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
                    return lowFirst ? [low, high] : [high, low]
                }
            },
            text: { bytes in
                guard bytes.count % 2 == 0 else { return nil }
                let units = stride(from: 0, to: bytes.count, by: 2).map { at in
                    UInt16(bytes[at + (lowFirst ? 1 : 0)]) << 8 | UInt16(bytes[at + (lowFirst ? 0 : 1)])
                }
                return String(validating: units, as: UTF16.self)
            })
    }

    private static func narrow(_ limit: UInt32) -> TextEncoding {
        TextEncoding(
            bytes: { text in
                let scalars = text.unicodeScalars
                return scalars.allSatisfy { $0.value < limit } ? scalars.map { UInt8($0.value) } : nil
            },
            text: { bytes in
                guard bytes.allSatisfy({ UInt32($0) < limit }) else { return nil }
                var text = ""
                for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
                return text
            })
    }
}

func logarithm(_ number: Double) -> Double { Glibc.log(number) }
