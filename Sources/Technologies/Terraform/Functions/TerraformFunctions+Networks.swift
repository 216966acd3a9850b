import ConfigModel
internal import Projects

/// Functions on IP prefixes. Source: Terraform documentation, "IP Network Functions"; results are written as in RFC 5952.
extension TerraformFunctions {
    static let networks: [String: TerraformFunction] = [
        "cidrhost": .value(2...2) { arguments in
            guard let (prefix, number) = prefixAndNumber(arguments) else { return nil }
            return prefix.host(number).map { .string(prefix.spelled($0)) }
        },
        "cidrnetmask": .text(1) { texts in
            IPPrefix(texts[0]).flatMap { $0.bits == 32 ? .string($0.spelled($0.mask)) : nil }
        },
        "cidrsubnet": .value(3...3) { arguments in
            guard let (prefix, bits) = prefixAndNumber(arguments),
                case .int(let number)? = Conversion.number(arguments[2])
            else { return nil }
            return prefix.subnet(adding: bits, number).map { .string($0.text) }
        },
        "cidrsubnets": .value(2...Int.max) { arguments in
            guard let prefix = Conversion.string(arguments[0]).flatMap(IPPrefix.init) else { return nil }
            var results: [Value] = []
            var before: IPPrefix?
            for argument in arguments.dropFirst() {
                guard case .int(let bits)? = Conversion.number(argument), bits > 0, bits <= 32,
                    let next = prefix.subnet(adding: bits, after: before)
                else { return nil }
                results.append(.string(next.text))
                before = next
            }
            return .newList(results)
        },
        "cidrcontains": .text(2) { texts in
            guard let outer = IPPrefix(texts[0]) else { return nil }
            let inner = IPPrefix(texts[1].contains("/") ? texts[1] : "\(texts[1])/\(outer.bits)")
            guard let inner, inner.bits == outer.bits else { return nil }
            return .bool(inner.length >= outer.length && inner.address & outer.mask == outer.address)
        },
    ]

    private static func prefixAndNumber(_ arguments: [Value]) -> (IPPrefix, Int64)? {
        guard let prefix = Conversion.string(arguments[0]).flatMap(IPPrefix.init),
            case .int(let number)? = Conversion.number(arguments[1])
        else { return nil }
        return (prefix, number)
    }
}
