import Crypto

extension FunctionTable {
    /// Certificates, keys and salted hashes. Real ones are random and slow to make; a rendering gives text of the same shape from its
    /// seed, which no program accepts as a key, and marks it as random.
    static let cryptoFunctions: [GoFunction] = [
        GoFunction("bcrypt", [.string], .own) { _, execution in .text(execution.bcryptShape(), execution.randomTrace())
        },
        GoFunction("htpasswd", [.string, .string], .own) { arguments, execution in
            if arguments.string(0).contains(":") { return .text("invalid username: \(arguments.string(0))") }
            var builder = TextBuilder(execution.table)
            builder.append(arguments.text(0))
            builder.append(":" + execution.bcryptShape(), execution.randomTrace())
            return .string(builder.finish())
        },
        GoFunction("genPrivateKey", [.string], .own) { arguments, execution in
            let trace = execution.randomTrace()
            switch arguments.string(0) {
            case "", "rsa": return .text(execution.pem("RSA PRIVATE KEY", 2349), trace)
            case "dsa": return .text(execution.pem("DSA PRIVATE KEY", 858), trace)
            case "ecdsa": return .text(execution.pem("EC PRIVATE KEY", 121), trace)
            case "ed25519": return .text(execution.pem("PRIVATE KEY", 48), trace)
            default: return .text("Unknown type " + arguments.string(0), arguments[0].trace)
            }
        },
        GoFunction("genCA", [.string, .int], .own) { _, execution in execution.certificate(772) },
        GoFunction("genCAWithKey", [.string, .int, .string], .own) { arguments, execution in
            execution.certificate(772, key: arguments.text(2))
        },
        GoFunction("genSelfSignedCert", [.string, .any, .any, .int], .own) { _, execution in execution.certificate(800)
        },
        GoFunction("genSelfSignedCertWithKey", [.string, .any, .any, .int, .string], .own) { arguments, execution in
            execution.certificate(800, key: arguments.text(4))
        },
        GoFunction("genSignedCert", [.string, .any, .any, .int, .object("sprig.certificate")], .own) { _, execution in
            execution.certificate(800)
        },
        GoFunction("genSignedCertWithKey", [.string, .any, .any, .int, .object("sprig.certificate"), .string], .own) {
            arguments, execution in
            execution.certificate(800, key: arguments.text(5))
        },
        GoFunction("buildCustomCert", [.string, .string], .own) { arguments, _ in
            guard let certificate = decodeBase64(arguments.text(0).bytes) else {
                throw CallFailure("unable to decode base64 certificate")
            }
            guard let key = decodeBase64(arguments.text(1).bytes) else {
                throw CallFailure("unable to decode base64 private key")
            }
            return .object(
                CertificateObject(Text(certificate, arguments[0].trace), Text(key, arguments[1].trace)),
                arguments[0].trace)
        },
        GoFunction("encryptAES", [.string, .string], .own) { arguments, execution in
            let vector = (0..<16).map { _ in UInt8.random(in: 0...255, using: &execution.random) }
            var text = arguments.text(1).bytes
            let padding = 16 - text.count % 16
            text += [UInt8](repeating: UInt8(padding), count: padding)
            let cipher = AES256(password: arguments.text(0).bytes)
            var (result, previous) = (vector, vector)
            for start in stride(from: 0, to: text.count, by: 16) {
                previous = cipher.encrypt(zip(text[start..<start + 16], previous).map { $0 ^ $1 })
                result += previous
            }
            return .text(base64(result), execution.randomTrace())
        },
        GoFunction("decryptAES", [.string, .string]) { arguments, _ in
            guard let bytes = decodeBase64(arguments.text(1).bytes), bytes.count >= 32, bytes.count % 16 == 0 else {
                throw CallFailure("ciphertext is not a whole number of blocks")
            }
            let cipher = AES256(password: arguments.text(0).bytes)
            var result: [UInt8] = []
            for start in stride(from: 16, to: bytes.count, by: 16) {
                result += zip(cipher.decrypt(Array(bytes[start..<start + 16])), bytes[(start - 16)..<start]).map {
                    $0 ^ $1
                }
            }
            guard let padding = result.last, padding >= 1, padding <= 16 else { throw CallFailure("bad padding") }
            return .bytes(Array(result.dropLast(Int(padding))))
        },
    ]
}

extension Execution {
    fileprivate func bcryptShape() -> String {
        let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let letters = (0..<53).map { _ in alphabet[Int.random(in: 0..<64, using: &random)] }
        return "$2a$10$" + String(decoding: letters, as: UTF8.self)
    }

