/// A set of ASCII bytes, written as a string, that readers ask once a byte.
struct ByteSet: Hashable, Sendable, ExpressibleByStringLiteral {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// Bytes of `value` beyond ASCII are left out.
    init(stringLiteral value: String) {
        for byte in value.utf8 {
            if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
        }
    }

    var isEmpty: Bool { low == 0 && high == 0 }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? (low &>> UInt64(byte)) & 1 == 1 : byte < 128 && (high &>> UInt64(byte - 64)) & 1 == 1
    }
}
