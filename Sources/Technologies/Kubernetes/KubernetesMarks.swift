internal import ConfigModel
internal import Projects
internal import SourceText

/// Annotations by which an object turns off a check of another tool.
///
///     checkov.io/skip1: CKV_K8S_20=needs setuid
///     ignore-check.kube-linter.io/run-as-non-root: "legacy image"
///     polaris.fairwinds.com/hostNetworkSet-exempt: "true"
func annotationMarks(_ resource: Resource) -> [ForeignMark] {
    (resource.value["metadata"]?["annotations"]?.value.mapping?.entries ?? []).compactMap { entry in
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
        return ForeignMark(name: String(found.name), reason: String(found.reason.trimmed), origin: origin)
    }
}
