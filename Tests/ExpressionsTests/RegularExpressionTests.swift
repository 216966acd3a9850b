import Expressions
import Primitives
import Testing

@Suite struct RegularExpressionTests {
    /// Matches of a pattern as `start-end` of each group, or the error.
    private func matches(_ pattern: String, _ text: String) -> String {
        do {
            let expression = try RegularExpression(pattern)
            let found = try expression.allMatches(in: Array(text.utf8)).map { match in
                match.groups.map { $0.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "none" }.joined(separator: " ")
            }
            let first = try expression.firstMatch(in: Array(text.utf8))
            #expect(try expression.matches(text) == (first != nil), "\(pattern)")
            #expect(try expression.firstMatch(in: Array(text.utf8), engine: .machine) == first, "\(pattern)")
            return found.joined(separator: ", ")
        } catch {
            return "error: \(error)"
        }
    }

    /// Expected results are those of Go's regexp.
    @Test(arguments: [
        ("a+", "baaac", "1-4"),
        ("a+?", "aaa", "0-1, 1-2, 2-3"),
        ("a*", "baac", "0-0, 1-3, 4-4"),
        ("(a|ab)(c|bcd)(d*)", "abcd", "0-4 0-1 1-4 4-4"),
        ("(?:ab)+", "ababa", "0-4"),
        ("(a*)(b?)(b+)", "aabbb", "0-5 0-2 2-3 3-5"),
        ("(a)|(b)", "ab", "0-1 0-1 none, 1-2 none 1-2"),
        ("x{2,3}", "xxxxx", "0-3, 3-5"),
        ("x{2}", "xxxxx", "0-2, 2-4"),
        ("x{,2}", "x{,2}", "0-5"),
        ("^abc$", "abc", "0-3"),
        ("^b", "ab", ""),
        ("(?m)^b$", "a\nb\nc", "2-3"),
        ("a$", "a\n", ""),
        ("a.c", "a\nc", ""),
        ("(?s)a.c", "a\nc", "0-3"),
        ("(?i)straße", "STRAßE", "0-7"),
        ("(?i)[a-c]+x", "AbCX", "0-4"),
        ("(?i:a)b", "Ab AB", "0-2"),
        ("(?U)a+", "aaa", "0-1, 1-2, 2-3"),
        ("(?P<year>\\d{4})-(?<month>\\d\\d)", "on 2026-11-23", "3-10 3-7 8-10"),
        ("\\bfoo\\b", "foo food foo", "0-3, 9-12"),
        ("\\Boo", "foo", "1-3"),
        ("[^a-z]+", "abc123def", "3-6"),
        ("[]a]+", "]a]", "0-3"),
        ("[a\\]-]+", "a-]", "0-3"),
        ("[[:alpha:]_]+", "ab_1", "0-3"),
        ("[[:^digit:]]+", "ab1", "0-2"),
        ("\\pL+", "äöü1", "0-6"),
        ("\\p{Lu}\\p{Ll}", "äÄö", "2-6"),
        ("\\PN+", "ab1", "0-2"),
        ("[^\\pL]", "ä1", "2-3"),
        ("\\x41\\x{1F600}\\101", "A😀A", "0-6"),
        ("\\Qa.b\\E+", "a.bbb", "0-5"),
        ("\\w+@\\w+\\.com", "me@example.com", "0-14"),
        (".", "é", "0-2"),
        ("", "ab", "0-0, 1-1, 2-2"),
        ("(|a)*", "aa", "0-0 0-0, 1-1 1-1, 2-2 2-2"),
        ("(|a)+", "aa", "0-0 0-0, 1-1 1-1, 2-2 2-2"),
        ("(a*)*", "b", "0-0 0-0, 1-1 1-1"),
        ("\\A\\d+\\z", "123", "0-3"),
        ("a||b", "b", "0-0, 1-1"),
        ("(?i)k", "\u{212A}", "0-3"),
        ("[😀-😂]", "x😁", "1-5"),
    ])
    func `a pattern finds what Go finds`(pattern: String, text: String, expected: String) {
        #expect(matches(pattern, text) == expected, "\(pattern)")
    }

