/// The prefix of an IP network: `10.0.0.0/16`, `fd00::/8` (RFC 4632, RFC 4291). Texts are written as RFC 5952 says.
package struct IPPrefix: Hashable, Sendable {
    /// The network's first address as a number; bits behind the prefix are zero. IPv4 uses the low 32 bits.
    package let address: UInt128
    /// Bits of the prefix, from 0 to `bits`.
    package let length: Int
    /// 32 or 128.
    package let bits: Int

    /// Reads `address/length` and clears the bits behind the prefix; nil for what is no prefix, such as a bare address.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), length >= 0 else { return nil }
        let isSix = parts[0].contains(":")
        guard let address = isSix ? IPPrefix.six(String(parts[0])) : IPPrefix.four(parts[0]), length <= (isSix ? 128 : 32) else { return nil }
        self.init(address, length, isSix ? 128 : 32)
    }

    private init(_ address: UInt128, _ length: Int, _ bits: Int) {
        self.length = length
        self.bits = bits
        self.address = address & IPPrefix.mask(length, bits)
    }

    private static func four(_ text: Substring) -> UInt128? {
        let octets = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return octets.count == 4 ? octets.reduce(0) { $0 << 8 | UInt128($1) } : nil
    }

    private static func six(_ text: String) -> UInt128? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        let groups = halves.map { $0.split(separator: ":").map { UInt16($0, radix: 16) } }
        guard groups.allSatisfy({ !$0.contains(nil) }) else { return nil }
        let head = groups[0].compactMap { $0 }
        let tail = groups.count > 1 ? groups[1].compactMap { $0 } : []
        guard groups.count > 1 ? head.count + tail.count < 8 : head.count == 8 else { return nil }
        let all = head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
        return all.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func mask(_ length: Int, _ bits: Int) -> UInt128 {
        let all = bits == 128 ? UInt128.max : UInt128(UInt32.max)
        return length == 0 ? 0 : all << UInt128(bits - length) & all
    }

    /// The netmask as a number: ones in place of the prefix.
    package var mask: UInt128 { IPPrefix.mask(length, bits) }
    /// `10.0.0.0/16`, as `init(_:)` reads it.
    package var text: String { "\(spelled(address))/\(length)" }

    /// The size of the rest behind the prefix, nil where it has no number.
    private func size(_ length: Int) -> UInt128? { bits - length >= 128 ? nil : UInt128(1) << UInt128(bits - length) }

    /// The address of a host within the network, counted from its start, or from its end for negative numbers (-1 is the last); nil outside.
    /// Source: Terraform language documentation, `cidrhost`.
    package func host(_ number: Int64) -> UInt128? {
        let limit = size(length)
        let magnitude = UInt128(number.magnitude)
        if number >= 0 { return limit.map { magnitude < $0 } ?? true ? address + magnitude : nil }
        guard let limit else { return UInt128.max - magnitude + 1 }
        return magnitude <= limit ? address + (limit - magnitude) : nil
    }

    /// The subnet with a prefix `extra` bits longer and the number, from 0, in those bits; nil where either does not fit.
    /// Source: Terraform language documentation, `cidrsubnet`.
    package func subnet(adding extra: Int64, _ number: Int64) -> IPPrefix? {
        guard extra >= 0, extra <= 128, length + Int(extra) <= bits, number >= 0 else { return nil }
        let longer = length + Int(extra)
        if extra < 63, number >= Int64(1) << extra { return nil }
        guard number > 0 else { return IPPrefix(address, longer, bits) }
        return IPPrefix(address | UInt128(number) << UInt128(bits - longer), longer, bits)
    }

    /// The first subnet of that size behind another one; each starts at a multiple of its own size.
    package func subnet(adding extra: Int64, after other: IPPrefix?) -> IPPrefix? {
        let longer = length + Int(extra)
        guard longer <= bits, let step = size(longer) else { return nil }
        var start = address
        if let other {
            guard let past = size(other.length) else { return nil }
            let (next, overflow) = other.address.addingReportingOverflow(past)
            let (sum, again) = next.addingReportingOverflow(step - 1)
            if overflow || again { return nil }
            start = sum / step * step
        }
        guard start & mask == address else { return nil }
        return IPPrefix(start, longer, bits)
    }

    /// An address of the prefix's family as text: dotted for 32 bits, else as RFC 5952 says.
    package func spelled(_ address: UInt128) -> String {
        if bits == 32 { return [24, 16, 8, 0].map { String(address >> UInt128($0) & 0xFF) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
        // The longest run of two or more zero groups is left out.
        var best = 0..<0
        var at = 0
        while at < 8 {
            let end = groups[at...].firstIndex { $0 != 0 } ?? 8
            if end - at > best.count, end - at > 1 { best = at..<end }
            at = max(end, at + 1)
        }
        let hex = { (range: Range<Int>) in groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty ? hex(0..<8) : hex(0..<best.lowerBound) + "::" + hex(best.upperBound..<8)
    }
}
