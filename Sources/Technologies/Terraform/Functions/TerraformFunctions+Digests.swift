import ConfigModel
import Cryptography
import Primitives
internal import Projects

extension TerraformFunctions {
    static let digests: [String: TerraformFunction] = [
        "md5": .text(1) { .string(digest("md5", Array($0[0].utf8))) },
        "sha1": .text(1) { .string(digest("sha1", Array($0[0].utf8))) },
        "sha256": .text(1) { .string(digest("sha256", Array($0[0].utf8))) },
        "sha512": .text(1) { .string(digest("sha512", Array($0[0].utf8))) },
        "base64sha256": .text(1) { .string(digest("base64sha256", Array($0[0].utf8))) },
        "base64sha512": .text(1) { .string(digest("base64sha512", Array($0[0].utf8))) },
        "uuidv5": .text(2) { texts in nameBased(texts[0], texts[1]).map { .string($0) } },
    ]

    /// - Parameter name: `md5`, `sha1`, `sha256`, `sha512`, `base64sha256`, `base64sha512`.
    static func digest(_ name: String, _ bytes: [UInt8]) -> String {
        switch name {
        case "md5": Hexadecimal.encoded(Digest.md5.hash(bytes))
        case "sha1": Hexadecimal.encoded(Digest.sha1.hash(bytes))
        case "sha256": Hexadecimal.encoded(Digest.sha256.hash(bytes))
        case "base64sha256": Base64.encoded(Digest.sha256.hash(bytes))
        case "base64sha512": Base64.encoded(Digest.sha512.hash(bytes))
        default: Hexadecimal.encoded(Digest.sha512.hash(bytes))
        }
    }

    /// RFC 9562, section 5.5: SHA-1 of the name space and the name.
    private static func nameBased(_ space: String, _ name: String) -> String? {
        let known = ["dns": "10", "url": "11", "oid": "12", "x500": "14"]
        let text = known[space].map { "6ba7b8\($0)-9dad-11d1-80b4-00c04fd430c8" } ?? space
        let digits = text.filter { $0 != "-" }
        guard digits.count == 32, digits.utf8.count == 32 else { return nil }
        var bytes: [UInt8] = []
        var rest = Substring(digits)
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        var hash = Array(Digest.sha1.hash(bytes + Array(name.utf8)).prefix(16))
        hash[6] = hash[6] & 0x0F | 0x50
        hash[8] = hash[8] & 0x3F | 0x80
        let hex = Hexadecimal.encoded(hash)
        var parts: [Substring] = []
        var left = Substring(hex)
        for length in [8, 4, 4, 4, 12] {
            parts.append(left.prefix(length))
            left = left.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
