/// Why an expression has no value.
package struct EvaluationError: Error, Sendable, CustomStringConvertible {
    /// Kept apart from the text, since most errors are absorbed by `||` or `orValue` and never shown.
    private indirect enum Kind: Sendable {
        case message(String)
        case noSuchKey(CELValue)
        case noSuchOverload(String, [CELType])
        case costLimit(Int)
        case located(EvaluationError, Int)
    }

    private let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    package init(_ message: String) { kind = .message(message) }

    static func noSuchKey(_ key: CELValue) -> EvaluationError { EvaluationError(.noSuchKey(key)) }

    static func noSuchOverload(_ function: String, _ types: [CELType]) -> EvaluationError {
        EvaluationError(.noSuchOverload(function, types))
    }

    static func costLimit(_ limit: Int) -> EvaluationError { EvaluationError(.costLimit(limit)) }

    func located(at offset: Int) -> EvaluationError {
        self.offset == nil ? EvaluationError(.located(self, offset)) : self
    }

    /// Byte offset in the source of the expression.
    package var offset: Int? { if case .located(_, let offset) = kind { offset } else { nil } }

    package var isCostLimit: Bool {
        switch kind {
        case .costLimit: true
        case .located(let inner, _): inner.isCostLimit
        default: false
        }
    }

    /// Lower case, no final period: `no such key: 'image'`.
    package var description: String {
        switch kind {
        case .message(let text): text
        case .noSuchKey(.string(let key)): "no such key: '\(key)'"
        case .noSuchKey(let key): "no such key: \(key.shown)"
        case .noSuchOverload(let function, let types):
            "no such overload: \(function)(\(types.map(\.name).joined(separator: ", ")))"
        case .costLimit(let limit): "evaluation costs more than \(limit) steps"
        case .located(let inner, _): inner.description
        }
    }
}

extension CELValue {
    static func failure(_ message: String) -> CELValue { .error(EvaluationError(message)) }

    static func noSuchOverload(_ function: String, _ arguments: CELValue...) -> CELValue {
        .error(.noSuchOverload(function, arguments.map(\.type)))
    }
}
