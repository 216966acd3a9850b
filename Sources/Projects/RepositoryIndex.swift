package import ConfigModel
internal import Documents
package import SourceText
internal import Synchronization

/// The Kubernetes objects of some kinds that a whole work tree holds, for rules that ask whether something is there.
///
///     shop/web.yaml         Deployment web                  the project that is judged
///     platform/deny.yaml    NetworkPolicy, namespace shop   a neighbour
///     charts/base/…         NetworkPolicy in a template     a neighbour of which only the kind is known
///
/// Read on first use, in one pass that parses only the files that name such a kind. A class, since all projects of a scan share it.
///
/// Relations look at the whole work tree. For Kubernetes a related resource may lie in another folder than what it protects, so
/// `RepositoryIndex` reads every file that names a kind that rules relate to, in one pass. What it says counts as it stands; what another
/// tool renders, or applies into a namespace of its own, is a doubt, and where there is doubt nothing missing is claimed. Terraform's scope
/// is the project: root modules with all that they call. References are followed by value: what is known only after `apply` says which
/// block it comes from (`UnknownReason.target`), through locals, arguments and outputs.
package final class RepositoryIndex: Sendable {
    /// Something outside of a project.
    package struct Neighbour: Sendable {
        /// The file, from the root of the work tree.
        package let path: String
        /// The Kubernetes kind: `NetworkPolicy`.
        package let kind: String
        /// Nil where only rendering would tell what the object says.
        package let object: Resource?
        /// The folder around a template within which it may well apply; empty for the whole tree.
        package let area: String

        /// - Parameter object: nil where only rendering would tell.
        package init(path: String, kind: String, object: Resource?, area: String) {
            self.path = path
            self.kind = kind
            self.object = object
            self.area = area
        }
    }

    private let tree: any WorkTree
    private let kinds: Set<String>
    private let technologies: TechnologySet
    /// What the tree was before some files changed.
    private let base: RepositoryIndex?
    private let found = Mutex<[String: [Neighbour]]?>(nil)
    private let composed = Mutex<Set<String>?>(nil)
    private let isRead = Atomic<Bool>(false)

    /// - Parameter kinds: the kinds that rules ask for.
    package convenience init(_ tree: any WorkTree, kinds: Set<String>, technologies: TechnologySet) {
        self.init(tree, kinds: kinds, technologies: technologies, base: nil)
    }

    private init(_ tree: any WorkTree, kinds: Set<String>, technologies: TechnologySet, base: RepositoryIndex?) {
        self.tree = tree
        self.technologies = technologies
        self.kinds = kinds
        self.base = base
    }

    /// The same with some files changed.
    package func overlaying(_ overlay: OverlayTree) -> RepositoryIndex {
        RepositoryIndex(overlay, kinds: kinds, technologies: technologies, base: self)
    }

    /// Whether the file's document may still be asked for.
    package func mayRead(_ path: String) -> Bool {
        !kinds.isEmpty && !isRead.load(ordering: .relaxed) && technologies.objectReaders.contains { $0.mayHold(path) }
    }

    /// Neighbours of those kinds outside of some files.
    package func neighbours(_ wanted: [String], outside paths: Set<String>) -> [Neighbour] {
        let all = entries()
        return wanted.flatMap { all[$0] ?? [] }.filter { !paths.contains($0.path) }
    }

    private func entries() -> [String: [Neighbour]] {
        found.withLock { known in
            if let known { return known }
            var result: [String: [Neighbour]] = [:]
            if let base, let overlay = tree as? OverlayTree {
                result = base.entries().mapValues { $0.filter { overlay.changes[$0.path] == nil } }
                for path in overlay.changes.keys.sorted() { add(path, to: &result) }
            } else {
                let tested = technologies.testFiles(tree.paths, in: tree)
                for path in tree.paths where !tested.contains(path) { add(path, to: &result) }
            }
            known = result
            isRead.store(true, ordering: .relaxed)
            return result
        }
    }

    private func add(_ path: String, to result: inout [String: [Neighbour]]) {
        for reader in technologies.objectReaders {
            for neighbour in reader.objects(in: path, of: tree, kinds: kinds, isComposed: { composedFiles().contains(path) }) {
                result[neighbour.kind, default: []].append(neighbour)
            }
        }
    }

    /// Files that something changes before they are applied.
    private func composedFiles() -> Set<String> {
        if let base { return base.composedFiles() }
        return composed.withLock { known in
            if let known { return known }
            let result = technologies.objectReaders.reduce(into: Set<String>()) { $0.formUnion($1.composedFiles(in: tree)) }
            known = result
            return result
        }
    }
}

/// A technology whose objects may be related to those of any other project of the work tree.
package protocol ObjectReader: Technology {
    /// The objects of some kinds that a file holds, or may hold.
    /// - Parameter isComposed: whether something changes the file's objects before they are applied; asked where it matters.
    func objects(
        in path: String, of tree: any WorkTree, kinds: Set<String>, isComposed: () -> Bool
    ) -> [RepositoryIndex.Neighbour]

    /// Whether a file of this path may hold objects.
    func mayHold(_ path: String) -> Bool

    /// Files whose objects it changes before they are applied.
    func composedFiles(in tree: any WorkTree) -> Set<String>
}

extension ObjectReader {
    package func objects(
        in path: String, of tree: any WorkTree, kinds: Set<String>, isComposed: () -> Bool
    ) -> [RepositoryIndex.Neighbour] { [] }

    package func mayHold(_ path: String) -> Bool { false }

    package func composedFiles(in tree: any WorkTree) -> Set<String> { [] }
}
