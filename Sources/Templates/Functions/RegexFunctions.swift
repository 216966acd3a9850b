import Expressions

extension FunctionTable {
    static let regexFunctions: [GoFunction] =
        [
            GoFunction("regexMatch", [.string, .string]) { arguments, execution in
                guard let pattern = try? execution.regex(arguments.string(0)) else { return .flag(false) }
                return .flag(try matching { try pattern.firstMatch(in: arguments.text(1).bytes) } != nil)
            },
            GoFunction("mustRegexMatch", [.string, .string]) { arguments, execution in
                let pattern = try execution.regex(arguments.string(0))
                return .flag(try matching { try pattern.firstMatch(in: arguments.text(1).bytes) } != nil)
            },
            GoFunction("regexQuoteMeta", [.string]) { arguments, _ in
                let special = Set("\\.+*?()|[]{}^$".utf8)
                var result: [UInt8] = []
                for byte in arguments.text(0).bytes {
                    if special.contains(byte) { result.append(UInt8(ascii: "\\")) }
                    result.append(byte)
                }
                return .bytes(result)
            },
        ]
        + both("regexFind", [.string, .string]) { pattern, arguments, execution in
            guard let match = try pattern.firstMatch(in: arguments.text(1).bytes) else { return .text("") }
            return .string(arguments.text(1).slice(match.range, in: execution.table))
        }
        + both("regexFindAll", [.string, .string, .int]) { pattern, arguments, execution in
            let limit = arguments.int(2)
            let matches = try pattern.allMatches(in: arguments.text(1).bytes, limit: limit < 0 ? .max : limit)
            return .strings(matches.map { arguments.text(1).slice($0.range, in: execution.table) })
        }
        + both("regexReplaceAll", [.string, .string, .string]) { pattern, arguments, execution in
            let text = arguments.text(1)
            let matches = try pattern.allMatches(in: text.bytes)
            if matches.isEmpty { return .string(text) }
            let replaced = try pattern.replacing(in: text.bytes, with: .expanded(arguments.string(2)))
            return .bytes(replaced)
        }
        + both("regexReplaceAllLiteral", [.string, .string, .string]) { pattern, arguments, execution in
            let text = arguments.text(1)
            let matches = try pattern.allMatches(in: text.bytes)
            if matches.isEmpty { return .string(text) }
            try execution.require(matches.count.multipliedReportingOverflow(by: arguments.text(2).count + 1))
            var builder = TextBuilder(execution.table)
            var start = 0
            for match in matches {
                builder.append(text, start..<match.range.lowerBound)
                builder.append(arguments.text(2))
                start = match.range.upperBound
            }
            builder.append(text, start..<text.count)
            return .string(builder.finish())
        }
        + both("regexSplit", [.string, .string, .int]) { pattern, arguments, _ in
            .strings(try pattern.split(arguments.text(1).bytes, limit: arguments.int(2)).map { Text($0) })
        }

    /// A function and its `must` form. A bad pattern fails both: the plain ones panic in Sprig.
    private static func both(
        _ name: String, _ parameters: [ParameterType],
        _ body: @escaping @Sendable (RegularExpression, [GoValue], Execution) throws -> GoValue
    ) -> [GoFunction] {
        [(name, "regexp: Compile("), ("must" + name.prefix(1).uppercased() + name.dropFirst(), "")].map {
            name, prefix in
            GoFunction(name, parameters) { arguments, execution in
                let pattern: RegularExpression
                do { pattern = try execution.regex(arguments.string(0)) } catch let failure as CallFailure {
                    throw prefix.isEmpty
                        ? failure : CallFailure("\(prefix)`\(arguments.string(0))`): \(failure.message)")
                }
                return try matching { try body(pattern, arguments, execution) }
            }
        }
    }

    private static func matching<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as RegularExpressionError { throw CallFailure(error.message) }
    }
}

extension Execution {
    /// The compiled pattern; each is compiled once a rendering.
    fileprivate func regex(_ pattern: String) throws -> RegularExpression {
        if let known = state.regexes[pattern] { return known }
        do {
            let compiled = try RegularExpression(pattern)
            state.regexes[pattern] = compiled
            return compiled
        } catch {
            var message = error.message
            if let colon = message.firstRange(of: ": ") {
                message = message[..<colon.upperBound] + "`\(message[colon.upperBound...])`"
            }
            throw CallFailure("error parsing regexp: \(message)")
        }
    }
}
