internal import ConfigModel
internal import Primitives
internal import Rules
internal import SourceText

/// One finding as a `result` (§3.27).
func sarifResult(_ finding: Finding, ruleIndex: Int, _ sources: SourceLines, _ edits: FindingEdits) -> JSON {
    let origins = finding.provenance.origins
    return .object([
        "ruleId": .string(finding.check.id),
        "ruleIndex": .int(ruleIndex),
        "level": .string(finding.severity.sarifLevel),
        "message": .object(["text": .string(sarifMessage(masked(finding.message)))]),
        "locations": .array([
            .object([
                "physicalLocation": physicalLocation(finding.path, finding.span, sources),
                "logicalLocations": .array([
                    .object(["fullyQualifiedName": .string(oneLine(finding.resource.description)), "kind": "resource"])
                ]),
            ])
        ]),
        "partialFingerprints": .object(["larboard/v1": .string(finding.fingerprint)]),
        "relatedLocations": origins.count > 1 ? .array(relatedLocations(finding, sources)) : nil,
        "codeFlows": origins.count > 1 ? .array([codeFlow(origins, sources)]) : nil,
        "suppressions": finding.suppression.map { .array([suppression($0, sources)]) },
        "fixes": fix(finding, sources, edits).map { .array([$0]) },
        "properties": .object(["security-severity": .string(finding.severity.securitySeverity)]),
    ])
}

private func relatedLocations(_ finding: Finding, _ sources: SourceLines) -> [JSON] {
    finding.provenance.origins.prefix(SARIFLimits.relatedLocations).enumerated().map { index, origin in
        .object([
            "id": .int(index + 1),
            "physicalLocation": physicalLocation(origin.path, origin.span, sources),
            "message": .object(["text": .string(origin.role.title)]),
        ])
    }
}

/// The way of the value from its author to the resource.
private func codeFlow(_ origins: [Origin], _ sources: SourceLines) -> JSON {
    let steps = origins.prefix(SARIFLimits.relatedLocations).reversed().map { origin in
        JSON.object([
            "location": .object([
                "physicalLocation": physicalLocation(origin.path, origin.span, sources),
                "message": .object(["text": .string(origin.role.title)]),
            ])
        ])
    }
    return .object([
        "message": .object(["text": "from where the value is written to where it takes effect"]),
        "threadFlows": .array([.object(["locations": .array(Array(steps))])]),
    ])
}

/// Comments lie in the source, waivers in the configuration beside it (§3.35).
private func suppression(_ suppression: Suppression, _ sources: SourceLines) -> JSON {
    .object([
        "kind": suppression.source == .waiver ? "external" : "inSource",
        "status": "accepted",
        "justification": .string(oneLine(suppression.reason + (suppression.until.map { " (until \($0))" } ?? ""))),
        "location": .object(["physicalLocation": physicalLocation(suppression.path, suppression.span, sources)]),
    ])
}

/// The edits that remove the finding (§3.55), or nil: a fix without changes is not valid.
private func fix(_ finding: Finding, _ sources: SourceLines, _ edits: FindingEdits) -> JSON? {
    guard finding.suppression == nil, finding.fix.edits != nil, let files = edits(finding) else { return nil }
    let changes = files.sorted { $0.key.precedesBytewise($1.key) }.compactMap { path, list -> JSON? in
        var replacements: [JSON] = []
        for edit in list.edits {
            guard let place = sources.region(path, edit.span) else { return nil }
            replacements.append(
                .object([
                    "deletedRegion": region(place, withBytes: true),
                    "insertedContent": edit.replacement.isEmpty ? nil : content(edit.replacement),
                ]))
        }
        return JSON.nonEmpty(replacements).map {
            .object(["artifactLocation": artifactLocation(path), "replacements": $0])
        }
    }
    guard changes.count == files.count, !changes.isEmpty else { return nil }
    return .object([
        "description": .object(["text": .string(sarifMessage(finding.check.fix?.title ?? finding.check.title))]),
        "artifactChanges": .array(changes),
    ])
}

/// Text where the bytes are UTF-8, else base 64 (§3.3).
private func content(_ bytes: [UInt8]) -> JSON {
    if let text = String(validating: bytes, as: UTF8.self) { return .object(["text": .string(text)]) }
    return .object(["binary": .string(Base64.encoded(bytes))])
}
