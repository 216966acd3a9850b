package import ConfigModel
internal import Documents
internal import SourceText

/// Why a file was taken for what it is: what its path allows, and what its content shows.
package struct Recognition: Sendable {
    package let path: String
    package let content: String
}

/// The evidence by which one resource of a file was recognised.
///
/// Recognition itself is done where files are read (`kind(of:)`, `recogniseDirectives`, `recogniseStructured`, `kubernetesObjects`); here it
/// is put into words, with the keys and blocks that this file has.
package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
    let path = resource.home.path
    let name = fileName(of: path)
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? name
    let keys = topKeys(resource)
    switch project.project.kind {
    case .terraform: return Recognition(path: "the name ends in \(ending)", content: "a block \(resource.id.type)")
    case .cloudFormation:
        let mark = "resources of types such as '\(resource.id.type)'"
        return Recognition(path: "the name ends in \(ending)", content: mark)
    case .arm:
        return Recognition(path: "the name ends in \(ending)", content: "a schema of deployment templates and the type '\(resource.id.type)'")
    case .dockerfile: return Recognition(path: "the name '\(name)' is that of a Dockerfile", content: "instructions")
    case .chart: return Recognition(path: "it belongs to the chart in '\(project.project.name)'", content: objectWords(resource))
    case .kustomization:
        return Recognition(path: "a kustomization of '\(project.project.name)' takes it in", content: objectWords(resource))
    case .manifests, .directives: break
    }
    if resource.id.system == "kubernetes" { return Recognition(path: "the name ends in \(ending)", content: objectWords(resource)) }
    let strict: Set<String> = ["sshd", "sudoers", "sysctl", "systemd", "github", "docker"]
    let place = strict.contains(resource.id.system) ? "the path '\(path)' is one of \(resource.id.system)" : "the name ends in \(ending)"
    if resource.id.system == "rego" {
        let package = resource.value["package"]?.value.string ?? ""
        return Recognition(path: place, content: "a module of Rego \(resource.value["version"]?.value.string ?? ""), package '\(package)'")
    }
    let shown = keys.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
    let more = keys.count > 6 ? " and \(keys.count - 6) more" : ""
    let content = "it holds \(shown)\(more), and no word that is not of \(resource.id.system)"
    return Recognition(path: place, content: keys.isEmpty ? "nothing else fits" : content)
}

private func objectWords(_ resource: Resource) -> String {
    guard let version = resource.value["apiVersion"]?.value.string, let kind = resource.value["kind"]?.value.string else {
        return "a rendered object"
    }
    return "apiVersion '\(version)' and kind '\(kind)'"
}

private func topKeys(_ resource: Resource) -> [String] {
    (resource.value.value.mapping?.keys ?? []).filter { !["inherited", "included", "unresolved", "text", "args"].contains($0) }
}
