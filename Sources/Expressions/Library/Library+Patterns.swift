extension Library {
    /// `matches` of the standard library, `find` and `findAll` of Kubernetes, and the regex extension of cel-go.
    static let expressions: [Function] = [
        pattern("matches", isMember: true, 2...2, matches),
        pattern("matches", isMember: false, 2...2, matches),
        pattern("find", isMember: true, 2...2) { _, expression, values in
            guard case .string(let text) = values[0] else { return nil }
            let bytes = text.utf8Bytes
            return result { () throws(RegularExpressionError) in
                guard let match = try expression.firstMatch(in: bytes) else { return .string("") }
                return part(bytes, match.range)
            }
        },
        pattern("findAll", isMember: true, 2...3) { _, expression, values in
            guard case .string(let text) = values[0] else { return nil }
            var limit = Int.max
            if values.count == 3 {
                guard case .int(let number) = values[2] else { return nil }
                limit = number < 0 ? .max : Int(number)
            }
            let bytes = text.utf8Bytes
            return result { () throws(RegularExpressionError) in
                .list(try expression.allMatches(in: bytes, limit: limit).map { part(bytes, $0.range) })
            }
        },
        pattern("regex.extract", isMember: false, 2...2) { _, expression, values in
            guard case .string(let text) = values[0] else { return nil }
            guard expression.groupCount <= 1 else { return tooManyGroups }
            let bytes = text.utf8Bytes
            return result { () throws(RegularExpressionError) in
                guard let match = try expression.firstMatch(in: bytes) else { return CELValue.none }
                guard let range = match.groups[expression.groupCount] else { return CELValue.none }
                return .optional(part(bytes, range))
            }
        },
        pattern("regex.extractAll", isMember: false, 2...2) { _, expression, values in
            guard case .string(let text) = values[0] else { return nil }
            guard expression.groupCount <= 1 else { return tooManyGroups }
            let bytes = text.utf8Bytes
            return result { () throws(RegularExpressionError) in
                .list(
                    try expression.allMatches(in: bytes).compactMap { match in
                        match.groups[expression.groupCount].flatMap {
                            $0.isEmpty && expression.groupCount == 1 ? nil : part(bytes, $0)
                        }
                    })
            }
        },
        pattern("regex.replace", isMember: false, 3...4) { _, expression, values in
            guard case .string(let text) = values[0], case .string(let replacement) = values[2] else { return nil }
            var limit = Int.max
            if values.count == 4 {
                guard case .int(let number) = values[3] else { return nil }
                limit = number < 0 ? .max : Int(number)
            }
            guard let template = backslashTemplate(replacement, expression.groupCount) else {
                return .failure("invalid replacement \(values[2].shown)")
            }
            return result { () throws(RegularExpressionError) in
                let bytes = try expression.replacing(in: text.utf8Bytes, with: .expanded(template), limit: limit)
                return bytes.count > CELValue.maximumTextBytes
                    ? .tooLarge : .string(String(decoding: bytes, as: UTF8.self))
            }
        },
    ]

    private static let tooManyGroups = CELValue.failure("the pattern has more than one capturing group")

    private static func pattern(
        _ name: String, isMember: Bool, _ count: ClosedRange<Int>,
        _ body: @escaping @Sendable (inout Frame, RegularExpression, [CELValue]) -> CELValue?
    ) -> Function {
        Function(name: name, isMember: isMember, body: .pattern(count, body))
    }

    private static func matches(
        _ frame: inout Frame, _ expression: RegularExpression, _ values: [CELValue]
    ) -> CELValue? {
        guard case .string(let text) = values[0] else { return nil }
        return result { () throws(RegularExpressionError) in .bool(try expression.matches(text)) }
    }

    private static func result(_ body: () throws(RegularExpressionError) -> CELValue) -> CELValue {
        do { return try body() } catch { return .failure(error.message) }
    }

    private static func part(_ bytes: [UInt8], _ range: Range<Int>) -> CELValue {
        .string(String(decoding: bytes[range], as: UTF8.self))
    }

    /// `\1` and `\\` as a template with `${1}`; nil for other escapes and groups that do not exist.
    private static func backslashTemplate(_ replacement: String, _ groups: Int) -> String? {
        var result = ""
        var rest = replacement.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "$": result += "$$"
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                if next == "\\" {
                    result += "\\"
                } else {
                    guard ("0"..."9").contains(next), Int(next.value - 0x30) <= groups else { return nil }
                    result += "${\(next)}"
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
