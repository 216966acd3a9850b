/// A number as written: Go keeps every type that it could have, and the parameter that it is given to chooses.
package final class NumberNode {
    package let position: Int
    package let text: String
    package let trace: TraceID
    let integer: Int64?
    let float: Double?
    /// Too large for an int64 but not for a uint64.
    let isUnsignedOnly: Bool

    private init(position: Int, text: String, trace: TraceID, integer: Int64?, float: Double?, isUnsignedOnly: Bool) {
        self.position = position
        self.text = text
        self.trace = trace
        self.integer = integer
        self.float = float
        self.isUnsignedOnly = isUnsignedOnly
    }

    /// Reads a number or character constant.
    /// - Throws: `ParseFailure` with Go's words.
    static func read(_ text: String, kind: Token.Kind, position: Int, trace: TraceID) throws -> NumberNode {
        if kind == .characterConstant {
            guard let value = goUnquoted(text),
                case let scalars = String(decoding: value, as: UTF8.self).unicodeScalars, scalars.count == 1,
                let scalar = scalars.first
            else { throw ParseFailure(message: "malformed character constant: \(text)") }
            return NumberNode(
                position: position, text: text, trace: trace, integer: Int64(scalar.value), float: Double(scalar.value),
                isUnsignedOnly: false)
        }
        if let integer = goParseInteger(text) {
            return NumberNode(
                position: position, text: text, trace: trace, integer: integer, float: Double(integer),
                isUnsignedOnly: false)
        }
        if goParseUnsigned(text) != nil {
            return NumberNode(
                position: position, text: text, trace: trace, integer: nil, float: nil, isUnsignedOnly: true)
        }
        if let float = goParseFloat(text.replacing("_", with: "")) {
            guard text.contains(where: { ".eEpP".contains($0) }) else {
                throw ParseFailure(message: "integer overflow: \(goQuoted(text))")
            }
            return NumberNode(
                position: position, text: text, trace: trace, integer: Int64(exactly: float), float: float,
                isUnsignedOnly: false)
        }
        throw ParseFailure(message: "illegal number syntax: \(goQuoted(text))")
    }

    /// The value where nothing asks for a type: a float when it is spelled like one, otherwise an int.
    var ideal: GoValue? {
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let looksFloating =
            isHexadecimal
            ? text.contains(where: { "pP".contains($0) })
            : !text.hasPrefix("'") && text.contains(where: { ".eEpP".contains($0) })
        if let float, looksFloating { return .float(float, trace) }
        if let integer { return .int(Int(integer), trace) }
        return nil
    }
}

/// Trouble with a template's syntax, in Go's words and without the place.
struct ParseFailure: Error {
    let message: String
}
