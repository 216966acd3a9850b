import ConfigModel
internal import Projects

extension TerraformFunctions {
    static let strings: [String: TerraformFunction] = [
        "lower": .text(1) { .string($0[0].lowercased()) },
        "upper": .text(1) { .string($0[0].uppercased()) },
        "title": .text(1) { .string(title($0[0])) },
        "trimspace": .text(1) { .string(trimmed($0[0], start: true, end: true) { $0.properties.isWhitespace }) },
        "chomp": .text(1) { .string(trimmed($0[0], start: false, end: true) { $0 == "\n" || $0 == "\r" }) },
        "trim": .text(2) { texts in
            let set = Set(texts[1].unicodeScalars)
            return .string(trimmed(texts[0], start: true, end: true) { set.contains($0) })
        },
        "trimprefix": .text(2) { .string($0[0].hasPrefix($0[1]) ? String($0[0].dropFirst($0[1].count)) : $0[0]) },
        "trimsuffix": .text(2) { .string($0[0].hasSuffix($0[1]) ? String($0[0].dropLast($0[1].count)) : $0[0]) },
        "startswith": .text(2) { .bool($0[1].isEmpty || $0[0].hasPrefix($0[1])) },
        "endswith": .text(2) { .bool($0[1].isEmpty || $0[0].hasSuffix($0[1])) },
        "strcontains": .text(2) { .bool($0[1].isEmpty || $0[0].contains($0[1])) },
        "strrev": .text(1) { .string(String($0[0].reversed())) },
        "split": .text(2) { texts in
            guard !texts[0].isEmpty else { return .newList(texts[1].map { .string(String($0)) }) }
            return .newList(
                texts[1].split(separator: texts[0], omittingEmptySubsequences: false).map { .string(String($0)) })
        },
        "join": .value(2...Int.max) { arguments in
            guard let separator = Conversion.string(arguments[0]) else { return nil }
            let items = arguments.dropFirst().flatMap { $0.list ?? [Traced.new(.null)] }
            let texts = items.compactMap { Conversion.string($0.value) }
            return texts.count == items.count ? .string(texts.joined(separator: separator)) : nil
        },
        "substr": .value(3...3) { arguments in
            guard let text = Conversion.string(arguments[0]), case .int(let offset)? = Conversion.number(arguments[1]),
                case .int(let length)? = Conversion.number(arguments[2])
            else { return nil }
            return substring(Array(text), offset, length)
        },
        "indent": .value(2...2) { arguments in
            guard case .int(let count)? = Conversion.number(arguments[0]), (0...1000).contains(count),
                let text = Conversion.string(arguments[1])
            else { return nil }
            return .string(text.replacing("\n", with: "\n" + String(repeating: " ", count: Int(count))))
        },
        "format": .value(1...Int.max) { arguments in
            guard let template = Conversion.string(arguments[0]) else { return nil }
            return formatted(template, Array(arguments.dropFirst()))
        },
        "formatlist": .value(1...Int.max) { formattedList($0) },
        "basename": .text(1) { texts in
            .string(texts[0].split(separator: "/").last.map(String.init) ?? (texts[0].isEmpty ? "." : "/"))
        },
    ]

    static func trimmed(_ text: String, start: Bool, end: Bool, _ drops: (Unicode.Scalar) -> Bool) -> String {
        var scalars = Substring(text).unicodeScalars
        if start { scalars = scalars.drop(while: drops) }
        if end { while let last = scalars.last, drops(last) { scalars.removeLast() } }
        return String(scalars)
    }

    private static func title(_ text: String) -> String {
        var startsWord = true
        return String(
            text.map { character -> String in
                defer {
                    startsWord = !(character.isLetter || character.isNumber || character == "_" || character == "'")
                }
                return startsWord ? character.uppercased() : String(character)
            }.joined())
    }

    private static func substring(_ text: [Character], _ offset: Int64, _ length: Int64) -> Value? {
        let count = Int64(text.count)
        let start = offset < 0 ? count &+ offset : offset
        guard start >= 0, length >= -1 else { return nil }
        guard start < count else { return .string("") }
        let end = length == -1 ? count : min(count, start + min(length, count))
        return .string(String(text[Int(start)..<Int(end)]))
    }

    /// One verb of `format`: `%-5s`, `%03d`, `%.2f`.
    private struct Verb {
        var leftAligned = false
        var zeroPadded = false
        var plus = false
        var width = 0
        var precision: Int?
    }

