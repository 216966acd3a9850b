internal import Projects

/// An expression of the template language: the text of a value between `[` and `]`.
///
///     [concat(parameters('prefix'), '-', variables('names')[0].short)]
///
/// Source: Azure Resource Manager documentation, "Syntax and expressions in ARM templates".
///
/// Templates of Azure Resource Manager share with CloudFormation how cases are made (`TemplateRendering`), and no more: expressions are texts with a grammar of their own
/// (`ARMExpression`). Types and keys are not told apart by case.
indirect enum ARMExpression: Equatable, Sendable {
    case text(String)
    case number(Int64)
    /// Name in lower case, since names of functions are not told apart by case.
    case call(String, [ARMExpression])
    /// `.name` or `[expression]`; with `?` what is missing is null.
    case element(ARMExpression, ARMExpression, isOptional: Bool)

    /// The expression that a text is, nil for plain text.
    ///
    /// - Throws: `DeploymentExpressionError` for what begins like an expression and is none.
    static func parse(_ text: String) throws(DeploymentExpressionError) -> ARMExpression? {
        let bytes = Array(text.utf8)
        guard isExpression(bytes) else { return nil }
        var parser = DeploymentExpressionParser(bytes: Array(bytes.dropFirst().dropLast()))
        return try parser.whole()
    }

    /// The text that is meant: `[[x` stands for `[x`.
    static func plain(_ text: String) -> String { text.hasPrefix("[[") ? String(text.dropFirst()) : text }

    private static func isExpression(_ bytes: [UInt8]) -> Bool {
        bytes.count > 1 && bytes[0] == UInt8(ascii: "[") && bytes[bytes.count - 1] == UInt8(ascii: "]") && bytes[1] != UInt8(ascii: "[")
    }
}

/// What does not fit the grammar.
struct DeploymentExpressionError: Error, Equatable { let reason: String }

private struct DeploymentExpressionParser {
    let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    private static let maximumDepth = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(DeploymentExpressionError) -> ARMExpression {
        let result = try expression()
        skipSpace()
        guard at == bytes.count else { throw failure("holds more than one expression") }
        return result
    }

    private mutating func expression() throws(DeploymentExpressionError) -> ARMExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= DeploymentExpressionParser.maximumDepth else { throw failure("is nested too deep") }
        var result = try primary()
        while true {
            skipSpace()
            if take(".") {
                let isOptional = take("?")
                skipSpace()
                guard let name = word() else { throw failure("has a dot without a name") }
                result = .element(result, .text(name), isOptional: isOptional)
            } else if take("[") {
                let isOptional = take("?")
                let key = try expression()
                skipSpace()
                guard take("]") else { throw failure("has a bracket that is not closed") }
                result = .element(result, key, isOptional: isOptional)
            } else {
                return result
            }
        }
    }

    private mutating func primary() throws(DeploymentExpressionError) -> ARMExpression {
        skipSpace()
        guard at < bytes.count else { throw failure("ends too early") }
        if take("'") { return .text(try quoted()) }
        if bytes[at] == UInt8(ascii: "-") || isDigit(bytes[at]) { return .number(try number()) }
        guard var name = word() else { throw failure("has a character that fits nowhere") }
        // A function of the template's own is called by its namespace and name.
        while at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard let next = word() else { throw failure("has a dot without a name") }
            name += "." + next
        }
        skipSpace()
        guard take("(") else {
            if ["true", "false", "null"].contains(name.lowercased()) { return .call(name.lowercased(), []) }
            throw failure("holds '\(name)', which is no call")
        }
        var arguments: [ARMExpression] = []
        skipSpace()
        if take(")") { return .call(name.lowercased(), arguments) }
        while true {
            arguments.append(try expression())
            skipSpace()
            if take(",") { continue }
            guard take(")") else { throw failure("has a call that is not closed") }
            return .call(name.lowercased(), arguments)
        }
    }

    /// The rest of a text in quotes; two quotes stand for one.
    private mutating func quoted() throws(DeploymentExpressionError) -> String {
        var result: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "'") {
                guard at < bytes.count, bytes[at] == UInt8(ascii: "'") else { return String(decoding: result, as: UTF8.self) }
                at += 1
            }
            result.append(byte)
        }
        throw failure("has a quote that is not closed")
    }

    private mutating func number() throws(DeploymentExpressionError) -> Int64 {
        let start = at
        at += 1
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        guard let number = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) else { throw failure("has a number that is none") }
        return number
    }

    private mutating func word() -> String? {
        let start = at
        while at < bytes.count, isLetter(bytes[at]) || isDigit(bytes[at]) { at += 1 }
        return at == start ? nil : String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-")
    }

    private func failure(_ reason: String) -> DeploymentExpressionError { DeploymentExpressionError(reason: reason) }
}
