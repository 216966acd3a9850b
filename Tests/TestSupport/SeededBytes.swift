package import Primitives

extension SplitMix64 {
    /// A number from 0 that is less than the limit.
    package mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }

    /// Damages the bytes at one place: changed, taken out, put in or repeated.
    package mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int(next() % UInt64(bytes.count))
        switch next() % 6 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int(next() % UInt64(bytes.count))], at: place)
        case 3:
            bytes.insert(
                contentsOf: Array(["{", "}", "[", "]", ": ", "- ", "#", "&a ", "*a", "|", "\"", "'", "\n", "\t", "\u{0}"][Int(next() % 15)].utf8),
                at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + Int(next() % 20)))
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 12)], at: place)
        }
    }
}