    /// `format` with the verbs s, d, v, q, t, f, x, X, o, b and %%; nil where an argument does not fit, unknown for other verbs.
    static func formatted(_ template: String, _ arguments: [Value]) -> Value? {
        var result = ""
        var rest = Substring(template)
        var next = 0
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            var verb = Verb()
            while let flag = rest.first, "-0+ #".contains(flag) {
                switch flag {
                case "-": verb.leftAligned = true
                case "0": verb.zeroPadded = true
                case "+": verb.plus = true
                default: return .unknown(UnknownReason("calls format with the flag '\(flag)', which is not evaluated"))
                }
                rest = rest.dropFirst()
            }
            verb.width = min(digits(&rest) ?? 0, 1000)
            if rest.first == "." {
                rest = rest.dropFirst()
                verb.precision = min(digits(&rest) ?? 0, 100)
            }
            guard let letter = rest.popFirst() else { return nil }
            if letter == "%" {
                result += "%"
                continue
            }
            guard "sdvqtfxXob".contains(letter) else {
                return .unknown(UnknownReason("calls format with %\(letter), which is not evaluated"))
            }
            guard next < arguments.count, let piece = spelled(arguments[next], letter, verb) else { return nil }
            next += 1
            result += padded(piece, verb, isNumber: letter == "d" || letter == "f")
        }
        guard next == arguments.count else { return nil }
        return .string(result + rest)
    }

    private static func digits(_ text: inout Substring) -> Int? {
        let run = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(run.count)
        return Int(run)
    }

    private static func spelled(_ value: Value, _ letter: Character, _ verb: Verb) -> String? {
        switch letter {
        case "s":
            guard let text = Conversion.string(value) else { return nil }
            return verb.precision.map { String(text.prefix($0)) } ?? text
        case "v":
            if case .null = value { return "null" }
            return Conversion.string(value) ?? JSONText.encoded(value)
        case "q": return Conversion.string(value).map { JSONText.quoted($0, escapesHTML: false) }
        case "t": return Conversion.bool(value).map { $0 ? "true" : "false" }
        case "f": return Conversion.double(value).flatMap { fixed($0, places: verb.precision ?? 6, plus: verb.plus) }
        default:
            guard let number = Conversion.double(value), number.magnitude < 9e15 else { return nil }
            let whole = Int64(number)
            switch letter {
            case "x": return String(whole, radix: 16)
            case "X": return String(whole, radix: 16, uppercase: true)
            case "o": return String(whole, radix: 8)
            case "b": return String(whole, radix: 2)
            default: return (verb.plus && whole >= 0 ? "+" : "") + String(whole)
            }
        }
    }

    /// A number with a fixed count of decimals, for as long as a Double is exact enough to round.
    private static func fixed(_ number: Double, places: Int, plus: Bool) -> String? {
        guard places <= 15, number.magnitude < 1e9 else { return nil }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded(.toNearestOrEven)
        guard scaled < 9e15 else { return nil }
        var digits = String(Int64(scaled))
        if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
        let sign = number < 0 ? "-" : plus ? "+" : ""
        return places == 0 ? sign + digits : sign + digits.dropLast(places) + "." + digits.suffix(places)
    }

    private static func padded(_ text: String, _ verb: Verb, isNumber: Bool) -> String {
        let missing = verb.width - text.count
        guard missing > 0 else { return text }
        if verb.leftAligned { return text + String(repeating: " ", count: missing) }
        guard verb.zeroPadded else { return String(repeating: " ", count: missing) + text }
        let sign = isNumber && (text.hasPrefix("-") || text.hasPrefix("+")) ? String(text.prefix(1)) : ""
        return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
    }

    private static func formattedList(_ arguments: [Value]) -> Value? {
        guard let template = Conversion.string(arguments[0]) else { return nil }
        let lists = arguments.dropFirst().compactMap(\.list)
        guard let count = lists.first?.count else {
            return formatted(template, Array(arguments.dropFirst())).map { .newList([$0]) }
        }
        guard lists.allSatisfy({ $0.count == count }) else { return nil }
        var results: [Value] = []
        for index in 0..<count {
            guard let line = formatted(template, arguments.dropFirst().map { $0.list?[index].value ?? $0 }) else {
                return nil
            }
            results.append(line)
        }
        return .newList(results)
    }
}
