internal import ConfigModel
internal import Engine
internal import Projects
internal import Remediation
internal import Rules
internal import SourceText

/// How much a page shows before it says "and n more".
struct AdviceLimits {
    let frames: Int
    let rows: Int

    static let usual = AdviceLimits(frames: 12, rows: 40)
    static let tight = AdviceLimits(frames: 2, rows: 8)
    /// GitHub refuses bodies of more than 65,536 characters, GitLab of more than a million.
    static let longestPage = 60_000
}

/// The reviewer's page: what is wrong, what changes and why here, the risk, the proof, what stays, how to undo it.
func advicePage(_ facts: GroupFacts, base: String?, version: String) -> String {
    let metadata = adviceMetadata(facts, base: base, version: version)
    let page = advicePage(facts, .usual)
    let fits = page.utf8.count + metadata.utf8.count <= AdviceLimits.longestPage
    return (fits ? page : advicePage(facts, .tight)) + "\n\n" + metadata + "\n"
}

private func advicePage(_ facts: GroupFacts, _ limits: AdviceLimits) -> String {
    [
        opening(facts), wrongSection(facts, limits), hereSection(facts, limits), riskSection(facts),
        proofSection(facts, limits),
        remainingSection(facts, limits), undoSection(facts), referenceSection(facts),
    ].compactMap { $0 }.joined(separator: "\n\n")
}

/// The two lines that a reviewer reads who reads no more.
private func opening(_ facts: GroupFacts) -> String {
    let files = facts.changes.count == 1 ? markdownCode(facts.changes[0].path) : count(facts.changes.count, "file")
    let diffs = facts.changes.map { UnifiedDiff(path: $0.path, old: $0.before, new: $0.after) }
    let added = diffs.reduce(0) { $0 + $1.addedLines }
    let removed = diffs.reduce(0) { $0 + $1.removedLines }
    var text = forcedText(facts)
    text +=
        "Fixes **\(count(facts.findings.count, "finding"))** (\(facts.severities)) in \(files), +\(added) −\(removed) lines. "
    let proof = facts.proof
    text +=
        "The result was rendered again and judged with all \(count(proof.ruleCount, "rule")): \(facts.beforeAndAfter).\n\n"
    let checks = facts.fixes.filter { $0.isReview && !$0.fix.check.isEmpty }
    if checks.count == 1 {
        text += "**Before merging**, check \(markdownText(checks[0].fix.check.withoutPeriod))."
    } else if facts.isReview {
        text += "**Before merging**, see what to check under *Risk*."
    } else {
        text += "Every fix here is of the safe class: nothing has to be checked by hand."
    }
    return text
}

/// What is replaced or interrupted comes before anything else.
private func forcedText(_ facts: GroupFacts) -> String {
    let forced = facts.forced
    if forced.isEmpty { return "" }
    let shown = forced.prefix(5).map { change in
        "**\(markdownText(masked(change.sentence))).**" + (change.source.map { " See \(markdownReference($0))." } ?? "")
    }
    let more = forced.count > shown.count ? [" And \(forced.count - shown.count) more."] : []
    return (shown + more).joined(separator: " ") + "\n\n"
}

private func wrongSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String {
    var parts = ["## What is wrong"]
    parts.append(
        facts.rules.map { rule in
            let severity = facts.findings.first { $0.rule.id == rule.id }?.severity ?? rule.severity
            return
                "- **\(markdownText(rule.title))** (\(severity.rawValue), \(markdownCode(rule.id))). \(markdownText(rule.why.asSentence))"
        }.joined(separator: "\n"))
    let places = runs(facts.findings.sorted(by: Finding.isOrderedBefore)) {
        Place(path: $0.path, spot: FindingPlace(span: $0.span, resource: $0.resource))
    }
    for place in places.prefix(limits.frames) { parts.append(placeText(place.elements, facts)) }
    let rest = places.dropFirst(limits.frames).flatMap(\.elements)
    if !rest.isEmpty {
        let items = rest.prefix(limits.rows * 5).map { finding in
            "- \(markdownCode(facts.sources.place(finding.path, finding.span))): \(markdownText(masked(finding.message)))"
        }
        let more = rest.count > items.count ? ["- and \(rest.count - items.count) more"] : []
        parts.append(
            folded("\(count(rest.count, "more finding")) of the same kind", (items + more).joined(separator: "\n")))
    }
    return parts.joined(separator: "\n\n")
}

