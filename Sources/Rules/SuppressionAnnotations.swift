internal import ConfigModel
internal import SourceText

/// Suppressions that a resource carries for other tools: annotations of a Kubernetes object, metadata of a resource of
/// CloudFormation or Azure Resource Manager.
///
///     checkov.io/skip1: CKV_K8S_20=needs setuid
///     ignore-check.kube-linter.io/run-as-non-root: "legacy image"
///     polaris.fairwinds.com/hostNetworkSet-exempt: "true"
func annotationMarks(_ resource: Resource) -> [(names: [String], suppression: Suppression)] {
    if resource.id.system == "cloudformation" || resource.id.system == "arm" { return metadataMarks(resource) }
    guard resource.id.system == "kubernetes", let annotations = resource.value["metadata"]?["annotations"]?.value.mapping else { return [] }
    return annotations.entries.compactMap { entry in
        let text = entry.value.value.string ?? ""
        let found: (name: Substring, reason: Substring)? =
            if entry.key.hasPrefix("checkov.io/skip") {
                (text.prefix { $0 != "=" }, text.drop { $0 != "=" }.dropFirst())
            } else if let check = entry.key.dropping("ignore-check.kube-linter.io/") {
                (check, text[...])
            } else if let check = entry.key.dropping("polaris.fairwinds.com/"), check.hasSuffix("-exempt"), text == "true" {
                (check.dropLast("-exempt".count), "")
            } else {
                nil
            }
        guard let found, let origin = entry.value.provenance.nearest else { return nil }
        let reason = found.reason.trimmed.isEmpty ? "no reason given" : String(found.reason.trimmed)
        let suppression = Suppression(source: .foreign, reason: reason, until: nil, path: origin.path, span: origin.span)
        return ([String(found.name)], suppression)
    }
}

/// Suppressions in the metadata of a resource of CloudFormation or Azure Resource Manager.
///
///     Metadata: {checkov: {skip: [{id: CKV_AWS_18, comment: logs nothing}]}}
///     "metadata": {"checkov": ["checkov:skip=CKV_AZURE_3: serves a legacy client"]}
///     Metadata: {cfn_nag: {rules_to_suppress: [{id: W35, reason: logs nothing}]}}
private func metadataMarks(_ resource: Resource) -> [(names: [String], suppression: Suppression)] {
    let metadata = resource.value["Metadata"]
    if resource.id.system == "arm" { return writtenSkips(resource.value["metadata"]?["checkov"]) }
    let skipped = (metadata?["checkov"]?["skip"]?.value.list ?? []) + (metadata?["cfn_nag"]?["rules_to_suppress"]?.value.list ?? [])
    return skipped.compactMap { item in
        guard let id = item["id"]?.value.string, let origin = item.provenance.nearest else { return nil }
        let reason = item["comment"]?.value.string ?? item["reason"]?.value.string ?? "no reason given"
        return ([id], Suppression(source: .foreign, reason: reason, until: nil, path: origin.path, span: origin.span))
    }
}

/// `checkov:skip=CKV_AZURE_3: reason`, once or as a list.
private func writtenSkips(_ value: Traced?) -> [(names: [String], suppression: Suppression)] {
    let items = value?.value.list ?? value.map { [$0] } ?? []
    return items.compactMap { item in
        guard let text = item.value.string, let mark = text.firstRange(of: "checkov:skip="), let origin = item.provenance.nearest else { return nil }
        let rest = text[mark.upperBound...]
        let reason = String(rest.drop { $0 != ":" }.dropFirst().trimmed)
        let suppression = Suppression(
            source: .foreign, reason: reason.isEmpty ? "no reason given" : reason, until: nil, path: origin.path, span: origin.span)
        return ([String(rest.prefix { $0 != ":" }.trimmed)], suppression)
    }
}
