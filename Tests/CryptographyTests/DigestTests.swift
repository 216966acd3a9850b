import Cryptography
import Primitives
import Testing

@Suite struct DigestTests {
    /// FIPS 180-4 and RFC 1321: the text `abc`.
    @Test(arguments: [
        (Digest.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `digests of the standards`(_ digest: Digest, _ expected: String) {
        #expect(Hexadecimal.encoded(digest.hash("abc")) == expected)
    }

    @Test func `nothing has a digest too`() {
        #expect(Hexadecimal.encoded(Digest.sha256.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(arguments: Digest.allCases)
    func `pieces have the digest of the whole`(_ digest: Digest) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let running = RunningDigest(digest)
        for start in stride(from: 0, to: bytes.count, by: 130) { running.update(Array(bytes[start..<min(start + 130, bytes.count)])) }
        #expect(running.finish() == digest.hash(bytes))
    }

    /// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `keyed hashes of RFC 4231`(_ key: [UInt8], _ message: String, _ expected: String) {
        #expect(Hexadecimal.encoded(hmac(.sha256, key: key, Array(message.utf8))) == expected)
    }
}
