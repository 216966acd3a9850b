import ConfigModel
import Expressions
import Primitives
import TestSupport
import Testing

@Suite struct LimitTests {
    @Test func `the cost of a run is counted and the same every time`() throws {
        func cost(_ source: String) throws -> Int {
            try Expression.compile(source, variables: ["container", "other"]).evaluate([CELValue(container), .int(7)])
                .cost
        }
        #expect(try cost("1 + 2 * 3") == 0)
        #expect(try cost("container.name") == 1)
        #expect(try cost("container.?securityContext.?runAsNonRoot.orValue(false)") == 2)
        #expect(try cost("container.ports.all(p, p.containerPort > 0)") == 7)
        let nested = "lists.range(other).all(x, lists.range(other).all(y, x + y >= 0))"
        #expect(try cost(nested) == 218)
        #expect(try cost(nested) == cost(nested))
    }

    @Test func `a run that costs too much ends in an error that nothing absorbs`() {
        let loop = "lists.range(1000).all(x, lists.range(1000).all(y, lists.range(1000).all(z, x + y + z >= 0)))"
        #expect(outcome(loop) == "error: evaluation costs more than 1000000 steps")
        #expect(outcome("\(loop) || true") == "error: evaluation costs more than 1000000 steps")
        #expect(
            outcome("container.ports.all(p, p.containerPort > 0)", costLimit: 5)
                == "error: evaluation costs more than 5 steps")
        #expect(outcome("lists.range(100000).map(x, lists.range(100000)).size()").hasPrefix("error: "))
        #expect(outcome("lists.range(4000).map(x, [x]).distinct().size()").hasPrefix("error: "))
        #expect(outcome("sets.equivalent(lists.range(other * 1000), lists.range(other * 1000))").hasPrefix("error: "))
    }

    @Test func `text and lists cannot grow without bound`() {
        let doubled = (0..<40).reduce("container.image") { text, number in
            "cel.bind(x\(number), \(text), x\(number) + x\(number))"
        }
        #expect(outcome(doubled).hasPrefix("error: "))
        let lists = (0..<40).reduce("container.ports") { text, number in
            "cel.bind(x\(number), \(text), x\(number) + x\(number))"
        }
        #expect(outcome(lists).hasPrefix("error: "))
        #expect(outcome("lists.range(1000000000000)") == "error: result is too large")
        let long = (0..<12).reduce("container.image") { text, number in
            "cel.bind(x\(number), \(text), x\(number) + x\(number))"
        }
        #expect(
            outcome("cel.bind(s, \(long), lists.range(20000).map(i, s) == lists.range(20000).map(i, s))").hasPrefix(
                "error: evaluation"))
        #expect(
            outcome("cel.bind(s, \(long), lists.range(20000).map(i, s).sort().size())").hasPrefix("error: evaluation"))
        #expect(
            outcome("cel.bind(s, \(long), '%s'.format([lists.range(20000).map(i, s)]).size())").hasPrefix("error: "))
        #expect(
            outcome("cel.bind(s, \(long), s.contains(s + 'x') || s.indexOf(s) == 0 && s.lastIndexOf('x') < 0)")
                == "false")
        #expect(outcome("'%.999999999f'.format([1.0])").hasPrefix("error: "))
    }

    @Test func `deep nesting is refused and not a crash`() {
        for (open, close) in [
            ("(", ")"), ("[", "]"), ("-", ""), ("!", ""), ("{1:", "}"), ("size(", ")"), ("true ? 1 : ", ""),
        ] {
            let source =
                String(repeating: open, count: 50_000 / open.count) + "1" + String(repeating: close, count: 10_000)
            #expect(outcome(source).hasPrefix("invalid: "), "\(open)")
        }
        let selections = "container" + String(repeating: ".a", count: 10_000)
        #expect(outcome(selections).contains("nests deeper than"))
        let sum = "1" + String(repeating: " + 1", count: 10_000)
        #expect(outcome(sum).contains("nests deeper than"))
        let chain = "true" + String(repeating: " && true", count: 5_000)
        #expect(outcome(chain) == "true")
        #expect(outcome(String(repeating: "1", count: 200_000)).contains("longer than"))
    }

    @Test func `an expression just within the depth limit runs`() {
        let negated = String(repeating: "-(", count: 98) + "other" + String(repeating: ")", count: 98)
        #expect(outcome(negated) == "7")
        let lists = String(repeating: "[", count: 190) + "other" + String(repeating: "]", count: 190)
        #expect(outcome("\(lists) == \(lists)") == "true")
        let loops = (0..<60).reduce("other") { body, number in "[1].map(x\(number), \(body))[0]" }
        #expect(outcome(loops) == "7")
    }

    @Test func `mistakes are named with their offset`() {
        check(
            """
            contianer.name  ->  invalid: undeclared variable 'contianer'; did you mean 'container'? (at offset 0)
            container.name = 'x'  ->  invalid: unexpected character '='; did you mean '=='? (at offset 15)
            container.name.frobnicate()  ->  invalid: undeclared function 'frobnicate' (at offset 14)
            container.name.substring()  ->  invalid: no such overload: 'substring' takes no 0 arguments (at offset 14)
            1 +  ->  invalid: expected an expression but found the end (at offset 3)
            'abc  ->  invalid: unterminated string (at offset 0)
            '\\q'  ->  invalid: invalid escape sequence (at offset 1)
            [1, 2  ->  invalid: expected ']' but found the end (at offset 5)
            for  ->  invalid: 'for' is a reserved word (at offset 0)
            container.in  ->  invalid: 'in' is a keyword; write the field as ['in'] or `in` (at offset 10)
            has(container)  ->  invalid: has() takes a selection such as 'pod.spec' (at offset 4)
            [1].all(1, true)  ->  invalid: expected a variable name (at offset 8)
            [1].all(x)  ->  invalid: all() takes a variable and a condition, such as 'list.all(x, x > 0)' (at offset 3)
            9223372036854775808  ->  invalid: integer out of range (at offset 0)
            'a'.matches('(')  ->  invalid: invalid pattern: missing closing ): ( (at offset 3)
            Pod{name: 'x'}  ->  invalid: unknown message type 'Pod' (at offset 0)
            """)
    }

    @Test func `mutated expressions neither crash nor hang`() throws {
        let known = try ConformanceData.load().map(\.expr)
        let extra = [
            "container.ports.map(p, p.containerPort).sortBy(x, -x)",
            "quantity('1.5Gi').add(quantity('3m')).isGreaterThan(quantity('1'))",
            "semver('1.2.3-rc.1+b').compareTo(semver('1.2.3'))", "url('https://u@h:80/p?a=b#c').getQuery()",
            "'a1b22'.findAll('[0-9]+')", "regex.replace('abc', '(b)', r'<\\1>')",
            "[[1], [2, [3]]].flatten(2).distinct()",
        ]
        let seeds = known + extra
        var random = SplitMix64(2026)
        var valid = 0
        for _ in 0..<Tier.rounds(10_000) {
            var bytes = Array(seeds[Int(random.next() % UInt64(seeds.count))].utf8)
            for _ in 0...(random.next() % 3) { mutate(&bytes, seeds, &random) }
            let environment = ConformanceTests.environment(["x", "container"])
            guard let program = try? Expression.compile(String(decoding: bytes, as: UTF8.self), in: environment) else {
                continue
            }
            valid += 1
            let first = program.evaluate([.int(3), CELValue(container)], costLimit: 20_000)
            let second = program.evaluate([.int(3), CELValue(container)], costLimit: 20_000)
            #expect(first.cost == second.cost)
            _ = program.referencedPaths()
            if case .value(let value) = first.outcome { _ = (value.shown, value.configValue()) }
        }
        print("CEL mutations: \(Tier.rounds(10_000)) ran, \(valid) of them compiled")
        #expect(valid > Tier.rounds(2000))
    }

    private func mutate(_ bytes: inout [UInt8], _ seeds: [String], _ random: inout SplitMix64) {
        let place = Int(random.next() % UInt64(bytes.count + 1))
        switch random.next() % 5 {
        case 0: if place < bytes.count { bytes.remove(at: place) }
        case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 2:
            if place < bytes.count {
                bytes[place] = Array("()[]{}.,?:'\"\\0123456789-+*/%!&|<>=xinuU`".utf8).randomElement(using: &random)!
            }
        case 3:
            let end = min(bytes.count, place + Int(random.next() % 12))
            bytes.insert(contentsOf: bytes[place..<end], at: place)
        default:
            let other = Array(seeds[Int(random.next() % UInt64(seeds.count))].utf8)
            let start = Int(random.next() % UInt64(other.count))
            bytes.insert(contentsOf: other[start..<min(other.count, start + 20)], at: place)
        }
    }
}
