import ConfigModel
import SourceText
internal import Projects

/// Evaluates the values of one template for one set of parameters.
///
///     "minimumTlsVersion": "[parameters('tls')]"      # resources[0]: the expression  ->  parameters.tls.defaultValue
///
/// What only Azure knows, such as identifiers, keys and the region, is unknown with its reason. A value that an expression passes on keeps
/// its chain behind the place of the expression; one that is worked out has that place only.
///
/// A class, since variables are looked up again and again and its budget is shared by all that it evaluates.
final class ARMEvaluator {
    let template: ARMTemplate
    /// What a parameter file or the outer deployment passes.
    let given: [String: Traced]
    /// The deployment whose parameters and variables a nested template sees; nil where it has its own.
    let outer: ARMEvaluator?
    private(set) var diagnostics: [Diagnostic] = []
    private var reported: Set<String> = []
    private var known: [String: Traced] = [:]
    private var open: Set<String> = []
    private var steps = 0

    /// Values that may be evaluated in one template, which has 4 MB and 800 resources at the most.
    static let maximumSteps = 400_000
    static let maximumDepth = 64
    /// Bytes of one text and elements of one list.
    static let maximumLength = 1 << 20
    static let maximumCount = 10_000

    init(_ template: ARMTemplate, given: [String: Traced] = [:], outer: ARMEvaluator? = nil) {
        self.template = template
        self.given = given
        self.outer = outer
    }

    func value(_ traced: Traced, _ loops: ARMLoops = ARMLoops(), _ depth: Int = 0) -> Traced {
        steps += 1
        guard steps <= ARMEvaluator.maximumSteps else { return unknown("is more than can be evaluated", traced) }
        guard depth < ARMEvaluator.maximumDepth else { return unknown("is nested too deep", traced) }
        switch traced.value {
        case .string(let text): return text.utf8.first == UInt8(ascii: "[") ? evaluated(text, traced, loops, depth) : traced
        case .list(let items): return Traced(.list(items.map { value($0, loops, depth + 1) }), traced.provenance)
        case .map(let mapping): return Traced(.map(object(mapping, loops, depth)), traced.provenance)
        default: return traced
        }
    }

    private func evaluated(_ text: String, _ place: Traced, _ loops: ARMLoops, _ depth: Int) -> Traced {
        let expression: ARMExpression
        do throws(DeploymentExpressionError) {
            guard let parsed = try ARMExpression.parse(text) else {
                return Traced(.string(ARMExpression.plain(text)), place.provenance)
            }
            expression = parsed
        } catch {
            report("arm-expression", "the expression \(error.reason)", place)
            return unknown("cannot be read: the expression \(error.reason)", place)
        }
        let result = evaluate(expression, loops, depth + 1)
        return Traced(result.value, place.provenance.continued(result.provenance))
    }

    /// A map with the lists that `copy` makes within it.
    private func object(_ mapping: Mapping, _ loops: ARMLoops, _ depth: Int) -> Mapping {
        var result = Mapping()
        for entry in mapping.entries {
            if entry.key == "copy", let copies = entry.value.value.list, copies.allSatisfy({ $0["name"] != nil && $0["input"] != nil }) {
                for copy in copies {
                    guard let name = copy["name"]?.value.string else { continue }
                    result.set(.init(key: name, keyProvenance: entry.keyProvenance, value: looped(copy, name, loops, depth)))
                }
                continue
            }
            result.set(.init(key: entry.key, keyProvenance: entry.keyProvenance, value: value(entry.value, loops, depth + 1)))
        }
        return result
    }

    private func looped(_ copy: Traced, _ name: String, _ loops: ARMLoops, _ depth: Int) -> Traced {
        guard let input = copy["input"], let written = copy["count"] else { return unknown("is a copy without count", copy) }
        let count = value(written, loops, depth + 1)
        guard case .int(let number)? = Conversion.number(count.value) else {
            return unknown("is copied as often as \(count.value.firstUnknown?.description ?? "no number says")", copy)
        }
        guard (0...800).contains(number) else { return unknown("is copied too often", copy) }
        return Traced(.list((0..<number).map { value(input, loops.entering(name, .int($0)), depth + 1) }), copy.provenance)
    }

    func unknown(_ reason: String, _ place: Traced) -> Traced { Traced(.unknown(UnknownReason(reason)), place.provenance) }

    func report(_ id: String, _ message: String, _ place: Traced) {
        guard reported.count < 100, reported.insert(message).inserted else { return }
        diagnostics.append(Diagnostic(.warning, id, message, path: template.path, span: place.provenance.nearest?.span))
    }

    /// The value of a parameter, with what passes it or its default behind.
    func parameter(_ name: String, _ depth: Int) -> Traced {
        if let outer { return outer.parameter(name, depth) }
        return memoised("parameters.\(name.lowercased())") {
            guard let declared = template.section("parameters").entries.first(where: { $0.key.lowercased() == name.lowercased() }) else {
                return .new(.unknown(UnknownReason("names the parameter '\(name)', which is not declared")))
            }
            if let passed = given[declared.key] { return passed }
            guard let fallback = declared.value["defaultValue"] else {
                return .new(.unknown(UnknownReason("is the parameter '\(name)', which has no default")))
            }
            return value(fallback.inRole(.defaultValue), ARMLoops(), depth + 1)
        }
    }

    func variable(_ name: String, _ depth: Int) -> Traced {
        if let outer { return outer.variable(name, depth) }
        return memoised("variables.\(name.lowercased())") {
            let variables = template.section("variables")
            if let entry = variables.entries.first(where: { $0.key.lowercased() == name.lowercased() }) {
                return value(entry.value.inRole(.intermediate), ARMLoops(), depth + 1)
            }
            if let copy = variables["copy"]?.value.list?.first(where: { $0["name"]?.value.string?.lowercased() == name.lowercased() }) {
                return looped(copy, copy["name"]?.value.string ?? name, ARMLoops(), depth + 1)
            }
            return .new(.unknown(UnknownReason("names the variable '\(name)', which is not declared")))
        }
    }

    private func memoised(_ name: String, _ compute: () -> Traced) -> Traced {
        if let value = known[name] { return value }
        guard open.insert(name).inserted else { return .new(.unknown(UnknownReason("depends on itself"))) }
        let value = compute()
        open.remove(name)
        known[name] = value
        return value
    }
}

/// Which round of each loop is being evaluated.
struct ARMLoops {
    private var rounds: [String: Value] = [:]
    /// The loop of the resource, which `copyIndex()` without a name means.
    private var resource: String?

    func entering(_ name: String, _ round: Value, isResource: Bool = false) -> ARMLoops {
        var inner = self
        inner.rounds[name.lowercased()] = round
        if isResource { inner.resource = name.lowercased() }
        return inner
    }

    func round(_ name: String?) -> Value? { (name?.lowercased() ?? resource ?? (rounds.count == 1 ? rounds.keys.first : nil)).flatMap { rounds[$0] } }
}
