/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, CustomStringConvertible {
    /// 128 bits; an IPv4 address is held as `::ffff:a.b.c.d`.
    let bits: UInt128
    package let isV4: Bool

    init(bits: UInt128, isV4: Bool) {
        self.bits = bits
        self.isV4 = isV4
    }

    private static let mappedPrefix: UInt128 = 0xFFFF << 32

    /// Whether an IPv6 address holds an IPv4 one (`::ffff:…`).
    var isMapped: Bool { !isV4 && bits >> 32 == 0xFFFF }

    /// Reads strict dotted decimal or RFC 4291 text; zones and dotted IPv4-mapped addresses are refused as Kubernetes does.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        if !bytes.contains(UInt8(ascii: ":")) {
            guard let value = IPAddress.dotted(bytes[...]) else { return nil }
            self.init(bits: IPAddress.mappedPrefix | UInt128(value), isV4: true)
            return
        }
        guard let (value, isDotted) = IPAddress.hexadecimal(bytes) else { return nil }
        self.init(bits: value, isV4: false)
        if isDotted, isMapped { return nil }
    }

    private static func dotted(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(Lexer.isDigit),
                part.count == 1 || part.first != UInt8(ascii: "0")
            else { return nil }
            let number = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
            guard number < 256 else { return nil }
            value = value << 8 | number
        }
        return value
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> (UInt128, isDotted: Bool)? {
        var groups: [UInt16] = []
        var gap: Int?
        var at = 0
        var isDotted = false
        if bytes.starts(with: [0x3A, 0x3A]) {
            gap = 0
            at = 2
        }
        while at < bytes.count {
            guard groups.count < 8 else { return nil }
            let end = bytes[at...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            if end == bytes.count, bytes[at...].contains(UInt8(ascii: ".")) {
                guard groups.count <= 6, let value = dotted(bytes[at...]) else { return nil }
                groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
                isDotted = true
                break
            }
            guard (1...4).contains(end - at) else { return nil }
            var group: UInt32 = 0
            for byte in bytes[at..<end] {
                guard let digit = Lexer.hexValue(byte) else { return nil }
                group = group << 4 | digit
            }
            groups.append(UInt16(group))
            at = end
            guard at < bytes.count else { break }
            at += 1
            guard at < bytes.count else { return nil }
            if bytes[at] == UInt8(ascii: ":") {
                guard gap == nil else { return nil }
                gap = groups.count
                at += 1
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap) }
        return (groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }, isDotted)
    }

    /// RFC 5952: lower case, the longest run of zero groups as `::`.
    package var description: String {
        if isV4 || isMapped {
            let dotted = [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> UInt128($0))) }.joined(
                separator: ".")
            return isV4 ? dotted : "::ffff:" + dotted
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: some Collection<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if longest.isEmpty { return joined(groups) }
        return joined(groups[..<longest.lowerBound]) + "::" + joined(groups[longest.upperBound...])
    }
}

extension IPAddress: Hashable {
    /// An IPv4-mapped address equals the IPv4 address, as in Kubernetes.
    package static func == (left: IPAddress, right: IPAddress) -> Bool { left.bits == right.bits }

    package func hash(into hasher: inout Hasher) { hasher.combine(bits) }
}

extension IPAddress {
    private var v4: UInt32? { isV4 || isMapped ? UInt32(truncatingIfNeeded: bits) : nil }

    package var family: Int64 { isV4 ? 4 : 6 }
    package var isUnspecified: Bool { v4.map { $0 == 0 } ?? (bits == 0) }
    package var isLoopback: Bool { v4.map { $0 >> 24 == 127 } ?? (bits == 1) }
    package var isMulticast: Bool { v4.map { $0 >> 28 == 0xE } ?? (bits >> 120 == 0xFF) }
    package var isLinkLocalMulticast: Bool {
        v4.map { $0 >> 8 == 0xE00000 } ?? (bits >> 112 & 0xFF0F == 0xFF02)
    }
    package var isLinkLocalUnicast: Bool { v4.map { $0 >> 16 == 0xA9FE } ?? (bits >> 118 == 0xFE80 >> 6) }
    package var isGlobalUnicast: Bool {
        !isUnspecified && v4 != .max && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }
}

/// An address with a prefix length: `10.0.0.0/8`.
package struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let prefixLength: Int

    init(address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    package init?(parsing text: String) {
        guard let slash = text.lastIndex(of: "/"), let address = IPAddress(parsing: String(text[..<slash])) else {
            return nil
        }
        let digits = text[text.index(after: slash)...].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy(Lexer.isDigit),
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let length = Int(String(Substring(digits))), length <= (address.isV4 ? 32 : 128)
        else { return nil }
        self.init(address: address, prefixLength: length)
    }

    private var mask: UInt128 {
        let hostBits = (address.isV4 ? 32 : 128) - prefixLength
        return hostBits >= 128 ? 0 : ~UInt128(0) << UInt128(hostBits)
    }

    package var masked: IPNetwork {
        IPNetwork(address: IPAddress(bits: address.bits & mask, isV4: address.isV4), prefixLength: prefixLength)
    }

    package func contains(_ other: IPAddress) -> Bool {
        other.isV4 == address.isV4 && other.bits & mask == address.bits & mask
    }

    package func contains(_ other: IPNetwork) -> Bool {
        other.prefixLength >= prefixLength && contains(other.address)
    }

    package var description: String { "\(address)/\(prefixLength)" }
}
