/// How the YAML emitter writes a string.
struct ScalarStyle {
    enum Kind { case plain, single, double, literal }

    let kind: Kind
    let isMultiline: Bool

    init(_ text: Text, isKey: Bool, style: YAMLWriter.Style) {
        let bytes = text.bytes
        if ScalarStyle.isWord(bytes, style) {
            (kind, isMultiline) = (.plain, false)
            return
        }
        isMultiline = bytes.contains(0x0A)
        guard !bytes.isEmpty else {
            kind = .double
            return
        }
        let shape = Shape(bytes, style)
        if isMultiline {
            kind = shape.allowsBlock && !isKey ? .literal : .double
            return
        }
        let resolved = YAMLScalar.resolve(bytes, isVersion2: style == .version2)
        let isOldBool = style == .version3 && YAMLScalar.resolve(bytes) != .string
        guard resolved == .string, !YAMLScalar.isBase60(bytes), !isOldBool else {
            kind = .double
            return
        }
        if shape.allowsPlain {
            kind = .plain
        } else {
            kind = shape.allowsSingle ? .single : .double
        }
    }

    /// Whether the text is a name or path that nothing could take for a number, a truth value or markup.
    private static func isWord(_ bytes: [UInt8], _ style: YAMLWriter.Style) -> Bool {
        guard let first = bytes.first, (97...122).contains(first) || (65...90).contains(first) else { return false }
        let isSafe = bytes.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (0x2D...0x39).contains(byte) || byte == 0x5F
        }
        guard isSafe else { return false }
        switch first | 0x20 {
        case UInt8(ascii: "y"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "o"):
            return bytes.count > 5 || (YAMLScalar.resolve(bytes) == .string)
        default: return true
        }
    }

    /// The emitter's analysis of which styles can hold the text.
    private struct Shape {
        var allowsPlain = true
        var allowsSingle = true
        var allowsBlock = true

        init(_ bytes: [UInt8], _ style: YAMLWriter.Style) {
            var hasIndicators = bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8)
            var (hasSpecial, hasBreakSpace, hasSpaceBreak, hasTab) = (false, false, false, false)
            var (previousIsSpace, previousIsBreak, precededByWhitespace) = (false, false, true)
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                let (scalar, length) = bytes.scalar(at: index)
                let next = index + length < bytes.count ? bytes[index + length] : 0
                let followedByWhitespace = next == 0 || next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D
                switch byte {
                case UInt8(ascii: "#"): if index == 0 || precededByWhitespace { hasIndicators = true }
                case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                    UInt8(ascii: "&"),
                    UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"),
                    UInt8(ascii: "\""),
                    UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
                    if index == 0 { hasIndicators = true }
                case UInt8(ascii: ":"): if followedByWhitespace { hasIndicators = true }
                case UInt8(ascii: "?"), UInt8(ascii: "-"): if index == 0, followedByWhitespace { hasIndicators = true }
                default: break
                }
                if style == .version3, byte == 0x09 {
                    hasTab = true
                } else if byte != 0x0A,
                    !ScalarStyle.isPrintable(scalar, isBroken: byte >= 0x80 && length == 1, style: style)
                {
                    hasSpecial = true
                }
                if byte == 0x20 {
                    if previousIsBreak { hasBreakSpace = true }
                    (previousIsSpace, previousIsBreak) = (true, false)
                } else if byte == 0x0A || scalar.value == 0x85 || scalar.value == 0x2028 || scalar.value == 0x2029 {
                    if previousIsSpace { hasSpaceBreak = true }
                    if byte != 0x0A { allowsPlain = false }
                    (previousIsSpace, previousIsBreak) = (false, true)
                } else {
                    (previousIsSpace, previousIsBreak) = (false, false)
                }
                precededByWhitespace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
                index += length
            }
            let isPadded = bytes[0] == 0x20 || bytes[bytes.count - 1] == 0x20
            if isPadded || hasIndicators { allowsPlain = false }
            if bytes[bytes.count - 1] == 0x20 { allowsBlock = false }
            if hasBreakSpace { (allowsPlain, allowsSingle) = (false, false) }
            if hasTab { (allowsPlain, allowsSingle) = (false, false) }
            if hasSpecial || hasSpaceBreak { (allowsPlain, allowsSingle, allowsBlock) = (false, false, false) }
            if hasSpaceBreak, style == .version3, !hasSpecial { allowsBlock = true }
        }
    }

    /// What the emitter writes without escape; it knows nothing beyond the basic plane.
    static func isPrintable(_ scalar: Unicode.Scalar, isBroken: Bool, style: YAMLWriter.Style) -> Bool {
        if isBroken { return false }
        switch scalar.value {
        case 0x0A, 0x20...0x7E, 0xA0...0xD7FF: return true
        case 0xE000...0xFFFD: return scalar.value != 0xFEFF
        default: return false
        }
    }

    /// The escape that double quotes need for `scalar`, or nil when it is written as it is.
    static func escape(_ scalar: Unicode.Scalar, isBroken: Bool, style: YAMLWriter.Style) -> String? {
        if scalar == "\"" { return "\\\"" }
        if scalar == "\\" { return "\\\\" }
        switch scalar.value {
        case 0x0A: return "\\n"
        case 0x85: return "\\N"
        case 0x2028: return "\\L"
        case 0x2029: return "\\P"
        default: break
        }
        if isBroken { return "\u{FFFD}" }
        if isPrintable(scalar, isBroken: false, style: style) { return nil }
        switch scalar.value {
        case 0x00: return "\\0"
        case 0x07: return "\\a"
        case 0x08: return "\\b"
        case 0x09: return "\\t"
        case 0x0B: return "\\v"
        case 0x0C: return "\\f"
        case 0x0D: return "\\r"
        case 0x1B: return "\\e"
        default:
            let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
            let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
            return "\\" + letter + String(repeating: "0", count: max(0, width - hexadecimal.count)) + hexadecimal
        }
    }
}
