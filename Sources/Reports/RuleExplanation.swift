package import Rules
internal import Projects

/// Explains one rule: what it looks at, why, what its fix does and how to live without it.
package func explanation(of rule: Rule, allowsColour: Bool = false) -> String {
    let paint = Paint(isOn: allowsColour)
    var sections = [
        paint.bold("\(rule.title)")
            + "\n\(rule.id), \(paint.severity(rule.severity)), confidence \(rule.confidence.rawValue), area \(rule.area)",
        section("Why it matters", [rule.why.asSentence], paint),
        conditionSection(rule, paint),
        fixSection(rule, paint),
    ]
    if !rule.parameters.isEmpty { sections.append(parameterSection(rule, paint)) }
    sections.append(section("What to do", [rule.advice.asSentence], paint))
    sections.append(namesSection(rule, paint))
    return sections.joined(separator: "\n\n") + "\n"
}

private func conditionSection(_ rule: Rule, _ paint: Paint) -> String {
    var lines: [String] = []
    for form in rule.forms {
        lines += [paint.bold("What it looks at")] + form.selectors.map { "  \($0.text)" }
        lines += [paint.bold("What has to hold"), "  \(form.require)"]
        for item in form.lets { lines.append("    where \(item.name) = \(item.expression)") }
    }
    lines += [paint.bold("What it says"), "  \(rule.forms[0].message)"]
    return lines.joined(separator: "\n")
}

private func fixSection(_ rule: Rule, _ paint: Paint) -> String {
    guard let fix = rule.fix, fix.safety != .none else {
        return section("The fix", ["None: the rule gives advice only."], paint)
    }
    var lines = [paint.bold("The fix"), "  \(fix.title)", "  class \(fix.safety.rawValue): \(fix.safety.meaning)"]
    if let condition = fix.safeWhen { lines.append("  safe when \(condition)") }
    lines.append("  impact: \(fix.impact.title)")
    for need in fix.needs { lines.append("  only if \(need.that), else: \(need.reason)") }
    if !fix.check.isEmpty {
        lines.append(wrapped("check \(fix.check.withoutPeriod)", width: 100, first: "  ", rest: "    "))
    }
    for edit in rule.forms.flatMap({ $0.fix?.edits ?? [] }) {
        lines.append(
            "  \(edit.verb.rawValue) \(edit.path)\(edit.operand.text)" + (edit.when.map { " when \($0)" } ?? ""))
    }
    return lines.joined(separator: "\n")
}

private func parameterSection(_ rule: Rule, _ paint: Paint) -> String {
    let lines = rule.parameters.map { parameter in
        let fallback =
            parameter.fallback.map { " (default \(shownValue($0)))" }
            ?? " (no default: without a value there is no fix)"
        return "  \(parameter.name): \(parameter.description)\(fallback)"
    }
    return ([paint.bold("Parameters")] + lines).joined(separator: "\n")
}

private func namesSection(_ rule: Rule, _ paint: Paint) -> String {
    var lines = [paint.bold("Names and references")]
    if !rule.aliases.isEmpty { lines.append("  also known as \(rule.aliases.joined(separator: ", "))") }
    if let group = rule.group { lines.append("  fixed together with the group \(group)") }
    for control in rule.controls { lines.append("  \(control.framework): \(control.control)") }
    for reference in rule.references { lines.append("  \(reference)") }
    lines.append("  larboard: allow \(rule.id) -- REASON until YYYY-MM-DD")
    return lines.joined(separator: "\n")
}

extension Selector {
    /// `kubernetes.workload (Deployment, StatefulSet), each container`
    var text: String {
        var result = kind.name
        let filters = names + groups.map { "group \($0)" }
        if !filters.isEmpty { result += " (\(filters.joined(separator: ", ")))" }
        return switch each {
        case nil: result
        case .named(let list): result + ", each \(list.title)"
        case .path(let parts): result + ", each \(parts.joined(separator: "."))"
        }
    }
}

extension Fix.Safety {
    fileprivate var meaning: String {
        switch self {
        case .safe: "applied by itself"
        case .review: "applied with --review, after the check below"
        case .none: "never applied"
        }
    }
}

extension FixOperation.Operand {
    fileprivate var text: String {
        switch self {
        case .nothing: ""
        case .literal(let value): " to \(shownValue(value))"
        case .computed(let expression): " to the value of \(expression)"
        case .expression(let source): " to the expression \(source)"
        }
    }
}
