import ConfigModel
internal import Documents
package import SourceText
package import Projects

/// A group of kustomizations with every one of its builds, as one project.
package struct KustomizeProject: Sendable {
    /// One folder that is built: a render case.
    package struct Build: Sendable {
        /// The kustomization's, from the root of the work tree.
        package let folder: String
        /// Why it cannot be built, when it cannot.
        package let failure: KustomizeFailure?
    }

    /// One object as one or several builds have it.
    package struct Object: Sendable {
        /// As the first of the builds has it.
        package let object: KustomizeRendering.Object
        /// Indexes into `builds`, ascending.
        package let builds: [Int]
    }

    /// The kustomizations that were built, and those that they take in.
    package let group: KustomizationGraph.Group
    /// In the order of the group.
    package let builds: [Build]
    /// Objects of the first build, then what later builds have otherwise.
    package let objects: [Object]
    /// Files that a successful build read.
    package let used: Set<String>
    /// Every file that a build read and that is YAML or JSON, sorted by path.
    package let documents: DocumentSet

    /// Builds every kustomization of a group that no other one takes in.
    package init(_ group: KustomizationGraph.Group, in tree: any WorkTree, options: KustomizeOptions = KustomizeOptions()) {
        self.group = group
        var objects: [Object] = []
        var known: [Place: [Int]] = [:]
        var paths = Set(group.files)
        var used: Set<String> = []
        builds = group.builds.enumerated().map { number, folder in
            let rendering = renderKustomization(tree, folder, options: options)
            paths.formUnion(rendering.paths)
            if rendering.failure == nil { used.formUnion(rendering.paths) }
            for object in rendering.objects {
                let place = Place(path: object.path, root: object.root, prefix: object.prefix)
                // Objects that are equal and written in the same places need to be judged once.
                if let same = known[place]?.first(where: { isSame(objects[$0].object.value, object.value) }) {
                    objects[same] = Object(object: objects[same].object, builds: objects[same].builds + [number])
                } else {
                    known[place, default: []].append(objects.count)
                    objects.append(Object(object: object, builds: [number]))
                }
            }
            return Build(folder: folder, failure: rendering.failure)
        }
        self.objects = objects
        self.used = used
        documents = DocumentSet(
            paths.sorted(by: bytewise).filter(isYAML).compactMap { path in
                (try? tree.file(path)).map { tree.document($0, as: path.hasSuffix(".json") ? .json : .yaml) }
            })
    }

    /// The folders whose builds take in a file.
    package func users(of path: String) -> [String] { group.users[path] ?? [] }
}

private struct Place: Hashable {
    let path: String
    let root: Int
    let prefix: ValuePath
}

private func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

private func isYAML(_ path: String) -> Bool {
    [".yaml", ".yml", ".json"].contains(where: path.hasSuffix) || isKustomizationFile(path)
}

/// Whether two values are equal and every key and leaf is written in the same places.
private func isSame(_ a: Traced, _ b: Traced) -> Bool {
    guard a.provenance == b.provenance else { return false }
    switch (a.value, b.value) {
    case (.map(let left), .map(let right)):
        return left.count == right.count
            && zip(left.entries, right.entries).allSatisfy {
                $0.key == $1.key && $0.keyProvenance == $1.keyProvenance && isSame($0.value, $1.value)
            }
    case (.list(let left), .list(let right)): return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
    default: return a.value == b.value
    }
}
