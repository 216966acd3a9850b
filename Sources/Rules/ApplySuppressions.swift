internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// Marks findings that a comment, annotation or waiver covers, and reports suppressions that have ended, name no rule or cover nothing.
func applySuppressions(
    _ findings: [Finding], _ project: RenderedProject, _ ruleset: Ruleset
) -> (findings: [Finding], diagnostics: [Diagnostic]) {
    var result = findings
    var diagnostics: [Diagnostic] = []
    for document in project.documents {
        let comments = document.comments + (project.embeddedComments[document.source.path] ?? [])
        if !comments.contains(where: { mayInstruct($0.text) }) { continue }
        let lines = LineIndex(document.source.bytes)
        let read = suppressionMarks(document, comments.sorted { $0.span.start < $1.span.start }, lines: lines)
        diagnostics += read.diagnostics
        for mark in read.marks {
            let isNative = mark.suppression.source == .comment
            let ids = mark.names.reduce(into: Set<String>()) { $0.formUnion(ruleset.ruleIDs(named: $1)) }
            let isWildcard = mark.names.contains("*")
            if ids.isEmpty, !isWildcard {
                if isNative {
                    diagnostics.append(note(mark, "suppression-unknown-rule", "no rule is called '\(mark.names.joined(separator: ", "))'"))
                }
                continue
            }
            if let until = mark.suppression.until, until < ruleset.today {
                diagnostics.append(note(mark, "suppression-expired", "the suppression ended on \(until)"))
                continue
            }
            let covered = result.indices.filter { index in
                (isWildcard || ids.contains(result[index].rule.id)) && covers(mark, result[index], document.source.path, lines)
            }
            for index in covered where result[index].suppression == nil { result[index].suppression = mark.suppression }
            if covered.isEmpty, isNative { diagnostics.append(note(mark, "suppression-unused", "the suppression covers no finding")) }
        }
    }
    applyMarks(&result, project, ruleset)
    applyWaivers(&result, ruleset)
    return (result, diagnostics)
}

private func note(_ mark: SuppressionMark, _ id: String, _ message: String) -> Diagnostic {
    Diagnostic(.warning, id, message, path: mark.suppression.path, span: mark.suppression.span, help: "remove or correct the comment")
}

private func covers(_ mark: SuppressionMark, _ finding: Finding, _ path: String, _ lines: LineIndex) -> Bool {
    guard finding.path == path || finding.home.path == path else { return false }
    func starts(on line: Int) -> Bool {
        if finding.path == path, lines.lineNumber(finding.span.start) == line { return true }
        return finding.home.path == path && finding.enclosingStarts.contains { $0 <= lines.byteCount && lines.lineNumber($0) == line }
    }
    switch mark.scope {
    case .file: return true
    case .line(let line): return starts(on: line)
    case .enclosing(let offset, let next): return finding.home.path == path && finding.home.span.contains(offset) || starts(on: next)
    }
}

private func applyMarks(_ findings: inout [Finding], _ project: RenderedProject, _ ruleset: Ruleset) {
    for resource in project.resources {
        for mark in ruleset.technologies.technology(of: resource.id.system)?.marks(of: resource) ?? [] {
            let ids = ruleset.ruleIDs(named: mark.name)
            let suppression = Suppression(source: .foreign, reason: mark.reason, until: nil, path: mark.origin.path, span: mark.origin.span)
            for index in findings.indices
            where findings[index].home == resource.home && ids.contains(findings[index].rule.id) && findings[index].suppression == nil {
                findings[index].suppression = suppression
            }
        }
    }
}

private func applyWaivers(_ findings: inout [Finding], _ ruleset: Ruleset) {
    for waiver in ruleset.configuration.waivers where waiver.until >= ruleset.today {
        for index in findings.indices {
            let finding = findings[index]
            guard finding.rule.id == waiver.rule, finding.suppression == nil,
                waiver.paths.isEmpty || waiver.paths.contains(where: { $0.matches(finding.home.path) }),
                waiver.resource.map({ finding.resource.description.hasSuffix($0) || $0 == finding.resource.name }) ?? true
            else { continue }
            let reason = "\(waiver.reason) (\(waiver.owner)\(waiver.approver.map { ", approved by \($0)" } ?? ""))"
            findings[index].suppression = Suppression(
                source: .waiver, reason: reason, until: waiver.until, path: Configuration.fileName, span: waiver.span)
        }
    }
}
