import ConfigModel
package import SourceText
internal import Projects

/// Which kustomizations of a tree belong together, and which of them are built.
package struct KustomizationGraph: Sendable {
    /// Overlays, bases and components that are connected: one change may show in all of their builds.
    package struct Group: Hashable, Sendable {
        /// The folders of all kustomizations, sorted; relative to the work tree.
        package let folders: [String]
        /// The folders that are built: those that no other kustomization takes in. Components are never built by themselves.
        package let builds: [String]
        /// The kustomization files and every manifest and patch that they name, sorted.
        package let files: [String]
        /// Those of the files that are named as resources, sorted.
        package let manifests: [String]
        /// Those of the files that a component names.
        package let componentFiles: Set<String>
        /// For each manifest or patch the builds that take it in, sorted.
        package let users: [String: [String]]
    }

    /// By their first folder.
    package let groups: [Group]

    /// Reads the kustomization files of a tree; broken ones still belong to where they stand.
    package init(_ tree: any WorkTree, paths: [String]? = nil) {
        let sources = KustomizeSources(tree)
        var nodes: [String: Node] = [:]
        for path in paths ?? tree.paths where isKustomizationFile(path) {
            let place = folder(of: path)
            guard nodes[place] == nil, let node = Node(path, place, sources) else { continue }
            nodes[place] = node
        }
        var group: [String: String] = [:]
        func root(_ folder: String) -> String {
            var at = folder
            while let next = group[at] { at = next }
            return at
        }
        for (place, node) in nodes {
            for other in node.folders where nodes[other] != nil {
                let (a, b) = (root(place), root(other))
                if a != b { group[max(a, b)] = min(a, b) }
            }
        }
        // A file that two of them name is changed for both.
        var owners: [String: String] = [:]
        for place in nodes.keys.sorted() {
            for file in nodes[place]?.files ?? [] {
                guard let owner = owners[file] else {
                    owners[file] = place
                    continue
                }
                let (a, b) = (root(place), root(owner))
                if a != b { group[max(a, b)] = min(a, b) }
            }
        }
        let members = Dictionary(grouping: nodes.keys, by: root)
        let taken = Set(nodes.values.flatMap(\.folders))
        groups = members.sorted { $0.key < $1.key }.map { KustomizationGraph.group($0.value.sorted(), nodes, taken) }
    }

    private static func group(_ folders: [String], _ nodes: [String: Node], _ taken: Set<String>) -> Group {
        let builds = folders.filter { !taken.contains($0) && nodes[$0]?.isComponent == false }
        var users: [String: [String]] = [:]
        for build in builds {
            var seen: Set<String> = []
            var open = [build]
            while let place = open.popLast() {
                guard let node = nodes[place], seen.insert(place).inserted else { continue }
                for file in node.files { users[file, default: []].append(build) }
                open += node.folders
            }
        }
        let files = Set(folders.flatMap { nodes[$0]?.files ?? [] })
        return Group(
            folders: folders, builds: builds, files: files.sorted(), manifests: Set(folders.flatMap { nodes[$0]?.manifests ?? [] }).sorted(),
            componentFiles: Set(folders.filter { nodes[$0]?.isComponent == true }.flatMap { nodes[$0]?.files ?? [] }),
            users: users.mapValues { Array(Set($0)).sorted() })
    }
}

/// What one kustomization file names.
private struct Node {
    let isComponent: Bool
    /// Other kustomizations.
    var folders: [String] = []
    /// Itself, manifests, patches and files of generators and transformers, as far as they are in the tree.
    var files: [String] = []
    /// Those of the files that are resources.
    var manifests: [String] = []

    /// Nil for a file that is no kustomization, such as Flux's resource of that name.
    init?(_ path: String, _ place: String, _ sources: KustomizeSources) {
        files = [path]
        guard let value = try? sources.roots(kustomization: path).first, value.value.mapping != nil else {
            isComponent = false
            return
        }
        if let version = value["apiVersion"]?.value.string, !version.hasPrefix("kustomize.config.k8s.io/") { return nil }
        isComponent = value["kind"]?.value.string == "Component"
        func add(_ entry: Traced?) {
            guard let text = entry?.value.string, !isRemote(text), !text.contains("\n"), let target = resolved(text, in: place) else { return }
            if sources.isFile(target) { files.append(target) } else if sources.isFolder(target) { folders.append(target) }
        }
        for field in ["resources", "bases"] { for entry in value[field]?.value.list ?? [] { add(entry) } }
        manifests = Array(files.dropFirst())
        for field in ["components", "patchesStrategicMerge", "configurations", "crds", "generators", "transformers"] {
            for entry in value[field]?.value.list ?? [] { add(entry) }
        }
        for field in ["patches", "patchesJson6902", "replacements"] {
            for entry in value[field]?.value.list ?? [] { add(entry["path"]) }
        }
    }
}
