/// A function of the library; nil as its result means that no overload takes these types.
///
/// Arguments are definite values: errors and unknown never reach a function.
struct Function: Sendable {
    let name: String
    let isMember: Bool
    let body: Body
    /// Whether the elements of list arguments must be known too.
    var looksInside = false

    enum Body: Sendable {
        case nullary(@Sendable () -> CELValue?)
        case unary(@Sendable (CELValue) -> CELValue?)
        case binary(@Sendable (CELValue, CELValue) -> CELValue?)
        case ternary(@Sendable (CELValue, CELValue, CELValue) -> CELValue?)
        /// The argument after the text is a regular expression, compiled ahead when it is constant.
        case pattern(ClosedRange<Int>, @Sendable (inout Frame, RegularExpression, [CELValue]) -> CELValue?)
        case many(ClosedRange<Int>, @Sendable (inout Frame, [CELValue]) -> CELValue?)
    }

    /// The number of arguments, the target of a member function included.
    func accepts(_ count: Int) -> Bool {
        switch body {
        case .nullary: count == 0
        case .unary: count == 1
        case .binary: count == 2
        case .ternary: count == 3
        case .many(let range, _), .pattern(let range, _): range.contains(count)
        }
    }

    static func member(_ name: String, _ body: @escaping @Sendable (CELValue) -> CELValue?) -> Function {
        Function(name: name, isMember: true, body: .unary(body))
    }

    static func member(_ name: String, _ body: @escaping @Sendable (CELValue, CELValue) -> CELValue?) -> Function {
        Function(name: name, isMember: true, body: .binary(body))
    }

    static func member(
        _ name: String, _ body: @escaping @Sendable (CELValue, CELValue, CELValue) -> CELValue?
    ) -> Function {
        Function(name: name, isMember: true, body: .ternary(body))
    }

    static func member(
        _ name: String, _ count: ClosedRange<Int>, _ body: @escaping @Sendable (inout Frame, [CELValue]) -> CELValue?
    ) -> Function {
        Function(name: name, isMember: true, body: .many(count, body))
    }

    static func global(_ name: String, _ body: @escaping @Sendable () -> CELValue?) -> Function {
        Function(name: name, isMember: false, body: .nullary(body))
    }

    static func global(_ name: String, _ body: @escaping @Sendable (CELValue) -> CELValue?) -> Function {
        Function(name: name, isMember: false, body: .unary(body))
    }

    static func global(_ name: String, _ body: @escaping @Sendable (CELValue, CELValue) -> CELValue?) -> Function {
        Function(name: name, isMember: false, body: .binary(body))
    }

    static func global(
        _ name: String, _ body: @escaping @Sendable (CELValue, CELValue, CELValue) -> CELValue?
    ) -> Function {
        Function(name: name, isMember: false, body: .ternary(body))
    }

    static func global(
        _ name: String, _ count: ClosedRange<Int>, _ body: @escaping @Sendable (inout Frame, [CELValue]) -> CELValue?
    ) -> Function {
        Function(name: name, isMember: false, body: .many(count, body))
    }

    /// The same function for lists whose elements all take part.
    var overKnownElements: Function {
        var copy = self
        copy.looksInside = true
        return copy
    }
}

/// All functions by name and style.
enum Library {
    struct Key: Hashable {
        let name: String
        let isMember: Bool
    }

    private static let functions: [Key: [Function]] = Dictionary(
        grouping: [
            standard, conversions, times, strings, maths, lists, sets, encoders, optionals, expressions, network,
            kubernetes, configuration,
        ].flatMap(\.self),
        by: { Key(name: $0.name, isMember: $0.isMember) })

    static func functions(_ name: String, isMember: Bool) -> [Function] {
        functions[Key(name: name, isMember: isMember)] ?? []
    }
}
