import ConfigModel

/// Functions on IPv4 prefixes; IPv6 is not evaluated.
extension Functions {
    static let networks: [String: Function] = [
        "cidrhost": .value(2...2) { arguments in
            guard let (prefix, number) = prefixAndNumber(arguments) else { return unsupported(arguments[0]) }
            let hosts = Int64(1) << Int64(32 - prefix.length)
            let offset = number < 0 ? hosts + number : number
            guard offset >= 0, offset < hosts else { return nil }
            return .string(dotted(prefix.address + UInt32(offset)))
        },
        "cidrnetmask": .text(1) { texts in
            Prefix(texts[0]).map { .string(dotted($0.mask)) } ?? unsupported(.string(texts[0]))
        },
        "cidrsubnet": .value(3...3) { arguments in
            guard let (prefix, bits) = prefixAndNumber(arguments),
                case .int(let number)? = Conversion.number(arguments[2])
            else {
                return unsupported(arguments[0])
            }
            guard bits >= 0, Int64(prefix.length) + bits <= 32 else { return nil }
            return prefix.subnet(length: prefix.length + Int(bits), number).map { .string($0.text) }
        },
        "cidrsubnets": .value(2...Int.max) { arguments in
            guard let prefix = Conversion.string(arguments[0]).flatMap(Prefix.init) else {
                return unsupported(arguments[0])
            }
            var results: [Value] = []
            var next = UInt64(prefix.address)
            for argument in arguments.dropFirst() {
                guard case .int(let bits)? = Conversion.number(argument), bits > 0, Int64(prefix.length) + bits <= 32
                else { return nil }
                let length = prefix.length + Int(bits)
                let size = UInt64(1) << UInt64(32 - length)
                // Each subnet starts at the next multiple of its own size.
                let start = (next + size - 1) / size * size
                guard start + size <= UInt64(prefix.address) + (UInt64(1) << UInt64(32 - prefix.length)) else {
                    return nil
                }
                results.append(.string("\(dotted(UInt32(start)))/\(length)"))
                next = start + size
            }
            return .newList(results)
        },
    ]

    private static func unsupported(_ argument: Value) -> Value? {
        guard let text = argument.string, text.contains(":") else { return nil }
        return .unknown(UnknownReason("uses IPv6 arithmetic, which is not evaluated"))
    }

    private static func prefixAndNumber(_ arguments: [Value]) -> (Prefix, Int64)? {
        guard let prefix = Conversion.string(arguments[0]).flatMap(Prefix.init),
            case .int(let number)? = Conversion.number(arguments[1])
        else { return nil }
        return (prefix, number)
    }

    private static func dotted(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }

    /// `10.0.0.0/16`
    private struct Prefix {
        let address: UInt32
        let length: Int

        init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
            guard parts.count == 2, octets.count == 4, let length = Int(parts[1]), (0...32).contains(length) else {
                return nil
            }
            self.init(octets.reduce(0) { $0 << 8 | UInt32($1) }, length)
        }

        private init(_ address: UInt32, _ length: Int) {
            self.length = length
            self.address = address & Prefix.mask(length)
        }

        private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }

        var mask: UInt32 { Prefix.mask(length) }
        var text: String { "\(dotted(address))/\(length)" }

        func subnet(length: Int, _ number: Int64) -> Prefix? {
            let count = Int64(1) << Int64(length - self.length)
            guard number >= 0, number < count else { return nil }
            return Prefix(address | UInt32(truncatingIfNeeded: number << Int64(32 - length)), length)
        }
    }
}
