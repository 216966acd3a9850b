import Foundation
import Primitives
import Testing

@Suite struct EncodingTests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `base 64 of RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Base64.encoded(Array(plain.utf8)) == encoded)
        #expect(Base64.decoded(Array(encoded.utf8)) == Array(plain.utf8))
        let bare = encoded.utf8.filter { $0 != UInt8(ascii: "=") }
        #expect(Base64.decoded(bare, isPaddingOptional: true) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9v", "Zm9-", "=Zm9", "Zg=a"])
    func `what is no base 64 is refused`(_ text: String) {
        #expect(Base64.decoded(Array(text.utf8)) == nil)
    }

    @Test(arguments: ["Z", "Zm9vZ", "Z=", "Zg===", "Zg==Zg==", "Zm9v\n", "Zm9-"])
    func `what is no base 64 is refused without padding too`(_ text: String) {
        #expect(Base64.decoded(Array(text.utf8), isPaddingOptional: true) == nil)
    }

    @Test func `all bytes survive, and Foundation agrees`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 41 &+ count &* 17) }
            let text = Base64.encoded(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decoded(Array(text.utf8)) == bytes)
        }
    }

    @Test func `base 16 has two lower-case digits for each byte`() {
        #expect(Hexadecimal.encoded([]) == "")
        #expect(Hexadecimal.encoded([0, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
        #expect("09afAF".utf8.compactMap(Hexadecimal.value) == [0, 9, 10, 15, 10, 15])
        #expect("/:@G`g".utf8.compactMap(Hexadecimal.value) == [])
    }
}
