package import ConfigModel
package import SourceText
internal import Projects

/// What came of building a kustomization.
package struct KustomizeRendering: Sendable {
    /// One finished object; every key and leaf of its value knows the file that it is written in.
    package struct Object: Sendable {
        /// The object with all its keys, from `apiVersion` on.
        package let value: Traced
        /// The file that the object comes from before anything changed it: a manifest, a kustomization, a chart's template.
        package let path: String
        /// Which document of that file, from 0.
        package let root: Int
        /// The way from that document's root to the object: `items[2]` in a `List`.
        package let prefix: ValuePath
        /// Documents of patch files that were merged into it, in order.
        package let patches: [Patch]
    }

    /// One document of a patch file.
    package struct Patch: Hashable, Sendable {
        /// The file, from the root of the work tree.
        package let path: String
        /// Which document of that file, from 0.
        package let root: Int
    }

    /// In the order in which `kubectl kustomize` prints them; none when the build failed.
    package let objects: [Object]
    /// Why there are no objects; nil when the build succeeded.
    package let failure: KustomizeFailure?
    /// Every file that the build read, in the order of first use.
    package let paths: [String]
}

/// Builds the kustomization in a folder of a work tree, as `kubectl kustomize` of version 5.7 does, without subprocess or network.
///
/// Values carry where they are written: base manifests as `.literal`, patches, generator sources and the fields of kustomizations as
/// `.environment`. Bases in other repositories, charts that are not in the tree and plugins end the build with a failure that says so.
package func renderKustomization(_ tree: any WorkTree, _ folder: String, options: KustomizeOptions = KustomizeOptions()) -> KustomizeRendering {
    let sources = KustomizeSources(tree)
    var build = KustomizeBuild(sources, options)
    do throws(KustomizeFailure) {
        let resources = try build.run(folder)
        let objects = resources.map {
            KustomizeRendering.Object(
                value: $0.value, path: $0.home.path, root: $0.home.root, prefix: $0.home.prefix,
                patches: $0.patches.map { KustomizeRendering.Patch(path: $0.path, root: $0.root) })
        }
        return KustomizeRendering(objects: objects, failure: nil, paths: sources.paths)
    } catch {
        return KustomizeRendering(objects: [], failure: error, paths: sources.paths)
    }
}
