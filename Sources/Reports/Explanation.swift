internal import ConfigModel
package import Engine
internal import Projects
internal import Remediation
package import Rules
internal import SourceText

/// Explains one finding to the person who got it: why it fires, where the value came from, where it is fixed, what could break.
///
/// - Parameter settlement: what came of fixing this finding alone, review class included; nil when nothing was tried.
package func explanation(
    of finding: Finding, settlement: Settlement?, allowsColour: Bool = false,
    bytes: @escaping FileBytes
) -> String {
    let sources = SourceLines(bytes)
    let paint = Paint(isOn: allowsColour)
    let change = settlement?.verified.first {
        $0.change.fixes.contains { $0.finding.fingerprint == finding.fingerprint }
    }
    let fix = change?.change.fixes.first { $0.finding.fingerprint == finding.fingerprint }
    let reason =
        settlement?.unfixed.first { $0.finding.fingerprint == finding.fingerprint }?.reason
        ?? finding.fix.unfixableReason
    var sections = [head(finding, sources, paint)]
    sections.append(section("Why it matters", [finding.rule.why.asSentence], paint))
    sections.append(firesSection(finding, paint))
    sections.append(originSection(finding, sources, paint))
    if let change, let fix {
        sections.append(siteSection(fix, paint))
        sections.append(fixSection(fix, change, paint))
        sections.append(riskSection(fix, change.proof, paint))
        sections.append(
            section(
                "How to undo it", ["Revert the commit, or put the lines back: the change keeps nothing anywhere else."],
                paint))
    } else {
        sections.append(
            section("Why it is not fixed by itself", [oneLine(masked(reason ?? "no fix was tried")).asSentence], paint))
    }
    sections.append(section("What to do", [finding.rule.advice.asSentence], paint))
    sections.append(suppressionSection(finding, paint))
    return sections.joined(separator: "\n\n") + "\n"
}

func section(_ title: String, _ paragraphs: [String], _ paint: Paint) -> String {
    paint.bold(title) + "\n"
        + paragraphs.map { wrapped($0, width: 100, first: "  ", rest: "  ") }.joined(separator: "\n")
}

private func head(_ finding: Finding, _ sources: SourceLines, _ paint: Paint) -> String {
    let place = "\(oneLine(finding.path)):\(placeHead(finding, sources))"
    var lines = [
        paint.bold(oneLine(masked(finding.message))),
        "\(finding.rule.id), \(paint.severity(finding.severity)), confidence \(finding.confidence.rawValue)",
        "\(place), \(oneLine(finding.resource.description)), fingerprint \(finding.fingerprint)",
    ]
    if let suppression = finding.suppression {
        let until = suppression.until.map { ", until \($0)" } ?? ""
        lines.append(
            "suppressed by \(oneLine(sources.place(suppression.path, suppression.span))): \(oneLine(suppression.reason))\(until)"
        )
    }
    if let frame = sources.frame(finding.path, finding.span, context: 3) {
        lines += ["", indented(paint.frame(frame, finding.severity))]
    }
    return lines.joined(separator: "\n")
}

private func firesSection(_ finding: Finding, _ paint: Paint) -> String {
    let subject = finding.subjectPath.isRoot ? "the resource" : oneLine(finding.subjectPath.description)
    var lines = [
        paint.bold("Why it fires"), "  This condition has to hold and is false for \(subject):",
        "    \(finding.form.require)",
    ]
    for item in relevantLets(finding.form) { lines.append("      where \(item.name) = \(item.expression)") }
    let names = finding.bindings.map {
        "\($0.name) = \($0.path.isRoot ? "the resource" : oneLine($0.path.description))"
    }
    if !names.isEmpty { lines.append("  Here \(listed(names)).") }
    return lines.joined(separator: "\n")
}

/// The named expressions that the condition uses, directly or through others.
func relevantLets(_ form: Rule.Form) -> [Rule.Let] {
    var used = identifiers(form.require)
    var kept: [Rule.Let] = []
    for item in form.lets.reversed() where used.contains(item.name[...]) {
        kept.append(item)
        used.formUnion(identifiers(item.expression))
    }
    return kept.reversed()
}

