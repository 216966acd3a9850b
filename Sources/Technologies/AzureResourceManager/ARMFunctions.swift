import ConfigModel
import FoundationEssentials
import Primitives
internal import Projects

/// The functions of the template language that depend on nothing but their arguments.
///
/// Names are in lower case. A function gives nil when its arguments do not fit; what it passes on keeps its chain. Source: Azure Resource
/// Manager documentation, "ARM template functions".
enum ARMFunctions {
    typealias Function = @Sendable ([Traced]) -> Traced?

    static let table: [String: Function] = [values, texts, lists, numbers].reduce(into: [:]) { all, group in all.merge(group) { _, new in new } }

    /// Functions that look at lists and objects without looking into their elements.
    static let shallow: Set<String> = [
        "concat", "union", "first", "last", "take", "skip", "length", "empty", "array", "flatten", "objectkeys", "items", "shallowmerge", "tryget",
    ]

    /// Why a function has no value before the deployment; nil where it has one.
    static func known(onlyToAzure name: String) -> String? {
        let identity = "calls \(name), which is known when it is deployed"
        if name.hasPrefix("list") { return "calls \(name), which asks a resource for its keys" }
        switch name {
        case "reference", "references": return "calls \(name), which asks a resource that is deployed"
        case "resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid", "managementgroupresourceid", "resourcegroup",
            "subscription", "tenant", "managementgroup", "deployment", "deployer", "environment", "uniquestring", "guid", "providers", "pickzones",
            "tologicalzone", "tophysicalzone", "getsecret":
            return identity
        case "newguid", "utcnow": return "calls \(name), which differs each time"
        default: return nil
        }
    }

    private static let values: [String: Function] = [
        "true": { $0.isEmpty ? .new(.bool(true)) : nil },
        "false": { $0.isEmpty ? .new(.bool(false)) : nil },
        "null": { $0.isEmpty ? .new(.null) : nil },
        "not": { one($0).flatMap { Conversion.bool($0.value) }.map { .new(.bool(!$0)) } },
        "equals": { arguments in
            guard arguments.count == 2 else { return nil }
            return .new(.bool(arguments[0].value == arguments[1].value))
        },
        "bool": { arguments in
            guard let value = one(arguments) else { return nil }
            let flag: Bool? =
                switch value.value {
                case .bool(let flag): flag
                case .int(let number): number != 0
                case .string(let text): ["true": true, "false": false][text.lowercased()]
                default: nil
                }
            return flag.map { Traced(.bool($0), value.provenance) }
        },
        "int": { arguments in
            guard let value = one(arguments), case .int(let number)? = Conversion.number(value.value) else { return nil }
            return Traced(.int(number), value.provenance)
        },
        "float": { arguments in one(arguments).flatMap { value in Conversion.number(value.value).map { Traced($0, value.provenance) } } },
        "string": { arguments in
            guard let value = one(arguments) else { return nil }
            if case .bool(let flag) = value.value { return Traced(.string(flag ? "True" : "False"), value.provenance) }
            return Traced(.string(Conversion.string(value.value) ?? JSONText.encoded(value.value)), value.provenance)
        },
        "json": { arguments in one(arguments).flatMap { value in value.value.string.flatMap(JSONText.decoded).map { Traced($0, value.provenance) } }
        },
        "length": { arguments in
            switch one(arguments)?.value {
            case .string(let text)?: .new(.int(Int64(text.utf16.count)))
            case .list(let items)?: .new(.int(Int64(items.count)))
            case .map(let mapping)?: .new(.int(Int64(mapping.count)))
            default: nil
            }
        },
        "empty": { arguments in
            switch one(arguments)?.value {
            case .null?: .new(.bool(true))
            case .string(let text)?: .new(.bool(text.isEmpty))
            case .list(let items)?: .new(.bool(items.isEmpty))
            case .map(let mapping)?: .new(.bool(mapping.isEmpty))
            default: nil
            }
        },
        "contains": { arguments in
            guard arguments.count == 2 else { return nil }
            switch (arguments[0].value, arguments[1].value) {
            case (.string(let text), let part): return Conversion.string(part).map { .new(.bool(text.contains($0))) }
            case (.list(let items), let item): return .new(.bool(items.contains { $0.value == item }))
            case (.map(let mapping), .string(let key)): return .new(.bool(mapping.keys.contains { $0.lowercased() == key.lowercased() }))
            default: return nil
            }
        },
    ]

