extension Library {
    /// The ip, cidr and url functions of Kubernetes.
    static let network: [Function] = [
        .global("ip") { value in
            switch value {
            case .ip: return value
            case .string(let text): return IPAddress(parsing: text).map(CELValue.ip) ?? notAn("IP address", value)
            default: return nil
            }
        },
        .global("isIP") { value in
            guard case .string(let text) = value else { return nil }
            return .bool(IPAddress(parsing: text) != nil)
        },
        .global("ip.isCanonical") { value in
            guard case .string(let text) = value else { return nil }
            guard let address = IPAddress(parsing: text) else { return notAn("IP address", value) }
            return .bool(address.description == text)
        },
        address("family") { .int($0.family) },
        address("isUnspecified") { .bool($0.isUnspecified) },
        address("isLoopback") { .bool($0.isLoopback) },
        address("isLinkLocalMulticast") { .bool($0.isLinkLocalMulticast) },
        address("isLinkLocalUnicast") { .bool($0.isLinkLocalUnicast) },
        address("isGlobalUnicast") { .bool($0.isGlobalUnicast) },
        .global("cidr") { value in
            switch value {
            case .cidr: return value
            case .string(let text):
                return IPNetwork(parsing: text).map(CELValue.cidr) ?? notAn("network address", value)
            default: return nil
            }
        },
        .global("isCIDR") { value in
            guard case .string(let text) = value else { return nil }
            return .bool(IPNetwork(parsing: text) != nil)
        },
        network("ip") { .ip($0.address) },
        network("masked") { .cidr($0.masked) },
        network("prefixLength") { .int(Int64($0.prefixLength)) },
        .member("containsIP") { (value: CELValue, other: CELValue) in
            guard case .cidr(let network) = value else { return nil }
            switch other {
            case .ip(let address): return .bool(network.contains(address))
            case .string(let text):
                return IPAddress(parsing: text).map { .bool(network.contains($0)) } ?? notAn("IP address", other)
            default: return nil
            }
        },
        .member("containsCIDR") { (value: CELValue, other: CELValue) in
            guard case .cidr(let network) = value else { return nil }
            switch other {
            case .cidr(let inner): return .bool(network.contains(inner))
            case .string(let text):
                return IPNetwork(parsing: text).map { .bool(network.contains($0)) } ?? notAn("network address", other)
            default: return nil
            }
        },
        .global("url") { value in
            switch value {
            case .url: return value
            case .string(let text): return URLReference(parsing: text).map(CELValue.url) ?? notAn("absolute URL", value)
            default: return nil
            }
        },
        .global("isURL") { value in
            guard case .string(let text) = value else { return nil }
            return .bool(URLReference(parsing: text) != nil)
        },
        url("getScheme") { .string($0.scheme) },
        url("getHost") { .string($0.host) },
        url("getHostname") { .string($0.hostname) },
        url("getPort") { .string($0.port) },
        url("getEscapedPath") { .string($0.escapedPath) },
        url("getQuery") { url in
            var entries = CELEntries()
            for (name, values) in url.parameters { _ = entries.add(.string(name), .list(values.map(CELValue.string))) }
            return .map(.values(entries))
        },
    ]

    static func notAn(_ kind: String, _ value: CELValue) -> CELValue {
        .failure("\(value.shown) is not a valid \(kind)")
    }

    private static func address(_ name: String, _ body: @escaping @Sendable (IPAddress) -> CELValue) -> Function {
        .member(name) { (value: CELValue) in if case .ip(let address) = value { body(address) } else { nil } }
    }

    private static func network(_ name: String, _ body: @escaping @Sendable (IPNetwork) -> CELValue) -> Function {
        .member(name) { (value: CELValue) in if case .cidr(let network) = value { body(network) } else { nil } }
    }

    private static func url(_ name: String, _ body: @escaping @Sendable (URLReference) -> CELValue) -> Function {
        .member(name) { (value: CELValue) in if case .url(let url) = value { body(url) } else { nil } }
    }
}
