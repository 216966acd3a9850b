internal import Crypto

/// Names the bytes of a file: SHA-256 (FIPS 180-4) and their number.
package struct FileDigest: Hashable, Sendable, Codable {
    /// 64 hexadecimal digits.
    package let sha256: String
    /// Bytes of the file.
    package let byteCount: Int

    /// Reads the bytes once.
    package init(_ bytes: [UInt8]) {
        sha256 = hexadecimal(SHA256.hash(data: bytes))
        byteCount = bytes.count
    }
}

/// Names a set of new files: SHA-256 over paths, lengths and bytes in the given order, as 64 hexadecimal digits.
func changeDigest(_ files: [(path: String, after: [UInt8])]) -> String {
    var hash = SHA256()
    for file in files {
        hash.update(data: Array("\(file.path)\u{0}\(file.after.count)\u{0}".utf8))
        hash.update(data: file.after)
    }
    return hexadecimal(hash.finalize())
}

private func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
