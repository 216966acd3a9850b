internal import Cryptography
internal import Primitives

/// Names the bytes of a file: SHA-256 (FIPS 180-4) and their number.
package struct FileDigest: Hashable, Sendable, Codable {
    /// 64 hexadecimal digits.
    package let sha256: String
    /// Bytes of the file.
    package let byteCount: Int

    /// Reads the bytes once.
    package init(_ bytes: [UInt8]) {
        sha256 = Hexadecimal.encoded(Digest.sha256.hash(bytes))
        byteCount = bytes.count
    }
}

/// Names a set of new files: SHA-256 over paths, lengths and bytes in the given order, as 64 hexadecimal digits.
func changeDigest(_ files: [(path: String, after: [UInt8])]) -> String {
    let hash = RunningDigest(.sha256)
    for file in files {
        hash.update(Array("\(file.path)\u{0}\(file.after.count)\u{0}".utf8))
        hash.update(file.after)
    }
    return Hexadecimal.encoded(hash.finish())
}