private func identifiers(_ expression: String) -> Set<Substring> {
    Set(expression.split { !isWord($0) })
}

private func originSection(_ finding: Finding, _ sources: SourceLines, _ paint: Paint) -> String {
    let origins = finding.provenance.origins
    var lines = [paint.bold("Where the value comes from")]
    if origins.isEmpty { lines.append("  No file sets it; the default applies.") }
    for (index, origin) in origins.enumerated() {
        let arrow = index == 0 ? "  " : "  " + String(repeating: "  ", count: index - 1) + "<- "
        lines.append("\(arrow)\(oneLine(sources.place(origin.path, origin.span))) (\(origin.role.title))")
    }
    return lines.joined(separator: "\n")
}

private func siteSection(_ fix: PlannedFix, _ paint: Paint) -> String {
    var lines = [paint.bold("Where it is fixed")]
    for site in distinct(fix.sites) {
        lines.append(
            "  \(oneLine(site.path)), \(oneLine(site.note)) (\(site.rung.title)): \(oneLine(site.documentPath.description))"
        )
    }
    for rejected in fix.rejected {
        lines.append(
            "  not in \(oneLine(rejected.site.path)), \(oneLine(rejected.site.note)) (\(rejected.site.rung.title)): \(oneLine(masked(rejected.reason)))"
        )
    }
    return lines.joined(separator: "\n")
}

private func fixSection(_ fix: PlannedFix, _ change: VerifiedChange, _ paint: Paint) -> String {
    let title = oneLine(fix.finding.rule.fix?.title ?? fix.finding.rule.title)
    let diffs = change.change.files.map { UnifiedDiff(path: $0.path, old: masked($0.before), new: masked($0.after)) }
    let text = diffs.map { indented(paint.diff($0)) }.joined(separator: "\n")
    return [paint.bold("The fix"), "  \(title) (\(fix.safety.rawValue))", "", text].joined(separator: "\n")
        .withoutTrailingBlank
}

private func riskSection(_ fix: PlannedFix, _ proof: Proof, _ paint: Paint) -> String {
    let isRaised = fix.safety == .safe && fix.finding.rule.fix?.safety == .review
    let declared = fix.finding.impact
    let impact = isRaised && declared == .mayBreak ? .restart : declared
    let check = fix.finding.rule.fix?.check ?? ""
    var lines = [paint.bold("What could break")]
    for change in fix.finding.forcedChanges {
        lines.append("  \(oneLine(change.sentence)).\(change.source.map { " See \($0)." } ?? "")")
    }
    lines.append("  Impact: \(impact.title).")
    if isRaised, let condition = fix.finding.form.fix?.safeWhen {
        lines.append("  Safe here, since this holds: \(condition)")
    } else if !check.isEmpty {
        lines.append(wrapped("Check \(check.withoutPeriod).", width: 100, first: "  ", rest: "  "))
    }
    lines.append(
        "  Proven: \(proof.findingsBefore) -> \(count(proof.findingsAfter, "finding")) with \(count(proof.ruleCount, "rule")), "
            + "\(count(proof.differences.count, "value")) changed:")
    for difference in proof.differences.prefix(20) {
        let before = shownValue(difference.before, at: difference.path, of: difference.resource)
        let after = shownValue(difference.after, at: difference.path, of: difference.resource)
        lines.append("    \(oneLine(difference.description)): \(before) -> \(after)")
    }
    if proof.differences.count > 20 { lines.append("    and \(proof.differences.count - 20) more") }
    return lines.joined(separator: "\n")
}

private func suppressionSection(_ finding: Finding, _ paint: Paint) -> String {
    """
    \(paint.bold("How to keep it on purpose"))
      # larboard: allow \(finding.rule.id) -- REASON until YYYY-MM-DD      (above the line, or at its end)
      or in \(Configuration.fileName):
        waivers:
          - {rule: \(finding.rule.id), paths: ["\(oneLine(finding.path))"], reason: REASON, owner: TEAM, until: YYYY-MM-DD}
    """
}

extension String {
    var withoutTrailingBlank: String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\n" { text = text.dropLast() }
        return String(text)
    }
}
