import Cryptography
import Primitives

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
            guard let certificate = Base64.decoded(arguments.text(0).bytes) else {
                throw CallFailure("unable to decode base64 certificate")
            }
            guard let key = Base64.decoded(arguments.text(1).bytes) else {
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
            let result = sprigCipher(arguments.text(0).bytes)?.encrypt(text, vector: vector) ?? []
            return .text(Base64.encoded(vector + result), execution.randomTrace())
        },
        GoFunction("decryptAES", [.string, .string]) { arguments, _ in
            guard let bytes = Base64.decoded(arguments.text(1).bytes), bytes.count >= 32, bytes.count % 16 == 0 else {
                throw CallFailure("ciphertext is not a whole number of blocks")
            }
            let result = sprigCipher(arguments.text(0).bytes)?.decrypt(Array(bytes[16...]), vector: Array(bytes[..<16])) ?? []
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
        let body = Array(Base64.encoded(bytes).utf8)
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

/// Sprig's key: the password's first 32 bytes, filled up with zeros.
private func sprigCipher(_ password: [UInt8]) -> BlockChain? {
    BlockChain(key: Array((password + [UInt8](repeating: 0, count: 32)).prefix(32)))
}