    private static let texts: [String: Function] = [
        "tolower": text(1) { .string($0[0].lowercased()) },
        "toupper": text(1) { .string($0[0].uppercased()) },
        "trim": text(1) { .string($0[0].trimmed) },
        "replace": text(3) { arguments in
            // A short text may be replaced by a long one very often.
            let most = arguments[0].utf8.count * max(1, arguments[2].utf8.count)
            guard !arguments[1].isEmpty, most <= ARMEvaluator.maximumLength * 32 else { return nil }
            return .string(arguments[0].replacing(arguments[1], with: arguments[2]))
        },
        "startswith": text(2) { .bool($0[0].lowercased().hasPrefix($0[1].lowercased())) },
        "endswith": text(2) { .bool($0[0].lowercased().hasSuffix($0[1].lowercased())) },
        "indexof": { place($0, last: false) },
        "lastindexof": { place($0, last: true) },
        "base64": text(1) { .string(Base64.encoded(Array($0[0].utf8))) },
        "base64tostring": text(1) { decoded($0[0]).map { .string($0) } },
        "base64tojson": text(1) { decoded($0[0]).flatMap(JSONText.decoded) },
        "uri": text(2) { arguments in
            let base =
                arguments[0].hasSuffix("/")
                ? arguments[0]
                : arguments[0].contains("/")
                    ? String(arguments[0][...(arguments[0].lastIndex(of: "/") ?? arguments[0].startIndex)]) : arguments[0] + "/"
            return .string(base + arguments[1].drop { $0 == "/" })
        },
        "uricomponent": text(1) { .string(escaped($0[0])) },
        "format": { arguments in
            guard let pattern = arguments.first?.value.string else { return nil }
            return formatted(pattern, arguments.dropFirst().map(\.value)).map { .new(.string($0)) }
        },
        "padleft": { arguments in
            guard (2...3).contains(arguments.count), let text = Conversion.string(arguments[0].value), case .int(let width) = arguments[1].value,
                width >= 0, width <= 10_000
            else { return nil }
            let fill = arguments.count == 3 ? arguments[2].value.string ?? " " : " "
            return .new(.string(String(repeating: fill.first ?? " ", count: max(0, Int(width) - text.count)) + text))
        },
        "substring": { arguments in
            guard (2...3).contains(arguments.count), let text = arguments[0].value.string, case .int(let start) = arguments[1].value, start >= 0
            else {
                return nil
            }
            let all = Array(text.utf16)
            let length = arguments.count == 3 ? arguments[2].value.int : Int64(all.count) - start
            guard let length, length >= 0, start <= all.count, length <= Int64(all.count) - start else { return nil }
            return .new(.string(String(decoding: all[Int(start)..<Int(start + length)], as: UTF16.self)))
        },
        "split": { arguments in
            guard arguments.count == 2, let text = arguments[0].value.string else { return nil }
            let marks = arguments[1].value.list.map { $0.compactMap(\.value.string) } ?? arguments[1].value.string.map { [$0] } ?? []
            guard !marks.isEmpty, marks.allSatisfy({ !$0.isEmpty }) else { return nil }
            let parts = marks.reduce([text]) { parts, mark in parts.flatMap { $0.components(by: mark) } }
            return .new(.newList(parts.map { .string($0) }))
        },
        "join": { arguments in
            guard arguments.count == 2, let items = arguments[0].value.list, let mark = arguments[1].value.string else { return nil }
            let parts = items.compactMap { Conversion.string($0.value) }
            guard parts.count == items.count, parts.count * mark.utf8.count <= ARMEvaluator.maximumLength else { return nil }
            return .new(.string(parts.joined(separator: mark)))
        },
    ]

