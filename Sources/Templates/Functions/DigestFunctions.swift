import Crypto

extension FunctionTable {
    static let digestFunctions: [GoFunction] = [
        GoFunction("sha1sum", [.string]) { arguments, execution in
            digest(hexadecimal(Insecure.SHA1.hash(data: arguments.text(0).bytes)), of: arguments.text(0), execution)
        },
        GoFunction("sha256sum", [.string]) { arguments, execution in
            digest(hexadecimal(SHA256.hash(data: arguments.text(0).bytes)), of: arguments.text(0), execution)
        },
        GoFunction("sha512sum", [.string]) { arguments, execution in
            digest(hexadecimal(SHA512.hash(data: arguments.text(0).bytes)), of: arguments.text(0), execution)
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

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
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
        let key = Scrypt.key(password, salt: scope + bigEndian(user.count) + user, length: 64)
        let message = scope + bigEndian(site.count) + site + bigEndian(counter)
        let seed = Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
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

/// The scrypt key derivation (RFC 7914) with N = 32768, r = 8, p = 2.
private enum Scrypt {
    private static let cost = 32_768
    private static let blockSize = 8
    private static let parallelism = 2

    static func key(_ password: [UInt8], salt: [UInt8], length: Int) -> [UInt8] {
        var blocks = derive(password, salt, parallelism * 128 * blockSize)
        let size = 128 * blockSize
        for index in 0..<parallelism {
            var words = stride(from: index * size, to: (index + 1) * size, by: 4).map { start in
                (0..<4).reduce(UInt32(0)) { $0 | UInt32(blocks[start + $1]) << UInt32(8 * $1) }
            }
            mix(&words)
            for (offset, word) in words.enumerated() {
                for byte in 0..<4 {
                    blocks[index * size + offset * 4 + byte] = UInt8(truncatingIfNeeded: word >> UInt32(8 * byte))
                }
            }
        }
        return derive(password, blocks, length)
    }

    /// PBKDF2 with HMAC-SHA-256 and one iteration.
    private static func derive(_ password: [UInt8], _ salt: [UInt8], _ length: Int) -> [UInt8] {
        let key = SymmetricKey(data: password)
        var result: [UInt8] = []
        var block: UInt32 = 1
        while result.count < length {
            let counter = (0..<4).reversed().map { UInt8(truncatingIfNeeded: block >> UInt32($0 * 8)) }
            result += Array(HMAC<SHA256>.authenticationCode(for: salt + counter, using: key))
            block += 1
        }
        return Array(result.prefix(length))
    }

    private static func mix(_ block: inout [UInt32]) {
        let count = block.count
        var table = [UInt32](repeating: 0, count: cost * count)
        for index in 0..<cost {
            for word in 0..<count { table[index * count + word] = block[word] }
            shuffle(&block)
        }
        for _ in 0..<cost {
            let index = Int(block[count - 16]) & (cost - 1)
            for word in 0..<count { block[word] ^= table[index * count + word] }
            shuffle(&block)
        }
    }

    private static func shuffle(_ block: inout [UInt32]) {
        var state = Array(block[(block.count - 16)...])
        var result = block
        for chunk in 0..<2 * blockSize {
            for word in 0..<16 { state[word] ^= block[chunk * 16 + word] }
            salsa(&state)
            let target = (chunk / 2 + (chunk & 1) * blockSize) * 16
            for word in 0..<16 { result[target + word] = state[word] }
        }
        block = result
    }

    private static func salsa(_ state: inout [UInt32]) {
        state.withUnsafeMutableBufferPointer { state in
            let original = Array(state)
            func turn(_ target: Int, _ first: Int, _ second: Int, _ count: UInt32) {
                let sum = state[first] &+ state[second]
                state[target] ^= sum << count | sum >> (32 - count)
            }
            func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
                turn(b, a, d, 7)
                turn(c, b, a, 9)
                turn(d, c, b, 13)
                turn(a, d, c, 18)
            }
            for _ in 0..<4 {
                quarter(0, 4, 8, 12)
                quarter(5, 9, 13, 1)
                quarter(10, 14, 2, 6)
                quarter(15, 3, 7, 11)
                quarter(0, 1, 2, 3)
                quarter(5, 6, 7, 4)
                quarter(10, 11, 8, 9)
                quarter(15, 12, 13, 14)
            }
            for index in 0..<16 { state[index] = state[index] &+ original[index] }
        }
    }
}
