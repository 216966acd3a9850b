import Primitives
import Testing

@Suite struct SemanticVersionTests {
    /// The chain of semver.org, section 11, and numbers that order as numbers.
    @Test func `precedence is that of the specification`() throws {
        let ordered = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10",
            "1.2.0", "10.0.0",
        ].map { SemanticVersion(parsing: $0) }
        for (at, left) in ordered.enumerated() {
            for (other, right) in ordered.enumerated() {
                let order = try #require(left).compared(to: try #require(right))
                #expect(order == (at < other ? -1 : at == other ? 0 : 1))
            }
        }
        #expect(try #require(SemanticVersion(parsing: "1.0.0+a")).compared(to: try #require(SemanticVersion(parsing: "1.0.0+b"))) == 0)
    }

    @Test(arguments: [
        ("1.2.3-rc.1+b.7", true, true, true), ("v1.2.3", false, true, true), ("1.2", false, true, true), ("1", false, true, true),
        ("01.2.3", false, true, true), ("1.2.3-01", false, false, true), ("1.2.3-", false, false, false), ("1.2.3+", false, false, false),
        ("1.2.3.4", false, false, false), ("1.2.x", false, false, false), ("", false, false, false), ("1..3", false, false, false),
        ("1.2.3-a_b", false, false, false), ("9223372036854775808.0.0", false, false, true), ("18446744073709551616.0.0", false, false, false),
    ])
    func `each reader forgives what it should`(_ text: String, _ strict: Bool, _ lenient: Bool, _ masterminds: Bool) {
        #expect((SemanticVersion(parsing: text) != nil) == strict)
        #expect((SemanticVersion(parsing: text, isLenient: true) != nil) == lenient)
        #expect((SemanticVersion(text) != nil) == masterminds)
    }

    @Test func `a version is written in full`() {
        #expect(SemanticVersion("v1.2-rc.1+b")?.description == "1.2.0-rc.1+b")
    }
}