    private static let lists: [String: Function] = [
        "concat": { arguments in
            if arguments.allSatisfy({ $0.value.list != nil }) { return .new(.list(arguments.flatMap { $0.value.list ?? [] })) }
            if let doubt = arguments.lazy.compactMap(\.value.firstUnknown).first { return .new(.unknown(doubt)) }
            let parts = arguments.compactMap { Conversion.string($0.value) }
            return parts.count == arguments.count ? .new(.string(parts.joined())) : nil
        },
        "array": { arguments in one(arguments).map { $0.value.list == nil ? .new(.list([$0])) : $0 } },
        "first": { arguments in
            switch one(arguments)?.value {
            case .list(let items)?: items.first ?? .new(.null)
            case .string(let text)?: .new(.string(String(text.prefix(1))))
            default: nil
            }
        },
        "last": { arguments in
            switch one(arguments)?.value {
            case .list(let items)?: items.last ?? .new(.null)
            case .string(let text)?: .new(.string(String(text.suffix(1))))
            default: nil
            }
        },
        "take": { part($0) { count, total in 0..<min(count, total) } },
        "skip": { part($0) { count, total in min(count, total)..<total } },
        "range": { arguments in
            guard arguments.count == 2, case .int(let start) = arguments[0].value, case .int(let count) = arguments[1].value,
                (0...Int64(ARMEvaluator.maximumCount)).contains(count), (-1 << 40..<1 << 40).contains(start)
            else { return nil }
            return .new(.newList((0..<count).map { .int(start + $0) }))
        },
        "union": { arguments in
            if arguments.allSatisfy({ $0.value.mapping != nil }) {
                return .new(
                    .map(
                        arguments.dropFirst().reduce(arguments.first?.value.mapping ?? Mapping()) {
                            merged($0, $1.value.mapping ?? Mapping(), isDeep: true)
                        }))
            }
            let items = arguments.compactMap(\.value.list)
            guard items.count == arguments.count, items.joined().count <= 2_000 else { return nil }
            return .new(
                .list(items.joined().reduce(into: []) { all, item in if !all.contains(where: { $0.value == item.value }) { all.append(item) } }))
        },
        "shallowmerge": { arguments in
            guard let parts = one(arguments)?.value.list?.compactMap(\.value.mapping) else { return nil }
            return .new(.map(parts.reduce(Mapping()) { merged($0, $1, isDeep: false) }))
        },
        "intersection": { arguments in
            let items = arguments.compactMap(\.value.list)
            guard let first = items.first, items.count == arguments.count, items.joined().count <= 2_000 else { return nil }
            return .new(.list(first.filter { item in items.dropFirst().allSatisfy { $0.contains { $0.value == item.value } } }))
        },
        "flatten": { arguments in
            one(arguments)?.value.list.map { .new(.list($0.flatMap { $0.value.list ?? [$0] })) }
        },
        "objectkeys": { arguments in one(arguments)?.value.mapping.map { .new(.newList($0.keys.map { .string($0) })) } },
        "items": { arguments in
            one(arguments)?.value.mapping.map { mapping in
                .new(
                    .list(
                        mapping.entries.sorted { $0.key < $1.key }.map {
                            .new(.map(Mapping([.init(key: "key", value: .new(.string($0.key))), .init(key: "value", value: $0.value)])))
                        }))
            }
        },
        "tryget": { arguments in
            arguments.dropFirst().reduce(arguments.first) { value, key in
                switch (value?.value, key.value) {
                case (.map(let mapping)?, .string(let name)): mapping[name] ?? .new(.null)
                case (.list(let items)?, .int(let index)): items.indices.contains(Int(clamping: index)) ? items[Int(clamping: index)] : .new(.null)
                default: .new(.null)
                }
            }
        },
    ]

    private static let numbers: [String: Function] = [
        "add": whole { $0.addingReportingOverflow($1) },
        "sub": whole { $0.subtractingReportingOverflow($1) },
        "mul": whole { $0.multipliedReportingOverflow(by: $1) },
        "div": whole { $1 == 0 ? (0, true) : $0.dividedReportingOverflow(by: $1) },
        "mod": whole { $1 == 0 ? (0, true) : $0.remainderReportingOverflow(dividingBy: $1) },
        "min": { extreme($0, <) },
        "max": { extreme($0, >) },
        "less": { compared($0) { $0 < $1 } },
        "lessorequals": { compared($0) { $0 <= $1 } },
        "greater": { compared($0) { $0 > $1 } },
        "greaterorequals": { compared($0) { $0 >= $1 } },
    ]
}

extension ARMFunctions {
    private static func one(_ arguments: [Traced]) -> Traced? { arguments.count == 1 ? arguments[0] : nil }

