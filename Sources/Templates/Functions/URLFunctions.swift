extension FunctionTable {
    static let urlFunctions: [GoFunction] = [
        GoFunction("urlParse", [.string]) { arguments, _ in
            let url = try GoURL(arguments.string(0), complaint: "unable to parse url: ")
            let map = GoMap()
            for (key, value) in [
                ("scheme", url.scheme), ("host", url.host), ("hostname", url.hostname), ("path", url.path),
                ("query", url.query),
                ("opaque", url.opaque), ("fragment", url.fragment), ("userinfo", url.user ?? ""),
            ] { map.set(key, .text(value)) }
            return .record(map)
        },
        GoFunction("urlJoin", [.map]) { arguments, _ in
            let map = arguments.map(0) ?? GoMap()
            func part(_ key: String) throws -> String {
                guard let value = map[key] else { return "" }
                guard case .string(let text) = value else {
                    throw CallFailure("unable to parse \(key) key, must be of type string, but \(value.kindName) found")
                }
                return text.string
            }
            var url = GoURL()
            url.scheme = try part("scheme")
            url.host = try part("host")
            url.path = try part("path")
            url.query = try part("query")
            url.opaque = try part("opaque")
            url.fragment = try part("fragment")
            let user = try part("userinfo")
            if !user.isEmpty { url.user = user }
            return .text(url.description)
        },
    ]
}

/// The parts of an address as Go's net/url sees them.
struct GoURL {
    var scheme = ""
    var user: String?
    var host = ""
    var path = ""
    var query = ""
    var fragment = ""
    var opaque = ""

    init() {}

    /// - Throws: `CallFailure`, beginning with `complaint`.
    init(_ text: String, complaint: String) throws {
        func fail(_ reason: String) -> CallFailure { CallFailure("\(complaint)parse \(goQuoted(text)): \(reason)") }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            throw fail("net/url: invalid control character in URL")
        }
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = try GoURL.unescaped(rest[rest.index(after: hash)...], fail)
            rest = rest[..<hash]
        }
        if let colon = rest.firstIndex(of: ":") {
            let head = rest[..<colon]
            if head.isEmpty { throw fail("missing protocol scheme") }
            let isScheme =
                head.first.map { $0.isASCII && $0.isLetter } == true
                && head.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == ".") }
            if isScheme {
                scheme = head.lowercased()
                rest = rest[rest.index(after: colon)...]
            }
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            if !scheme.isEmpty {
                opaque = String(rest)
                return
            }
            let segment = rest.prefix { $0 != "/" }
            if segment.contains(":") { throw fail("first path segment in URL cannot contain colon") }
        }
        if rest.hasPrefix("//"), !rest.hasPrefix("///") || !scheme.isEmpty {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != "/" }
            rest = rest[authority.endIndex...]
            var hostPart = authority
            if let at = authority.lastIndex(of: "@") {
                user = String(authority[..<at])
                hostPart = authority[authority.index(after: at)...]
            }
            if hostPart.contains(" ") { throw fail("invalid character \" \" in host name") }
            if let colon = hostPart.lastIndex(of: ":"), !hostPart.hasSuffix("]") {
                let port = hostPart[hostPart.index(after: colon)...]
                if !port.allSatisfy({ $0.isASCII && $0.isNumber }) {
                    throw fail("invalid port \(goQuoted(":" + port)) after host")
                }
            }
            host = try GoURL.unescaped(hostPart, fail)
        }
        path = try GoURL.unescaped(rest, fail)
    }

    private static func unescaped(_ text: Substring, _ fail: (String) -> CallFailure) throws -> String {
        guard text.contains("%") else { return String(text) }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count,
                    let value = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
                else {
                    throw fail(
                        "invalid URL escape \(goQuoted(String(decoding: bytes[index..<min(index + 3, bytes.count)], as: UTF8.self)))"
                    )
                }
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    var hostname: String {
        if host.hasPrefix("["), let close = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<close])
        }
        return host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
    }

    private static func escaped(_ text: String, allowing extra: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let allowed = Set(("-_.~$&+:=@" + extra).utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || allowed.contains(byte)
            {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    var description: String {
        var text = scheme.isEmpty ? "" : scheme + ":"
        if !opaque.isEmpty {
            text += opaque
        } else {
            if !scheme.isEmpty || !host.isEmpty || user != nil {
                if !host.isEmpty || !path.isEmpty || user != nil { text += "//" }
                if let user { text += user + "@" }
                text += host
            }
            let escapedPath = GoURL.escaped(path, allowing: "/;,!'()*")
            if !escapedPath.isEmpty, !escapedPath.hasPrefix("/"), !host.isEmpty { text += "/" }
            text += escapedPath
        }
        if !query.isEmpty { text += "?" + query }
        if !fragment.isEmpty { text += "#" + GoURL.escaped(fragment, allowing: "/;,?!'()*") }
        return text
    }
}
