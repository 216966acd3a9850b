internal import ConfigModel
internal import SourceText

/// Suppressions that a Kubernetes object carries as annotations of other tools.
///
///     checkov.io/skip1: CKV_K8S_20=needs setuid
///     ignore-check.kube-linter.io/run-as-non-root: "legacy image"
///     polaris.fairwinds.com/hostNetworkSet-exempt: "true"
func annotationMarks(_ resource: Resource) -> [(names: [String], suppression: Suppression)] {
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
