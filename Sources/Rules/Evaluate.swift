internal import ConfigModel
internal import Expressions
package import Projects
package import SourceText

/// Judges every resource of a project by every rule that selects it.
///
/// A condition that is unknown neither fires nor fixes. One that fails to evaluate is a diagnostic that names the rule, once per project.
///
/// - Parameter index: what else the work tree holds, for rules that look at related resources.
package func evaluate(
    _ project: RenderedProject, with ruleset: Ruleset, in index: RepositoryIndex
) -> (findings: [Finding], diagnostics: [Diagnostic]) {
    let relations = Relations(project, index, ruleset.technologies)
    var findings: [Finding] = []
    var diagnostics: [Diagnostic] = []
    var failed: Set<String> = []
    for (number, resource) in project.resources.enumerated() {
        let compiled = ruleset.rules(for: resource.id.system)
        diagnostics += compiled.diagnostics
        let identity = identityValue(resource)
        let selected = compiled.selectors.map { selector in
            selector.subjects(of: resource).map { JudgedSubject($0, identity: identity) }
        }
        for (place, rule) in zip(compiled.selectorOfRule, compiled.rules) where !selected[place].isEmpty {
            for related in withRelated(selected[place], rule, resource, relations) {
                switch rule.require.evaluate(related.subject.values).outcome {
                case .value(.bool(true)): continue
                case .unknown:
                    // Missing here, unless a template of another part of the tree brings it: told, never edited.
                    guard let near = related.near, rule.require.evaluate(near.values).outcome.bool == false else { continue }
                    findings.append(
                        finding(rule, near, resource, number, related.cases, ruleset, doubt: related.doubt))
                case .value(.bool(false)):
                    findings.append(finding(rule, related.subject, resource, number, related.cases, ruleset))
                case .value(let other):
                    note("the condition gives \(other.type.name), not a bool", rule, resource, &failed, &diagnostics)
                case .error(let error): note("\(error)", rule, resource, &failed, &diagnostics)
                }
            }
        }
    }
    let told = withDistinctFingerprints(
        project.project.kind.isWhole ? joinedByCause(findings) : findings)
    let suppressed = applySuppressions(told, project, ruleset)
    return (suppressed.findings.sorted(by: Finding.isOrderedBefore), diagnostics + suppressed.diagnostics)
}

/// A subject with what its relations come to in some render cases.
private struct RelatedSubject {
    let subject: JudgedSubject
    let cases: [Int]
    /// The same without templates of other parts of the tree; nil where there are none.
    var near: JudgedSubject?
    /// Why `near` is not certain.
    var doubt = ""
}

/// The subjects with what their relations come to, each once for the render cases in which that is the same.
private func withRelated(
    _ subjects: [JudgedSubject], _ rule: CompiledRule, _ resource: Resource, _ relations: Relations
) -> [RelatedSubject] {
    if rule.relations.isEmpty { return subjects.map { RelatedSubject(subject: $0, cases: resource.cases) } }
    return subjects.flatMap { subject in
        relations.lists(of: rule.relations, for: subject, resource).map { found in
            RelatedSubject(
                subject: JudgedSubject(subject, related: found.lists), cases: found.cases,
                near: found.near.map { JudgedSubject(subject, related: $0) }, doubt: found.doubt)
        }
    }
}

private func note(
    _ reason: String, _ rule: CompiledRule, _ resource: Resource, _ failed: inout Set<String>, _ diagnostics: inout [Diagnostic]
) {
    guard failed.insert(rule.rule.id).inserted else { return }
    diagnostics.append(
        Diagnostic(
            .note, "rule-not-applicable", "\(rule.rule.id) could not judge \(resource.id): \(reason)", path: resource.home.path,
            span: resource.headline, help: "the resource has a shape that its schema does not allow"))
}

/// A subject with its values as expressions see them, made once for all rules with the same selector.
struct JudgedSubject {
    let subject: Subject
    let values: [CELValue]

    init(_ subject: Subject, identity: CELValue) {
        self.subject = subject
        values = subject.parts.map { CELValue($0.value) } + [identity]
    }

    init(_ judged: JudgedSubject, related: [CELValue]) {
        subject = judged.subject
        values = judged.values + related
    }
}

/// What `self` holds: `{system, type, name, address, path, offers, embedded}`.
private func identityValue(_ resource: Resource) -> CELValue {
    func entry(_ key: String, _ text: String) -> Mapping.Entry { Mapping.Entry(key: key, value: .new(.string(text))) }
    return CELValue(
        .map(
            Mapping([
                entry("system", resource.id.system), entry("type", resource.id.type), entry("name", resource.id.name),
                entry("address", resource.id.address), entry("path", resource.home.path),
                Mapping.Entry(key: "offers", value: .new(.list(resource.offers.map { .new(.string($0)) }))),
                Mapping.Entry(key: "embedded", value: .new(.bool(resource.home.embedded != nil))),
            ])))
}

private func finding(
    _ rule: CompiledRule, _ judged: JudgedSubject, _ resource: Resource, _ index: Int, _ cases: [Int],
    _ ruleset: Ruleset, doubt: String? = nil
) -> Finding {
    let narrowest = judged.subject.narrowest
    let located = locate(rule.variant, judged.subject, resource)
    return Finding(
        check: rule.rule.check, condition: rule.condition, severity: rule.severity,
        confidence: doubt == nil ? rule.rule.confidence : .low, resource: resource.id, home: resource.home,
        bindings: judged.subject.parts.map { Finding.Binding(name: $0.name, path: $0.path) },
        message: rule.message.rendered(judged.values), path: located.path, span: located.span, provenance: located.provenance,
        enclosingStarts: enclosingStarts(of: located.at, in: resource),
        first: Finding.Occurrence(
            resource: index, id: resource.id, home: resource.home, cases: cases,
            fix: doubt.map { .unfixable(reason: $0) } ?? offer(rule, judged, resource, ruleset),
            subjectPath: narrowest.path),
        fingerprint: fingerprint(rule: rule.rule.id, resource: resource, path: narrowest.path, ordinal: 0), suppression: nil)
}

private func withDistinctFingerprints(_ findings: [Finding]) -> [Finding] {
    var seen: [String: Int] = [:]
    var result = findings
    for index in result.indices {
        let fingerprint = result[index].fingerprint
        let count = seen[fingerprint, default: 0]
        seen[fingerprint] = count + 1
        if count > 0 { result[index].fingerprint = "\(fingerprint.prefix(28))\(fourDigits(count))" }
    }
    return result
}

private func fourDigits(_ number: Int) -> String {
    let text = String(number % 10_000)
    return String(repeating: "0", count: 4 - text.count) + text
}

/// One finding for one root cause: the same rule at the same place with the same origins, in whatever resources and render cases.
///
/// What can be fixed and what cannot stay apart, each with its own reason.
private func joinedByCause(_ findings: [Finding]) -> [Finding] {
    struct Cause: Hashable {
        let rule: String
        let path: String
        let span: Span
        let origins: Provenance
        let obstacle: String?
    }
    var places: [Cause: Int] = [:]
    var result: [Finding] = []
    for finding in findings {
        let cause = Cause(
            rule: finding.check.id, path: finding.path, span: finding.span, origins: finding.provenance,
            obstacle: finding.first.fix.unfixableReason)
        if let place = places[cause] {
            result[place].others.append(finding.first)
        } else {
            places[cause] = result.count
            result.append(finding)
        }
    }
    return result
}
