import Foundation
import Primitives
import Testing

@Suite struct QuotedTextTests {
    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1B}é☃", #""\u0000\u001bé☃""#),
    ])
    func `texts are escaped as RFC 8259 says`(_ text: String, _ expected: String) throws {
        #expect(QuotedText.quoted(text) == expected)
        #expect(try JSONDecoder().decode(String.self, from: Data(expected.utf8)) == text)
    }

    @Test func `what else is escaped is the caller's choice, in halves beyond the basic plane`() throws {
        #expect(QuotedText.quoted("a<b") { $0 == "<" } == #""a\u003cb""#)
        #expect(QuotedText.quoted("a<b", uppercase: true) { $0 == "<" } == #""a\u003Cb""#)
        let tag = QuotedText.quoted("\u{E0041}") { $0.value > 0xFFFF }
        #expect(tag == #""\udb40\udc41""#)
        #expect(try JSONDecoder().decode(String.self, from: Data(tag.utf8)) == "\u{E0041}")
    }
}
