package import Rules

/// What a list of rules can be written as.
package enum CatalogueFormat: String, Sendable, CaseIterable {
    case text, json, markdown, tsv
}

/// Writes a list of rules, sorted by area and id.
package func render(_ rules: [Rule], as format: CatalogueFormat, allowsColour: Bool = false) -> String {
    let rules = inOrder(rules)
    return switch format {
    case .text: textCatalogue(rules, Paint(isOn: allowsColour))
    case .json: JSON.array(rules.map(json)).pretty
    case .markdown: catalogue(rules)
    case .tsv: tableCatalogue(rules)
    }
}

/// The catalogue page, `rules/CATALOG.md`: counts, then a table for each area.
package func catalogue(_ rules: [Rule]) -> String {
    let rules = inOrder(rules)
    var parts = [
        "# Rule catalogue", "Made by `larboard-dev generate` from the rule files; do not edit.", countsText(rules),
    ]
    for area in runs(rules, by: \.area) {
        parts.append("## \(markdownText(area.key.isEmpty ? "other" : area.key)) (\(area.elements.count))")
        let rows = area.elements.map { rule in
            [
                "[\(rule.id)](\(rule.path))", markdownText(rule.title), rule.severity.rawValue, rule.fixClass,
                rule.impactName,
                rule.aliases.map { markdownText($0) }.joined(separator: ", "),
                rule.controls.map { markdownText("\($0.framework) \($0.control)") }.joined(separator: "; "),
            ]
        }
        parts.append(
            markdownTable(["Rule", "What it finds", "Severity", "Fix", "Impact", "Also known as", "Controls"], rows))
    }
    return parts.joined(separator: "\n\n") + "\n"
}

private func inOrder(_ rules: [Rule]) -> [Rule] { rules.sorted { ($0.area, $0.id) < ($1.area, $1.id) } }

private func countsText(_ rules: [Rule]) -> String {
    let severities = Severity.worstFirst.map { severity in
        "\(rules.count { $0.severity == severity }) \(severity.rawValue)"
    }
    let classes = Fix.Safety.allCases.map { safety in
        "\(rules.count { $0.fixSafety == safety }) \(safety == .none ? "advice" : safety.rawValue)"
    }
    let rows = runs(rules, by: \.area).map { area in
        [markdownText(area.key), "\(area.elements.count)"]
            + Fix.Safety.allCases.map { safety in "\(area.elements.count { $0.fixSafety == safety })" }
    }
    return """
        \(count(rules.count, "rule")): \(severities.joined(separator: ", ")). By the class of their fix: \(classes.joined(separator: ", ")).

        \(markdownTable(["Area", "Rules", "Safe fix", "Fix to review", "Advice"], rows))

        A *safe* fix is applied by itself, a *review* fix after somebody looked at what the rule says to check, *advice* is for a person to act on.
        """
}

private func textCatalogue(_ rules: [Rule], _ paint: Paint) -> String {
    let width = rules.map(\.id.count).max() ?? 0
    var lines: [String] = []
    for area in runs(rules, by: \.area) {
        lines.append(paint.bold(area.key))
        for rule in area.elements {
            let severity =
                paint.severity(rule.severity) + String(repeating: " ", count: 8 - rule.severity.rawValue.count)
            let fix = rule.fixClass + String(repeating: " ", count: 6 - rule.fixClass.count)
            let id = rule.id + String(repeating: " ", count: width - rule.id.count)
            lines.append("  \(id)  \(severity)  \(fix)  \(rule.title)")
        }
        lines.append("")
    }
    let fixable = rules.count { $0.fixSafety != .none }
    return (lines + ["\(count(rules.count, "rule")), \(fixable) with a fix"]).joined(separator: "\n") + "\n"
}

private func tableCatalogue(_ rules: [Rule]) -> String {
    let head = ["id", "area", "severity", "confidence", "fix", "impact", "title", "aliases", "controls"]
    let rows = rules.map { rule in
        [
            rule.id, rule.area, rule.severity.rawValue, rule.confidence.rawValue, rule.fixClass, rule.impactName,
            rule.title,
            rule.aliases.joined(separator: ","),
            rule.controls.map { "\($0.framework)=\($0.control)" }.joined(separator: ","),
        ].map(oneLine)
    }
    return ([head] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
}

private func json(_ rule: Rule) -> JSON {
    .object([
        "id": .string(rule.id), "area": .string(rule.area), "title": .string(rule.title),
        "severity": .string(rule.severity.rawValue),
        "confidence": .string(rule.confidence.rawValue), "why": .string(rule.why), "advice": .string(rule.advice),
        "selectors": .strings(rule.selectors.map(\.text)), "require": .string(rule.variants[0].require),
        "message": .string(rule.variants[0].message),
        "fix": rule.fix.map { fix in
            .object([
                "title": .string(fix.title), "safety": .string(fix.safety.rawValue),
                "impact": .string(fix.impact.rawValue),
                "safeWhen": fix.safeWhen.map(JSON.string), "check": fix.check.isEmpty ? nil : .string(fix.check),
                "needs": .nonEmpty(fix.needs.map { .object(["that": .string($0.that), "else": .string($0.reason)]) }),
            ])
        },
        "group": rule.group.map(JSON.string), "aliases": .strings(rule.aliases),
        "controls": .array(
            rule.controls.map { .object(["framework": .string($0.framework), "control": .string($0.control)]) }),
        "references": .strings(rule.references),
        "parameters": .nonEmpty(
            rule.parameters.map { parameter in
                .object([
                    "name": .string(parameter.name), "description": .string(parameter.description),
                    "hasDefault": .bool(parameter.fallback != nil),
                ])
            }),
        "file": .string(rule.path),
    ])
}

extension Rule {
    fileprivate var fixSafety: Fix.Safety { fix?.safety ?? .none }

    /// `safe`, `review` or `advice`.
    fileprivate var fixClass: String { fixSafety == .none ? "advice" : fixSafety.rawValue }

    fileprivate var impactName: String { fixSafety == .none ? "" : fix?.impact.rawValue ?? "" }
}
