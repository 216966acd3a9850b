/// An absolute URL or an absolute path, by the rules of Go's `url.ParseRequestURI` that Kubernetes uses.
package struct URLReference: Hashable, Sendable {
    package let text: String
    package let scheme: String
    /// With the port, if any.
    package let host: String
    /// Starts with `/` or is empty.
    package let path: String
    package let query: String

    package init?(parsing text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        self.text = text
        var rest = text[...]
        if rest.first == "/" {
            scheme = ""
        } else {
            guard let colon = rest.firstIndex(of: ":"), URLReference.isScheme(rest[..<colon]) else { return nil }
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
            guard rest.first == "/" else { return nil }
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = ""
        }
        if !scheme.isEmpty, rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            var authority = rest[..<end]
            if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
            guard URLReference.isHost(authority) else { return nil }
            host = String(authority)
            rest = rest[end...]
        } else {
            host = ""
        }
        guard URLReference.decoded(rest) != nil else { return nil }
        path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, Lexer.startsName(first), first != 0x5F else { return false }
        return text.utf8.allSatisfy {
            ($0 != 0x5F && RegexMachine.isWord($0)) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
    }

    private static func isHost(_ text: Substring) -> Bool {
        var port = text[...]
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"),
                IPAddress(parsing: String(text[text.index(after: text.startIndex)..<end])) != nil
            else { return false }
            port = text[text.index(after: end)...]
            guard port.isEmpty || port.hasPrefix(":") else { return false }
        } else if let colon = text.firstIndex(of: ":") {
            port = text[colon...]
        } else {
            return !text.contains("%") || decoded(text) != nil
        }
        return port.dropFirst().utf8.allSatisfy(Lexer.isDigit)
    }

    /// The host without port and brackets.
    package var hostname: String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.prefix { $0 != ":" })
    }

    package var port: String {
        let afterBracket = host.lastIndex(of: "]").map { host[$0...] } ?? host[...]
        return afterBracket.lastIndex(of: ":").map { String(afterBracket[afterBracket.index(after: $0)...]) } ?? ""
    }

    /// The path with every byte escaped that a path may not hold.
    package var escapedPath: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in path.utf8 {
            if (RegexMachine.isWord(byte) || "-._~!$&'()*+,;=:@/%[]".utf8.contains(byte)) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Values of each query parameter in order; malformed parameters are left out.
    package var parameters: [(name: String, values: [String])] {
        var result: [(name: String, values: [String])] = []
        for part in query.split(separator: "&") where !part.contains(";") {
            let mark = part.firstIndex(of: "=") ?? part.endIndex
            guard let name = URLReference.decoded(part[..<mark], plusIsSpace: true),
                let value = URLReference.decoded(part[mark...].dropFirst(), plusIsSpace: true)
            else { continue }
            if let known = result.firstIndex(where: { $0.name == name }) {
                result[known].values.append(value)
            } else {
                result.append((name, [value]))
            }
        }
        return result
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "%") {
                guard at + 2 < bytes.count, let high = Lexer.hexValue(bytes[at + 1]),
                    let low = Lexer.hexValue(bytes[at + 2])
                else { return nil }
                result.append(UInt8(high << 4 | low))
                at += 3
            } else {
                result.append(plusIsSpace && bytes[at] == UInt8(ascii: "+") ? 0x20 : bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
