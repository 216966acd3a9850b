/// Why a template could not be parsed or executed.
///
/// Invariant: `message` reads as Go's text/template would print it, the errors of included templates nested within.
package final class TemplateError: Error {
    package enum Kind: Sendable {
        case parse, execution
        /// `required` or `fail`: the chart's author says what is missing.
        case demanded
        /// A limit on depth, steps or size was reached.
        case limit
    }

    package let message: String
    package let kind: Kind
    /// `name:line:column` of the action in the outermost template.
    package let location: String
    /// What the chart's author wrote, for `.demanded`.
    package let demand: String
    /// The error of the template that was included, if that is where it happened.
    package let cause: TemplateError?
    /// Whether the chain of causes ends in the words of a function, which Helm prints on one line.
    package let isOpaque: Bool

    package init(
        message: String, kind: Kind, location: String = "", demand: String = "", cause: TemplateError? = nil,
        isOpaque: Bool = false
    ) {
        self.message = message
        self.kind = kind
        self.location = location
        self.demand = demand
        self.cause = cause
        self.isOpaque = isOpaque
    }
}

/// What a function says when it cannot do its work; the caller adds the place.
struct CallFailure: Error {
    let message: String
    /// Set for `required` and `fail`.
    var demand: String?
    /// Set when a template that the function executed failed.
    var cause: TemplateError?
    /// Set when a limit was reached.
    var isLimit = false
    /// False when the error is that of an included template and nothing else.
    var isOpaque = true

    init(_ message: String) { self.message = message }

    init(demand: String) {
        message = "HELM_ERR_START" + demand + "HELM_ERR_END"
        self.demand = demand
    }

    init(_ prefix: String, cause: TemplateError) {
        message = prefix + cause.message
        self.cause = cause
        demand = cause.kind == .demanded ? cause.demand : nil
        isLimit = cause.kind == .limit
        isOpaque = !prefix.isEmpty || cause.isOpaque
    }
}
