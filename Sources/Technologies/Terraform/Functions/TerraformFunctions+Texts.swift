import ConfigModel
import Documents
import SourceText
internal import Projects

/// Functions that read and write other languages, and small ones that have no better place.
extension TerraformFunctions {
    static let texts: [String: TerraformFunction] = [
        "yamldecode": .text(1) { texts in
            let document = YAMLDocument.parse(SourceFile(path: "yamldecode", text: texts[0]))
            guard document.isSound, document.roots.count <= 1 else { return nil }
            return withoutPlaces(document.roots.first?.value ?? .null)
        },
        "yamlencode": .value(1...1) { .string(YAMLText.written($0[0])) },
        "csvdecode": .text(1) { CSVText.decoded($0[0]) },
        "urldecode": .text(1) { percentDecoded($0[0]).map { .string($0) } },
        "textencodebase64": .text(2) { texts in TextEncoding.all[texts[1].uppercased()].flatMap { $0.encode(texts[0]) }.map { .string($0) } },
        "textdecodebase64": .text(2) { texts in TextEncoding.all[texts[1].uppercased()].flatMap { $0.decode(texts[0]) }.map { .string($0) } },
        "dirname": .text(1) { texts in
            let parts = texts[0].split(separator: "/")
            let parent = parts.dropLast().joined(separator: "/")
            if texts[0].hasPrefix("/") { return .string("/" + parent) }
            return .string(parent.isEmpty ? "." : parent)
        },
        "log": .value(2...2) { arguments in
            guard let number = Conversion.double(arguments[0]), let base = Conversion.double(arguments[1]) else { return nil }
            return HCLText.normalised(logarithm(number) / logarithm(base))
        },
        "issensitive": .traced(1...1, needs: .nothing) { _ in .new(.bool(false)) },
        "ephemeralasnull": .traced(1...1, needs: .nothing) { $0[0] },
        // Gone since 0.12, and still in old files.
        "list": .traced(TerraformFunction.anyNumber, needs: .nothing) { .new(.list($0)) },
        "map": .traced(TerraformFunction.anyNumber, needs: .nothing) { arguments in
            guard arguments.count % 2 == 0 else { return nil }
            var mapping = Mapping()
            for at in stride(from: 0, to: arguments.count, by: 2) {
                guard let key = Conversion.string(arguments[at].value) else { return nil }
                mapping.set(Mapping.Entry(key: key, keyProvenance: arguments[at].provenance, value: arguments[at + 1]))
            }
            return .new(.map(mapping))
        },
    ]

    private static func withoutPlaces(_ value: Value) -> Value {
        switch value {
        case .list(let items): .newList(items.map { withoutPlaces($0.value) })
        case .map(let mapping): .map(Mapping(mapping.entries.map { Mapping.Entry(key: $0.key, value: .new(withoutPlaces($0.value.value))) }))
        default: value
        }
    }

    private static func percentDecoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count > 1 else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
