/// Named classes of RE2.
enum RegexClasses {
    static let digit: [ClosedRange<UInt32>] = [0x30...0x39]
    static let space: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

    /// `\d`, `\S`, …
    static func perl(_ letter: UInt32) -> [ClosedRange<UInt32>]? {
        switch UnicodeScalar(letter) {
        case "d": digit
        case "s": space
        case "w": word
        case "D": complement(digit)
        case "S": complement(space)
        case "W": complement(word)
        default: nil
        }
    }

    /// The name between `[:` and `:]`, a `^` in front included.
    static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
        if name.hasPrefix("^") { return posix(String(name.dropFirst())).map(complement) }
        return switch name {
        case "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
        case "alpha": [0x41...0x5A, 0x61...0x7A]
        case "ascii": [0...0x7F]
        case "blank": [0x09...0x09, 0x20...0x20]
        case "cntrl": [0...0x1F, 0x7F...0x7F]
        case "digit": digit
        case "graph": [0x21...0x7E]
        case "lower": [0x61...0x7A]
        case "print": [0x20...0x7E]
        case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "space": [0x09...0x0D, 0x20...0x20]
        case "upper": [0x41...0x5A]
        case "word": word
        case "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66]
        default: nil
        }
    }

    /// The bits of a general category such as `L`, `Lu` or `Any`.
    static func category(_ name: String) -> UInt32? {
        let parts: [String: UInt32] = [
            "L": 0x1F, "M": 0xE0, "N": 0x700, "P": 0x3F800, "S": 0x3C0000, "Z": 0x1C0_0000, "C": 0x3E00_0000,
            "Any": 0x3FFF_FFFF,
        ]
        let single = [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
            "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        ]
        return parts[name] ?? single.firstIndex(of: name).map { 1 << UInt32($0) }
    }

    static let everyCategory: UInt32 = 0x3FFF_FFFF

    static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        return result + [next...0x10FFFF]
    }
}
