internal import CLibcrypto

/// A digest function of FIPS 180-4 (SHA) or RFC 1321 (MD5).
///
/// MD5 and SHA-1 are here since Terraform and Sprig have functions of them; they secure nothing.
package enum Digest: String, Sendable, CaseIterable {
    case md5 = "MD5"
    case sha1 = "SHA1"
    case sha224 = "SHA2-224"
    case sha256 = "SHA2-256"
    case sha384 = "SHA2-384"
    case sha512 = "SHA2-512"

    /// The digest of all the bytes: 16 (MD5), 20 (SHA-1), or as many bits as the name says.
    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        let running = RunningDigest(self)
        running.update(bytes)
        return running.finish()
    }

    /// The digest of the text's UTF-8 bytes.
    package func hash(_ text: String) -> [UInt8] { hash(Array(text.utf8)) }

    // SAFETY: fetched once, read by all threads, never freed.
    private nonisolated(unsafe) static let fetched: [Digest: OpaquePointer] = Dictionary(
        uniqueKeysWithValues: allCases.compactMap { digest in
            EVP_MD_fetch(LibraryContext.shared, digest.rawValue, nil).map { (digest, $0) }
        })

    var function: OpaquePointer? { Digest.fetched[self] }
}

/// A digest of bytes that come in pieces.
package final class RunningDigest {
    private let context: OpaquePointer?

    /// Nothing is digested yet.
    package init(_ digest: Digest) {
        context = EVP_MD_CTX_new()
        succeed(EVP_DigestInit_ex(context, digest.function, nil), "digest")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the bytes behind those given so far. Not after `finish()`.
    package func update(_ bytes: [UInt8]) {
        succeed(EVP_DigestUpdate(context, bytes, bytes.count), "digest")
    }

    /// The digest of everything given so far. Call it once, as the last.
    package func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        succeed(EVP_DigestFinal_ex(context, &result, &length), "digest")
        return Array(result.prefix(Int(length)))
    }
}
