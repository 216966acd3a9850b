import ConfigModel
import SourceText
internal import Projects

/// One kustomization file, checked, with the folder that its paths start from.
struct Kustomization {
    /// Relative to the work tree; empty for its root.
    let folder: String
    let path: String
    let value: Traced
    /// The folders of the kustomizations that led here, the outermost first.
    let ancestors: [String]

    static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    var isComponent: Bool { value["kind"]?.value.string == "Component" }

    subscript(_ field: String) -> Traced? { value[field].flatMap { $0.value.isNull ? nil : $0 } }

    func list(_ field: String) -> [Traced] { value[field]?.value.list ?? [] }

    func text(_ field: String) -> String { value[field]?.value.string ?? "" }

    static func read(_ folder: String, ancestors: [String], _ sources: KustomizeSources) throws(KustomizeFailure) -> Kustomization {
        let found = fileNames.map { within(folder, $0) }.filter(sources.isFile)
        guard let path = found.first else {
            throw KustomizeFailure(
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in '\(folder.isEmpty ? "." : folder)'",
                path: within(folder, fileNames[0]))
        }
        guard found.count == 1 else { throw KustomizeFailure("found multiple kustomization files in '\(folder)'", path: path) }
        let roots = try sources.roots(kustomization: path)
        guard let root = roots.first, !root.value.isNull else { throw KustomizeFailure("kustomization.yaml is empty", path: path) }
        let value = try KustomizationShape.kustomization.read(root, "kustomization", path: path)
        let result = Kustomization(folder: folder, path: path, value: value, ancestors: ancestors)
        let fields = (value.value.mapping?.entries ?? []).filter { !["apiVersion", "kind"].contains($0.key) && !$0.value.value.isNull }
        if fields.isEmpty { throw KustomizeFailure("kustomization.yaml is empty", path: path) }
        try result.checkHead()
        return result
    }

    private func checkHead() throws(KustomizeFailure) {
        let kind = text("kind")
        guard ["", "Kustomization", "Component"].contains(kind) else {
            throw KustomizeFailure("kind should be Kustomization or Component", path: path, span: value["kind"]?.provenance.nearest?.span)
        }
        let wanted = isComponent ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1"
        guard ["", wanted].contains(text("apiVersion")) else {
            throw KustomizeFailure(
                "apiVersion for \(kind.isEmpty ? "Kustomization" : kind) should be \(wanted)", path: path,
                span: value["apiVersion"]?.provenance.nearest?.span)
        }
    }

    // MARK: paths

    /// The path of a file that the kustomization names, which has to lie in or below its folder.
    func file(_ entry: Traced) throws(KustomizeFailure) -> String {
        let written = entry.value.string ?? ""
        let span = entry.provenance.nearest?.span
        if isRemote(written) { throw KustomizeFailure(.remote, "'\(written)' lies on the network, which is not asked", path: path, span: span) }
        guard !written.hasPrefix("/"), let target = resolved(written, in: folder) else {
            throw KustomizeFailure("security; file '\(written)' is not in or below '\(folder)'", path: path, span: span)
        }
        guard folder.isEmpty || target == folder || target.hasPrefix(folder + "/") else {
            throw KustomizeFailure("security; file '\(target)' is not in or below '\(folder)'", path: path, span: span)
        }
        return target
    }

    /// The folder of another kustomization that this one names.
    func folder(_ entry: Traced, _ sources: KustomizeSources) throws(KustomizeFailure) -> String {
        let written = entry.value.string ?? ""
        let span = entry.provenance.nearest?.span
        if isRemote(written) {
            throw KustomizeFailure(.remote, "the base '\(written)' lies in another repository and stays opaque", path: path, span: span)
        }
        guard !written.isEmpty, !written.hasPrefix("/"), let target = resolved(written, in: folder) else {
            throw KustomizeFailure("'\(written)' is outside the work tree", path: path, span: span)
        }
        guard sources.isFolder(target) else {
            throw KustomizeFailure("no such file or folder: '\(written)'", path: path, span: span)
        }
        for visited in ancestors + [folder] where target.isEmpty || visited == target || visited.hasPrefix(target + "/") {
            throw KustomizeFailure(
                "cycle detected: candidate root '\(target)' contains visited root '\(visited)'", path: path, span: span)
        }
        return target
    }
}

/// Whether kustomize would ask the network or Git for it.
func isRemote(_ text: String) -> Bool {
    let lower = text.lowercased()
    if ["http://", "https://", "ssh://", "git::", "git@", "github.com/", "github.com:", "gh:", "file://", "oci://"].contains(where: lower.hasPrefix) {
        return true
    }
    return lower.contains("?ref=") || lower.contains(".git//") || lower.hasSuffix(".git")
}

func within(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : folder + "/" + name }

/// Whether Kustomize reads a file of that name as a kustomization.
func isKustomizationFile(_ path: String) -> Bool { Kustomization.fileNames.contains(fileName(of: path)) }
