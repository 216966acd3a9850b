internal import CLibcrypto

/// The scrypt key derivation (RFC 7914).
package struct Scrypt: Sendable {
    /// `N`: a power of two above 1.
    let cost: Int
    /// `r`, in units of 128 bytes.
    let blockSize: Int
    /// `p`.
    let parallelism: Int

    /// - Precondition: the parameters are constants of the program that RFC 7914 allows; about `128 * N * r` bytes are taken while it runs.
    package init(cost: Int, blockSize: Int, parallelism: Int) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// `length` bytes made of the password.
    package func key(_ password: [UInt8], salt: [UInt8], length: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        // libcrypto's own limit is 32 MiB, a little less than N = 32768 with r = 8 takes.
        let memory = 128 * blockSize * (cost + parallelism + 2) + 1 << 20
        let code = password.withUnsafeBytes { password in
            EVP_PBE_scrypt_ex(
                password.bindMemory(to: CChar.self).baseAddress, password.count, salt, salt.count, UInt64(cost), UInt64(blockSize),
                UInt64(parallelism), UInt64(memory), &result, length, LibraryContext.shared, nil)
        }
        succeed(code, "scrypt")
        return result
    }
}
