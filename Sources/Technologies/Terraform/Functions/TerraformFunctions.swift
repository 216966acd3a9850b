import ConfigModel
internal import Projects

/// Terraform's functions that depend on nothing but their arguments.
///
/// What reads the clock, random numbers or providers is missing on purpose: a call of those is unknown. `Evaluator.fileFunction` has what
/// reads files. Source: Terraform language documentation, "Functions".
enum TerraformFunctions {
    static let table: [String: TerraformFunction] = [
        strings, collections, sets, maps, numbers, conversions, encodings, networks, digests, patterns, texts, times,
    ].reduce(into: [:]) { all, group in all.merge(group) { _, new in new } }
}

struct TerraformFunction: Sendable {
    /// How much of its arguments must be known before a function can run.
    enum Need: Sendable {
        case everything
        /// The arguments themselves; elements of collections may be unknown.
        case outermost
        case nothing
    }

    let arity: ClosedRange<Int>
    let needs: Need
    /// The result, or nil when the arguments have the wrong types. Elements that are passed through keep their provenance.
    let body: @Sendable ([Traced]) -> Traced?

    static func traced(
        _ arity: ClosedRange<Int>, needs: Need = .everything, _ body: @escaping @Sendable ([Traced]) -> Traced?
    ) -> TerraformFunction {
        TerraformFunction(arity: arity, needs: needs, body: body)
    }

    static func value(
        _ arity: ClosedRange<Int>, needs: Need = .everything, _ body: @escaping @Sendable ([Value]) -> Value?
    ) -> TerraformFunction {
        TerraformFunction(arity: arity, needs: needs) { body($0.map(\.value)).map(Traced.new) }
    }

    /// A function of strings only.
    static func text(_ count: Int, _ body: @escaping @Sendable ([String]) -> Value?) -> TerraformFunction {
        value(count...count) { arguments in
            let texts = arguments.compactMap { Conversion.string($0) }
            return texts.count == arguments.count ? body(texts) : nil
        }
    }

    static let anyNumber = 0...Int.max

    func call(_ name: String, _ arguments: [Traced]) -> Traced {
        guard arity.contains(arguments.count) else {
            return failure("\(name) does not take \(arguments.count) arguments")
        }
        for argument in arguments {
            let reason =
                switch needs {
                case .everything: argument.value.firstUnknown
                case .outermost: argument.value.isUnknown ? argument.value.firstUnknown : nil
                case .nothing: UnknownReason?.none
                }
            if let reason { return .new(.unknown(reason)) }
        }
        guard let result = body(arguments) else { return failure("the arguments of \(name) do not fit") }
        return result.value.isTooLarge
            ? .new(.unknown(UnknownReason("calls \(name), whose result is too large"))) : result
    }

    private func failure(_ reason: String) -> Traced { .new(.unknown(UnknownReason(TerraformEvaluator.failurePrefix + reason))) }
}

extension Value {
    fileprivate var isTooLarge: Bool {
        switch self {
        case .string(let text): text.utf8.count > TerraformEvaluator.maximumLength
        case .list(let items): items.count > TerraformEvaluator.maximumCount
        case .map(let mapping): mapping.count > TerraformEvaluator.maximumCount
        default: false
        }
    }
}
