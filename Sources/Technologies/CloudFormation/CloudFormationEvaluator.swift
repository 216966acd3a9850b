import ConfigModel
import SourceText
internal import Projects

/// Evaluates the values of one template for one set of parameters.
///
///     Encrypted: !FindInMap [Settings, !Ref Environment, Encrypted]
///
/// What only AWS knows, such as the region or an attribute of another resource, is unknown with its reason. Texts `true` and `false`
/// become flags, since CloudFormation takes either for the other.
///
/// A class, since conditions are looked up again and again and its budget is shared by all that it evaluates.
final class CloudFormationEvaluator {
    let template: CloudFormationTemplate
    /// What a parent stack or a parameter file passes.
    let given: [String: Traced]
    /// Conditions that are taken to hold.
    let assumed: Set<String>
    private(set) var diagnostics: [Diagnostic] = []
    private var reported: Set<String> = []
    private var conditions: [String: Known<Bool>] = [:]
    private var open: Set<String> = []
    private var steps = 0

    /// Values that may be evaluated in one template; a template has at most 500 resources and 1 MB.
    static let maximumSteps = 400_000
    static let maximumDepth = 96
    /// Bytes of one text.
    static let maximumLength = 1 << 20

    init(_ template: CloudFormationTemplate, given: [String: Traced] = [:], assumed: Set<String> = []) {
        self.template = template
        self.given = given
        self.assumed = assumed
    }

    /// The value as the stack gets it, or nil where `AWS::NoValue` leaves it out.
    func value(_ traced: Traced, _ depth: Int = 0) -> Traced? {
        if let call = template.call(traced) { return result(of: call, at: traced, depth) }
        return content(traced, depth)
    }

    /// The value without regard to a tag at its outside.
    func content(_ traced: Traced, _ depth: Int) -> Traced? {
        steps += 1
        guard steps <= CloudFormationEvaluator.maximumSteps else { return unknown("is more than can be evaluated", traced) }
        guard depth < CloudFormationEvaluator.maximumDepth else { return unknown("is nested too deep", traced) }
        if let call = template.writtenCall(traced) { return result(of: call, at: traced, depth) }
        switch traced.value {
        case .list(let items):
            return Traced(.list(items.compactMap { value($0, depth + 1) }), traced.provenance)
        case .map(let mapping):
            if let transform = mapping.keys.first(where: { $0 == "Fn::Transform" || $0.hasPrefix("Fn::ForEach") }) {
                return unknown("holds \(transform), which is expanded when the stack is made", traced)
            }
            return Traced(
                .map(
                    Mapping(
                        mapping.entries.compactMap { entry in
                            value(entry.value, depth + 1).map { Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: $0) }
                        })), traced.provenance)
        case .string(let text) where text.contains("{{"): return unknown("is a dynamic reference or filled in by a tool", traced)
        case .string("true"): return Traced(.bool(true), traced.provenance)
        case .string("false"): return Traced(.bool(false), traced.provenance)
        default: return traced
        }
    }

    func unknown(_ reason: String, _ place: Traced) -> Traced { Traced(.unknown(UnknownReason(reason)), place.provenance) }

    /// Reports a call that CloudFormation would refuse and gives an unknown value.
    func misfit(_ name: String, _ what: String, _ place: Traced) -> Traced {
        report("cloudformation-intrinsic", "\(name) \(what)", place)
        return unknown("is a call of \(name) that cannot be evaluated", place)
    }

    func report(_ id: String, _ message: String, _ place: Traced) {
        guard reported.count < 100, reported.insert(message).inserted else { return }
        diagnostics.append(Diagnostic(.warning, id, message, path: template.path, span: place.provenance.nearest?.span))
    }

    func condition(_ name: String, at place: Traced) -> Known<Bool> {
        if assumed.contains(name) { return .known(true) }
        if let known = conditions[name] { return known }
        guard let written = template.section("Conditions")[name] else {
            if !template.isTransformed { report("cloudformation-reference", "there is no condition '\(name)'", place) }
            return .unknown(UnknownReason("there is no condition '\(name)'"))
        }
        guard open.insert(name).inserted else {
            report("cloudformation-cycle", "the condition '\(name)' depends on itself", place)
            return .unknown(UnknownReason("the condition '\(name)' depends on itself"))
        }
        let result = truth(of: written, 0)
        open.remove(name)
        conditions[name] = result
        return result
    }
}