    /// Text in the shape of a PEM block with `size` bytes inside.
    fileprivate func pem(_ label: String, _ size: Int) -> String {
        var bytes: [UInt8] = [
            0x30, 0x82, UInt8(truncatingIfNeeded: (size - 4) >> 8), UInt8(truncatingIfNeeded: size - 4),
        ]
        while bytes.count < size { bytes.append(UInt8.random(in: 0...255, using: &random)) }
        let body = Array(base64(bytes).utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: body.count, by: 64) {
            text += String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    fileprivate func certificate(_ size: Int, key: Text? = nil) -> GoValue {
        let trace = randomTrace()
        return .object(
            CertificateObject(Text(pem("CERTIFICATE", size), trace), key ?? Text(pem("RSA PRIVATE KEY", 1192), trace)),
            trace)
    }
}

/// What `genCA` and its like return, with the fields `Cert` and `Key`.
final class CertificateObject: GoObject {
    let typeName = "sprig.certificate"
    let certificate: Text
    let key: Text

    init(_ certificate: Text, _ key: Text) {
        self.certificate = certificate
        self.key = key
    }

    var description: String { "{\(certificate.string) \(key.string)}" }

    var encoded: GoValue? {
        .record(
            GoMap([GoMap.Entry(key: "Cert", value: .string(certificate)), GoMap.Entry(key: "Key", value: .string(key))])
        )
    }

    func field(_ name: String) -> GoValue? {
        name == "Cert" ? .string(certificate) : name == "Key" ? .string(key) : nil
    }
}

/// The AES block cipher with a key of 32 bytes (FIPS 197).
private struct AES256 {
    private let roundKeys: [[UInt8]]
    private let box: [UInt8]
    private let inverse: [UInt8]

    /// Sprig's key: the password's first 32 bytes, filled up with zeros.
    init(password: [UInt8]) {
        var box = [UInt8](repeating: 0, count: 256)
        var inverse = box
        var (p, q): (UInt8, UInt8) = (1, 1)
        repeat {
            p = p ^ (p << 1) ^ (p & 0x80 != 0 ? 0x1B : 0)
            q ^= q << 1
            q ^= q << 2
            q ^= q << 4
            if q & 0x80 != 0 { q ^= 0x09 }
            func rotated(_ count: UInt8) -> UInt8 { q << count | q >> (8 - count) }
            box[Int(p)] = q ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63
        } while p != 1
        box[0] = 0x63
        for (index, value) in box.enumerated() { inverse[Int(value)] = UInt8(index) }
        let key = Array((password + [UInt8](repeating: 0, count: 32)).prefix(32))
        var words = stride(from: 0, to: 32, by: 4).map { Array(key[$0..<$0 + 4]) }
        var constant: UInt8 = 1
        while words.count < 60 {
            var word = words[words.count - 1]
            if words.count % 8 == 0 {
                word = [box[Int(word[1])] ^ constant, box[Int(word[2])], box[Int(word[3])], box[Int(word[0])]]
                constant = constant << 1
            } else if words.count % 8 == 4 {
                word = word.map { box[Int($0)] }
            }
            words.append(zip(words[words.count - 8], word).map { $0 ^ $1 })
        }
        roundKeys = stride(from: 0, to: 60, by: 4).map { Array(words[$0..<$0 + 4].joined()) }
        self.box = box
        self.inverse = inverse
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var (a, b, result): (UInt8, UInt8, UInt8) = (left, right, 0)
        while b != 0 {
            if b & 1 != 0 { result ^= a }
            a = a << 1 ^ (a & 0x80 != 0 ? 0x1B : 0)
            b >>= 1
        }
        return result
    }

    private static func mixed(_ state: [UInt8], _ factors: [UInt8]) -> [UInt8] {
        (0..<16).map { (index: Int) -> UInt8 in
            var sum: UInt8 = 0
            for row in 0..<4 {
                let factor = factors[(row - index % 4 + 4) % 4]
                sum ^= product(state[index / 4 * 4 + row], factor)
            }
            return sum
        }
    }

    private func keyed(_ state: [UInt8], _ round: Int) -> [UInt8] { zip(state, roundKeys[round]).map { $0 ^ $1 } }

    func encrypt(_ block: [UInt8]) -> [UInt8] {
        var state = keyed(block, 0)
        for round in 1...14 {
            let substituted = state.map { box[Int($0)] }
            state = (0..<16).map { (index: Int) -> UInt8 in substituted[(index + 4 * (index % 4)) % 16] }
            if round < 14 { state = AES256.mixed(state, [2, 3, 1, 1]) }
            state = keyed(state, round)
        }
        return state
    }

    func decrypt(_ block: [UInt8]) -> [UInt8] {
        var state = keyed(block, 14)
        for round in (0..<14).reversed() {
            let shifted = (0..<16).map { (index: Int) -> UInt8 in state[(index + 16 - 4 * (index % 4)) % 16] }
            state = keyed(shifted.map { inverse[Int($0)] }, round)
            if round > 0 { state = AES256.mixed(state, [14, 11, 13, 9]) }
        }
        return state
    }
}
