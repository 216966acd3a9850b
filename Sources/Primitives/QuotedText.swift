/// A text in double quotes with the escapes that JSON (RFC 8259, section 7), YAML and TOML share: a backslash before `"`, `\`, `n`, `r`,
/// `t`, or before `u` and four hexadecimal digits.
package enum QuotedText {
    /// - Parameters:
    ///   - uppercase: whether hexadecimal digits are written so.
    ///   - isEscaped: which other characters are written as `\u`, those beyond the basic plane as two halves, which only JSON allows.
    package static func quoted(_ text: String, uppercase: Bool = false, escaping isEscaped: (Unicode.Scalar) -> Bool = isControl) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes, uppercase: uppercase, escaping: isEscaped)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As ``quoted(_:uppercase:escaping:)``, at the end of `bytes`.
    package static func append(
        _ text: String, to bytes: inout [UInt8], uppercase: Bool = false, escaping isEscaped: (Unicode.Scalar) -> Bool = isControl
    ) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
            case "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
            case "\n": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case "\r": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case "\t": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case _ where isEscaped(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: uppercase).utf8
                    bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u")] + repeatElement(UInt8(ascii: "0"), count: 4 - digits.count) + digits
                }
            case _ where scalar.isASCII: bytes.append(UInt8(ascii: scalar))
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// What JSON does not allow in a text as it is.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 }
}
