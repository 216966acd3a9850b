import Documents
import Testing

/// Resources name formats as text, so each name leads back to one format.
@Suite struct FormatTests {
    @Test func `names of formats are unique and lead back`() {
        #expect(Set(Format.allCases.map(\.rawValue)).count == Format.allCases.count)
        for format in Format.allCases { #expect(Format(rawValue: format.rawValue) == format) }
        #expect(Format(rawValue: "cobol") == nil)
    }

    @Test func `each language of directives is a format and is told from the others`() {
        #expect(DirectiveLanguage.allCases.contains(.sshd))
        for language in DirectiveLanguage.allCases {
            #expect(DirectiveLanguage(rawValue: language.rawValue) == language)
            #expect(Format(rawValue: language.rawValue) == .directives(language))
            #expect(DirectiveLanguage.allCases.filter { $0 == language }.count == 1)
        }
    }
}