    @Test(arguments: [
        ("a(b", "missing closing ): (b"),
        ("a)b", "unexpected ): )b"),
        ("[a", "missing closing ]: [a"),
        ("*a", "missing argument to repetition operator: *a"),
        ("a**", "invalid nested repetition operator: **"),
        ("a{1001}", "invalid repeat count: {1001}"),
        ("a{3,2}", "invalid repeat count: {3,2}"),
        ("((a{1000}){1000})", "expression too large"),
        ("\\", "trailing backslash at end of expression: \\"),
        ("\\1", "invalid escape sequence: \\1"),
        ("\\y", "invalid escape sequence: \\y"),
        ("[b-a]", "invalid character class range: b-a"),
        ("\\p{Klingon}", "invalid character class range: \\p{Klingon}"),
        ("(?=a)", "invalid or unsupported Perl syntax: (?=a)"),
        ("(?P<n>a)(?P<n>b)", "duplicate capture group name 'n': (?P<n>b)"),
        ("(?P<>a)", "invalid named capture: (?P<>a)"),
    ])
    func `a pattern that is not RE2 is refused`(pattern: String, message: String) {
        #expect(matches(pattern, "") == "error: \(message)")
    }

    @Test func `hostile patterns take linear time`() {
        let text = String(repeating: "a", count: 5_000) + "!"
        #expect(matches("(a+)+$", text) == "")
        #expect(matches("(a|a)*b", text) == "")
        #expect(matches("(a*)*(a*)*b", text) == "")
        #expect(matches("(?:(?:(?:(?:(?:){1000}){1000}){1000}){1000}){1000}", "a") == "0-0, 1-1")
        #expect(matches(String(repeating: "(", count: 5_000), "").hasPrefix("error: expression nests too deeply"))
        #expect(
            matches(
                String(repeating: "a?", count: 500) + String(repeating: "a", count: 500),
                String(repeating: "a", count: 500)) == "0-500")
    }

    @Test func `replacing and splitting follow Go`() throws {
        func replaced(_ pattern: String, _ text: String, _ template: String) throws -> String {
            String(
                decoding: try RegularExpression(pattern).replacing(in: Array(text.utf8), with: .expanded(template)),
                as: UTF8.self)
        }
        #expect(try replaced("a(x*)b", "-ab-axxb-", "T") == "-T-T-")
        #expect(try replaced("a(x*)b", "-ab-axxb-", "$1") == "--xx-")
        #expect(try replaced("a(x*)b", "-ab-axxb-", "$1W") == "---")
        #expect(try replaced("a(x*)b", "-ab-axxb-", "${1}W") == "-W-xxW-")
        #expect(try replaced("(?P<n>b+)", "abba", "<$n$$>") == "a<bb$>a")
        #expect(try replaced("", "abc", "-") == "-a-b-c-")
        func split(_ pattern: String, _ text: String, _ limit: Int) throws -> [String] {
            try RegularExpression(pattern).split(Array(text.utf8), limit: limit).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        #expect(try split("a", "banana", -1) == ["b", "n", "n", ""])
        #expect(try split("a", "banana", 2) == ["b", "nana"])
        #expect(try split("a", "banana", 0) == [])
        #expect(try split("z+", "pizza", -1) == ["pi", "a"])
        #expect(try split("", "abc", -1) == ["a", "b", "c"])
        #expect(try split("a*", "baaac", -1) == ["b", "c"])
    }

    @Test func `seeded patterns never crash and both engines agree`() {
        let pieces = [
            "a", "b", "(", ")", "[", "]", "*", "+", "?", "{2}", "{0,3}", "|", "^", "$", "\\b", "\\d", ".", "(?i)",
            "(?:", "[^a]", "é", "\\", "-", "(?P<n>",
        ]
        var random = SplitMix64(7)
        var valid = 0
        for _ in 0..<5_000 {
            let pattern = (0..<(1 + Int(random.next() % 8))).map { _ in
                pieces[Int(random.next() % UInt64(pieces.count))]
            }.joined()
            guard let expression = try? RegularExpression(pattern) else { continue }
            valid += 1
            let text = (0..<Int(random.next() % 12)).map { _ in ["a", "b", "1", "é", " "][Int(random.next() % 5)] }
                .joined()
            let found = (try? expression.allMatches(in: Array(text.utf8))) ?? []
            for start in 0..<3 where start <= text.utf8.count {
                let automatic = try? expression.firstMatch(in: Array(text.utf8), from: start)
                let machine = try? expression.firstMatch(in: Array(text.utf8), from: start, engine: .machine)
                #expect(automatic == machine, "\(pattern) on \(text) from \(start)")
            }
            for (match, next) in zip(found, found.dropFirst()) {
                #expect(match.range.upperBound <= next.range.lowerBound)
            }
            for match in found {
                for group in match.groups.compactMap(\.self) {
                    #expect(
                        group.lowerBound >= match.range.lowerBound && group.upperBound <= match.range.upperBound,
                        "\(pattern) on \(text)")
                }
            }
        }
        #expect(valid > 1000)
    }
}
