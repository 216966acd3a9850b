import ConfigModel
import Documents
import FoundationEssentials
internal import Primitives
internal import Projects

extension TerraformFunctions {
    static let encodings: [String: TerraformFunction] = [
        "jsonencode": .value(1...1) { .string(JSONText.encoded($0[0])) },
        "jsondecode": .text(1) { JSONText.decoded($0[0]) },
        "base64encode": .text(1) { .string(Base64.encoded(Array($0[0].utf8))) },
        "base64decode": .text(1) { texts in
            Base64.decoded(Array(texts[0].utf8)).flatMap { String(validating: $0, as: UTF8.self) }.map { .string($0) }
        },
        "urlencode": .text(1) { .string(percentEncoded($0[0])) },
    ]

    /// As Go's `url.QueryEscape`: a space becomes `+`.
    private static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): result += "+"
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
