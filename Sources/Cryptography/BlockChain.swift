internal import CLibcrypto

/// AES with a key of 32 bytes in cipher block chaining (FIPS 197, NIST SP 800-38A), without padding.
package struct BlockChain: Sendable {
    /// Bytes (FIPS 197, section 3).
    package static let blockSize = 16

    private let key: [UInt8]

    /// `nil` unless the key has 32 bytes.
    package init?(key: [UInt8]) {
        guard key.count == 32 else { return nil }
        self.key = key
    }

    /// `nil` unless `vector` is one block and `text` whole blocks.
    package func encrypt(_ text: [UInt8], vector: [UInt8]) -> [UInt8]? { transform(text, vector, encrypts: true) }

    /// `nil` unless `vector` is one block and `text` whole blocks.
    package func decrypt(_ text: [UInt8], vector: [UInt8]) -> [UInt8]? { transform(text, vector, encrypts: false) }

    private func transform(_ text: [UInt8], _ vector: [UInt8], encrypts: Bool) -> [UInt8]? {
        guard vector.count == BlockChain.blockSize, text.count % BlockChain.blockSize == 0, let length = Int32(exactly: text.count) else {
            return nil
        }
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        succeed(EVP_CipherInit_ex2(context, BlockChain.cipher, key, vector, encrypts ? 1 : 0, nil), "AES-256-CBC")
        succeed(EVP_CIPHER_CTX_set_padding(context, 0), "AES-256-CBC")
        var result = [UInt8](repeating: 0, count: text.count + BlockChain.blockSize)
        var written: Int32 = 0
        succeed(EVP_CipherUpdate(context, &result, &written, text, length), "AES-256-CBC")
        return Array(result.prefix(Int(written)))
    }

    // SAFETY: fetched once, read by all threads, never freed.
    private nonisolated(unsafe) static let cipher = EVP_CIPHER_fetch(LibraryContext.shared, "AES-256-CBC", nil)
}
