import Cryptography
import Primitives
import Testing

@Suite struct CipherTests {
    /// NIST SP 800-38A, F.2.5: AES-256 in cipher block chaining.
    @Test func `blocks are chained as the standard says`() throws {
        let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
        let vector = bytes("000102030405060708090a0b0c0d0e0f")
        let plain = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
        let chain = try #require(BlockChain(key: key))
        let sealed = try #require(chain.encrypt(plain, vector: vector))
        #expect(Hexadecimal.encoded(sealed) == "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d")
        #expect(chain.decrypt(sealed, vector: vector) == plain)
    }

    @Test func `keys, vectors and texts of other lengths are refused`() throws {
        #expect(BlockChain(key: [1, 2, 3]) == nil)
        let chain = try #require(BlockChain(key: [UInt8](repeating: 1, count: 32)))
        #expect(chain.encrypt([1, 2, 3], vector: [UInt8](repeating: 0, count: 16)) == nil)
        #expect(chain.decrypt([UInt8](repeating: 0, count: 16), vector: [1]) == nil)
        #expect(chain.encrypt([], vector: [UInt8](repeating: 0, count: 16)) == [])
    }

    /// RFC 7914, section 12.
    @Test func `keys of RFC 7914`() {
        let small = Scrypt(cost: 16, blockSize: 1, parallelism: 1).key([], salt: [], length: 64)
        #expect(Hexadecimal.encoded(small).hasPrefix("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"))
        let large = Scrypt(cost: 16_384, blockSize: 8, parallelism: 1)
            .key(Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), length: 64)
        #expect(Hexadecimal.encoded(large).hasPrefix("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"))
    }

    private func bytes(_ text: String) -> [UInt8] {
        let digits = text.utf8.compactMap(Hexadecimal.value)
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
