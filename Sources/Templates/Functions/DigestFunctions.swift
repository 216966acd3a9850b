import Cryptography
import Primitives

extension FunctionTable {
    static let digestFunctions: [GoFunction] = [
        GoFunction("sha1sum", [.string]) { arguments, execution in
            digest(Hexadecimal.encoded(Digest.sha1.hash(arguments.text(0).bytes)), of: arguments.text(0), execution)
        },
        GoFunction("sha256sum", [.string]) { arguments, execution in
            digest(Hexadecimal.encoded(Digest.sha256.hash(arguments.text(0).bytes)), of: arguments.text(0), execution)
        },
        GoFunction("sha512sum", [.string]) { arguments, execution in
            digest(Hexadecimal.encoded(Digest.sha512.hash(arguments.text(0).bytes)), of: arguments.text(0), execution)
        },
        GoFunction("adler32sum", [.string]) { arguments, execution in
            var (low, high): (UInt32, UInt32) = (1, 0)
            for byte in arguments.text(0).bytes {
                low = (low + UInt32(byte)) % 65_521
                high = (high + low) % 65_521
            }
            return digest(String(high << 16 | low), of: arguments.text(0), execution)
        },
        GoFunction("derivePassword", [.int, .string, .string, .string, .string]) { arguments, _ in
            .text(
                derivedPassword(
                    arguments.int(0), arguments.string(1), arguments.text(2).bytes, arguments.text(3).bytes,
                    arguments.text(4).bytes))
        },
    ]

    /// A digest with the extent of everything that it was made of, since a change anywhere in a text changes its digest.
    private static func digest(_ digest: String, of text: Text, _ execution: Execution) -> GoValue {
        .text(digest, text.extent(in: execution.table))
    }

    /// The Master Password algorithm, version 3 (masterpassword.app/masterpassword-algorithm.pdf).
    private static func derivedPassword(
        _ counter: Int, _ kind: String, _ password: [UInt8], _ user: [UInt8], _ site: [UInt8]
    ) -> String {
        let templates: [String: [String]] = [
            "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
            "long": [
                "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
                "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
                "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
                "CvccnoCvccCvcv", "CvccCvccnoCvcv",
                "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc",
                "CvccCvcvnoCvcc", "CvccCvcvCvccno",
            ],
            "medium": ["CvcnoCvc", "CvcCvcno"], "short": ["Cvcn"], "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
            "pin": ["nnnn"],
        ]
        let characters: [Character: String] = [
            "V": "AEIOU", "C": "BCDFGHJKLMNPQRSTVWXYZ", "v": "aeiou", "c": "bcdfghjklmnpqrstvwxyz",
            "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
            "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz", "n": "0123456789",
            "o": "@&%?,=[]_:-+*$#!'^~;()/.",
            "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
        ]
        guard let choices = templates[kind] else { return "cannot find password template \(kind)" }
        let scope = Array("com.lyndir.masterpassword".utf8)
        func bigEndian(_ number: Int) -> [UInt8] {
            (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let scrypt = Scrypt(cost: 32_768, blockSize: 8, parallelism: 2)
        let key = scrypt.key(password, salt: scope + bigEndian(user.count) + user, length: 64)
        let message = scope + bigEndian(site.count) + site + bigEndian(counter)
        let seed = hmac(.sha256, key: key, message)
        let template = choices[Int(seed[0]) % choices.count]
        var result = ""
        for (index, letter) in template.enumerated() {
            let set = Array(characters[letter] ?? "")
            guard !set.isEmpty else { continue }
            result.append(set[Int(seed[index + 1]) % set.count])
        }
        return result
    }
}