private struct Place: Hashable {
    let path: String
    let spot: FindingPlace
}

private func placeText(_ findings: ArraySlice<Finding>, _ facts: GroupFacts) -> String {
    let first = findings[findings.startIndex]
    let messages = findings.sorted(by: Finding.isMoreUrgent).map { markdownText(masked($0.message)) }
    let head =
        "\(markdownCode(facts.sources.place(first.path, first.span))), \(markdownCode(first.resource.description))"
    let text =
        messages.count == 1
        ? "\(head): \(messages[0])" : "\(head):\n" + messages.map { "- \($0)" }.joined(separator: "\n")
    let frame = facts.sources.frame(first.path, first.span).map { markdownBlock($0.plain, language: "text") }
    let further = first.provenance.further.filter { ($0.path, $0.span) != (first.path, first.span) }
    let chain =
        further.isEmpty
        ? nil
        : "The value comes from "
            + further.map { "\(markdownCode(facts.sources.place($0.path, $0.span))) (\($0.role.title))" }.joined(
                separator: ", which takes it from ") + "."
    return [text, frame, chain].compactMap { $0 }.joined(separator: "\n\n")
}

private func hereSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String {
    struct Kind: Hashable {
        let rung: Rung
        let note: String
    }
    var titles: [Kind: [String]] = [:]
    var paths: [Kind: [String]] = [:]
    for fix in facts.group.fixes {
        for site in fix.sites {
            let kind = Kind(rung: site.rung, note: site.note)
            titles[kind, default: []].append(fix.finding.rule.fix?.title ?? fix.finding.rule.title)
            paths[kind, default: []].append(site.path)
        }
    }
    let kinds = titles.keys.sorted { ($0.rung, $0.note) < ($1.rung, $1.note) }
    var lines = kinds.prefix(limits.rows).map { kind in
        let what = listed(distinct(titles[kind] ?? []).map { "*\(markdownText($0))*" })
        let files = shortList(distinct(paths[kind] ?? []).sorted { $0.precedesBytewise($1) }.map(markdownCode), most: 5)
        return "- \(markdownText(kind.note)) (\(kind.rung.title)) in \(files): \(what)"
    }
    if kinds.count > lines.count { lines.append("- and \(count(kinds.count - lines.count, "more kind")) of places") }
    let listings = facts.group.settlement.before.rendered.listings.map(\.source.path).filter { path in facts.changes.contains { $0.path == path } }
    if !listings.isEmpty {
        lines.append("- and, since they repeat the default values, into \(listed(listings.map { markdownCode($0) }))")
    }
    let rejected = distinct(facts.group.fixes.flatMap(\.rejected))
    let why =
        rejected.isEmpty
        ? "No place further left decides these values, so whatever is built from here is fixed too."
        : "These places were tried first and refused:"
    var parts = ["## Why here", "The edits go into", lines.joined(separator: "\n"), why]
    if !rejected.isEmpty {
        let rows = rejected.prefix(limits.rows).map { item in
            [
                "\(markdownText(item.site.note)), \(markdownCode(item.site.path))",
                markdownCode(item.site.documentPath.description), item.site.rung.title,
                markdownText(masked(item.reason)),
            ]
        }
        parts.append(markdownTable(["Place", "Value", "Rung", "Why not"], Array(rows)))
    }
    return parts.joined(separator: "\n\n")
}

/// `a, b and 3 more`
func shortList(_ items: [String], most: Int) -> String {
    items.count <= most ? listed(items) : items.prefix(most).joined(separator: ", ") + " and \(items.count - most) more"
}

func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
}

private func riskSection(_ facts: GroupFacts) -> String {
    let rows = facts.fixes.map { item in
        [markdownText(item.fix.title), item.isReview ? "review" : "safe", item.impact.title, check(item)]
    }
    return "## Risk\n\n" + markdownTable(["Fix", "Class", "Impact", "Check before merging"], rows)
}

private func check(_ item: GroupFacts.FixKind) -> String {
    if item.isReview { return item.fix.check.isEmpty ? "the diff" : markdownText(item.fix.check.withoutPeriod) }
    guard item.fix.safety == .review, let condition = item.fix.safeWhen else { return "nothing" }
    return "nothing: \(markdownCode(condition)) holds here"
}

/// Content that a reader may skip.
func folded(_ title: String, _ content: String) -> String {
    "<details>\n<summary>\(htmlText(title))</summary>\n\n\(content)\n\n</details>"
}
