internal import ConfigModel
internal import Expressions
internal import SourceText
internal import Projects

/// A rule whose expressions are ready to run.
///
/// Invariant: `variables` of every program are the selector's bindings followed by `self`.
/// A class, since every resource of its system is held against it.
final class CompiledRule: Sendable {
    let rule: Rule
    let variant: Rule.Variant
    /// What its findings say was judged.
    let condition: Condition
    let selector: Selector
    let severity: Severity
    let relations: [CompiledRelation]
    let require: Program
    let message: MessageTemplate
    let safeWhen: Program?
    let needs: [(that: Program, reason: MessageTemplate)]
    let edits: [CompiledEdit]
    /// A parameter that neither the rule nor the configuration gives a value.
    let missingParameter: Rule.Parameter?

    private init(
        rule: Rule, variant: Rule.Variant, selector: Selector, severity: Severity, relations: [CompiledRelation], require: Program,
        message: MessageTemplate, safeWhen: Program?, needs: [(that: Program, reason: MessageTemplate)], edits: [CompiledEdit],
        missingParameter: Rule.Parameter?
    ) {
        self.rule = rule
        self.variant = variant
        condition = Condition(expression: variant.require, definitions: variant.lets, safeWhen: variant.fix?.safeWhen)
        self.selector = selector
        self.severity = severity
        self.relations = relations
        self.require = require
        self.message = message
        self.safeWhen = safeWhen
        self.needs = needs
        self.edits = edits
        self.missingParameter = missingParameter
    }

    struct CompiledEdit: Sendable {
        let operation: FixOperation
        let computed: Program?
        let at: Program?
        let when: Program?
        let expression: MessageTemplate?
        /// The name of a new resource.
        let name: MessageTemplate?
    }
}

/// A relation whose condition is ready to run, over the selector's bindings, `self` and `other`.
struct CompiledRelation: Sendable {
    let relation: Relation
    let condition: Program?
}

extension CompiledRule {
    /// One for each selector of each variant of the rule that is for `system`.
    /// - Throws: a diagnostic that names the expression.
    static func compile(_ rule: Rule, _ configuration: Configuration, for system: String) throws(DiagnosticError) -> [CompiledRule] {
        var result: [CompiledRule] = []
        for variant in rule.variants {
            for selector in variant.selectors where selector.kind.system == system {
                result.append(try compile(rule, variant, selector, configuration))
            }
        }
        return result
    }

    private static func compile(
        _ rule: Rule, _ variant: Rule.Variant, _ selector: Selector, _ configuration: Configuration
    ) throws(DiagnosticError) -> CompiledRule {
        var environment = Environment(variables: selector.bindings + ["self"] + variant.relations.map(\.name))
        let given = rule.parameters.map { ($0, configuration.parameters[$0.name] ?? $0.fallback) }
        let values = Mapping(given.compactMap { parameter, value in value.map { Mapping.Entry(key: parameter.name, value: .new($0)) } })
        environment.define("params", as: CELValue(.map(values)))
        func attempt<T>(_ key: String, _ source: String, _ body: () throws(ExpressionError) -> T) throws(DiagnosticError) -> T {
            do { return try body() } catch {
                throw DiagnosticError(
                    Diagnostic(.error, "rule-expression", "'\(key)' of \(rule.id): \(error) in: \(source)", path: rule.path))
            }
        }
        for named in variant.lets {
            try attempt("let.\(named.name)", named.expression) { () throws(ExpressionError) in
                try environment.define(named.name, as: named.expression)
            }
        }
        var beside = Environment(variables: selector.bindings + ["self", "other"])
        beside.define("params", as: CELValue(.map(values)))
        var relations: [CompiledRelation] = []
        for relation in variant.relations {
            var condition: Program?
            if let source = relation.condition {
                condition = try attempt("where", source) { () throws(ExpressionError) in try Expression.compile(source, in: beside) }
            }
            relations.append(CompiledRelation(relation: relation, condition: condition))
        }
        let scope = environment
        func program(_ key: String, _ source: String) throws(DiagnosticError) -> Program {
            try attempt(key, source) { () throws(ExpressionError) in try Expression.compile(source, in: scope) }
        }
        func optionalProgram(_ key: String, _ source: String?) throws(DiagnosticError) -> Program? {
            guard let source else { return nil }
            return try program(key, source)
        }
        func template(_ key: String, _ text: String) throws(DiagnosticError) -> MessageTemplate {
            try attempt(key, text) { () throws(ExpressionError) in try MessageTemplate(text, in: scope) }
        }
        var needs: [(that: Program, reason: MessageTemplate)] = []
        for need in variant.fix?.needs ?? [] { needs.append((try program("needs", need.that), try template("else", need.reason))) }
        var edits: [CompiledEdit] = []
        for operation in variant.fix?.edits ?? [] {
            var computed: Program?
            var expression: MessageTemplate?
            if case .computed(let source) = operation.operand { computed = try program("to-cel", source) }
            if case .expression(let text) = operation.operand { expression = try template("to-expression", text) }
            var name: MessageTemplate?
            if let text = operation.relatedResource?.name { name = try template("name", text) }
            edits.append(
                CompiledEdit(
                    operation: operation, computed: computed, at: try optionalProgram("at-cel", operation.at),
                    when: try optionalProgram("when", operation.when), expression: expression, name: name))
        }
        return CompiledRule(
            rule: rule, variant: variant, selector: selector, severity: configuration.rules[rule.id]?.severity ?? rule.severity,
            relations: relations, require: try program("require", variant.require), message: try template("message", variant.message),
            safeWhen: try optionalProgram("safe-when", variant.fix?.safeWhen), needs: needs, edits: edits,
            missingParameter: given.first { $0.1 == nil }?.0)
    }
}

/// A diagnostic on its way up.
struct DiagnosticError: Error {
    let diagnostic: Diagnostic
    init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}