    private static func text(_ count: Int, _ body: @escaping @Sendable ([String]) -> Value?) -> Function {
        { arguments in
            let texts = arguments.compactMap { Conversion.string($0.value) }
            guard texts.count == count, arguments.count == count else { return nil }
            return body(texts).map { .new($0) }
        }
    }

    private static func whole(_ body: @escaping @Sendable (Int64, Int64) -> (partialValue: Int64, overflow: Bool)) -> Function {
        { arguments in
            guard arguments.count == 2, case .int(let a) = arguments[0].value, case .int(let b) = arguments[1].value else { return nil }
            let result = body(a, b)
            return result.overflow ? nil : .new(.int(result.partialValue))
        }
    }

    private static func extreme(_ arguments: [Traced], _ isBefore: (Int64, Int64) -> Bool) -> Traced? {
        let items = arguments.count == 1 ? arguments[0].value.list ?? arguments : arguments
        let numbers = items.compactMap(\.value.int)
        guard numbers.count == items.count, let first = numbers.first else { return nil }
        return .new(.int(numbers.dropFirst().reduce(first) { isBefore($1, $0) ? $1 : $0 }))
    }

    private static func compared(_ arguments: [Traced], _ holds: (Int, Int) -> Bool) -> Traced? {
        guard arguments.count == 2 else { return nil }
        switch (arguments[0].value, arguments[1].value) {
        case (.int(let a), .int(let b)): return .new(.bool(holds(a < b ? -1 : a == b ? 0 : 1, 0)))
        case (.string(let a), .string(let b)): return .new(.bool(holds(a < b ? -1 : a == b ? 0 : 1, 0)))
        default: return nil
        }
    }

    private static func part(_ arguments: [Traced], _ range: (Int, Int) -> Range<Int>) -> Traced? {
        guard arguments.count == 2, case .int(let number) = arguments[1].value else { return nil }
        let count = max(0, Int(clamping: number))
        switch arguments[0].value {
        case .list(let items): return .new(.list(Array(items[range(count, items.count)])))
        case .string(let text):
            let units = Array(text.utf16)
            return .new(.string(String(decoding: units[range(count, units.count)], as: UTF16.self)))
        default: return nil
        }
    }

    private static func merged(_ one: Mapping, _ other: Mapping, isDeep: Bool) -> Mapping {
        var result = one
        for entry in other.entries {
            if isDeep, let a = one[entry.key]?.value.mapping, let b = entry.value.value.mapping {
                result.set(
                    .init(key: entry.key, keyProvenance: entry.keyProvenance, value: Traced(.map(merged(a, b, isDeep: true)), entry.value.provenance))
                )
            } else {
                result.set(entry)
            }
        }
        return result
    }

    private static func place(_ arguments: [Traced], last: Bool) -> Traced? {
        guard arguments.count == 2, let text = arguments[0].value.string?.lowercased(), let part = arguments[1].value.string?.lowercased() else {
            return nil
        }
        let found = last ? text.ranges(of: part).last?.lowerBound : text.firstRange(of: part)?.lowerBound
        return .new(.int(found.map { Int64(text[..<$0].utf16.count) } ?? -1))
    }

    private static func decoded(_ text: String) -> String? { Base64.decoded(Array(text.utf8)).flatMap { String(validating: $0, as: UTF8.self) } }

    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-_.~".utf8.contains(byte)
            result += isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    /// `{0}` stands for an argument, `{{` for a brace; widths and formats are not worked out.
    private static func formatted(_ pattern: String, _ arguments: [Value]) -> String? {
        var result = ""
        var rest = pattern[...]
        while let mark = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard result.utf8.count <= ARMEvaluator.maximumLength else { return nil }
            result += rest[..<mark]
            let next = rest[rest.index(after: mark)...]
            if next.first == rest[mark] {
                result.append(rest[mark])
                rest = next.dropFirst()
                continue
            }
            guard rest[mark] == "{", let end = next.firstIndex(of: "}"), let index = Int(next[..<end]), arguments.indices.contains(index),
                let text = Conversion.string(arguments[index])
            else { return nil }
            // A flag is written as .NET does.
            result += arguments[index].bool.map { $0 ? "True" : "False" } ?? text
            rest = next[next.index(after: end)...]
        }
        return result + rest
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }

    fileprivate func components(by mark: String) -> [String] { split(separator: mark, omittingEmptySubsequences: false).map(String.init) }
}
