package import ConfigModel
internal import Documents

/// Knows what a technology makes of which bytes, so that a proof can ask whether a difference between two renderings derives from an edit.
///
/// A value's trace (`Traced.provenance`) names the places that it was taken from. What is worked out, counted or chosen by a condition
/// has more to it; each technology answers for its own.
package protocol DerivationSource: Sendable {
    /// Places that had a part in a value, or in its being there, besides those that its trace names. Asked of one rendering, only where
    /// traces do not answer.
    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin]

    /// Whether a changed value is one that restates what a fix of `fixed` changes, such as a digest or the text that holds a document.
    ///
    /// It says of what kind the value is. That it derives from the fix's edit is asked besides.
    func restates(_ change: RenderedChange, _ fixed: FixedResource) -> Bool

    /// The part of a resource that follows from what stands at `path`: more than the value where the technology reads it as a whole.
    func extent(of path: ValuePath, in resource: ResourceID) -> ValuePath

    /// How a value that several resources share may show in a resource that no fix is about.
    func sharing(in resource: ResourceID) -> Sharing

    /// Whether resources are made from what stands at a site, rather than written there.
    func isInput(_ site: SiteCandidate) -> Bool

    /// First keys of a new resource that say what and where it is, which are written as those of the resource it stands beside.
    func headKeys(of resource: ResourceID) -> Set<String>
}

/// One value of a rendered resource.
package struct RenderedPart: Sendable {
    /// As it was rendered.
    package let resource: Resource
    /// Which of the resource's render cases is asked about.
    package let renderCase: Int
    /// From the resource's root; the root stands for the resource's being there.
    package let path: ValuePath

    /// - Parameter path: the root asks why the resource is there at all.
    package init(resource: Resource, renderCase: Int, path: ValuePath) {
        self.resource = resource
        self.renderCase = renderCase
        self.path = path
    }
}

/// A value before and after a change; nil where it is new or lost.
package struct RenderedChange: Sendable {
    /// The one that changed, which the fix need not be about.
    package let resource: ResourceID
    /// The file that the resource is written in.
    package let file: String
    /// From the resource's root.
    package let path: ValuePath
    /// Nil where the change adds the value.
    package let before: Value?
    /// Nil where the change removes the value.
    package let after: Value?

    /// At least one of `before` and `after` is there.
    package init(resource: ResourceID, file: String, path: ValuePath, before: Value?, after: Value?) {
        self.resource = resource
        self.file = file
        self.path = path
        self.before = before
        self.after = after
    }
}

/// The resource that a fix is about.
package struct FixedResource: Sendable {
    /// Its identity before the fix.
    package let id: ResourceID
    /// Where it is written.
    package let home: Resource.Home

    /// The resource as it was before the fix.
    package init(id: ResourceID, home: Resource.Home) {
        self.id = id
        self.home = home
    }
}

/// What of a shared value may show elsewhere, always as the same new value.
package enum Sharing: Sendable {
    /// Nothing: resources are written out, each by itself.
    case nothing
    /// Anything that is made from an input, such as the default of a variable.
    case inputs
    /// The same key, wherever templates or patches write it.
    case keys
}

extension DerivationSource {
    package func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] { [] }

    package func restates(_ change: RenderedChange, _ fixed: FixedResource) -> Bool { change.isDigest || change.isHost(of: fixed) }

    package func extent(of path: ValuePath, in resource: ResourceID) -> ValuePath { path }

    package func sharing(in resource: ResourceID) -> Sharing { .nothing }

    package func isInput(_ site: SiteCandidate) -> Bool { site.rung != .application }

    package func headKeys(of resource: ResourceID) -> Set<String> { ["apiVersion", "kind", "metadata"] }
}

/// The answers for what is applied as it is written: traces tell all.
package struct TracedDerivations: DerivationSource {
    package init() {}
}

/// The answers for objects that templates or patches make.
package struct ComposedDerivations: DerivationSource {
    package init() {}

    package func sharing(in resource: ResourceID) -> Sharing { .keys }
}

/// The answers for files of several products, each of which knows its own.
package struct ProductDerivations: DerivationSource {
    private let technologies: TechnologySet

    /// Asks the technology of a resource's system; traces alone where none has it.
    package init(_ technologies: TechnologySet) { self.technologies = technologies }

    private func source(_ id: ResourceID) -> any DerivationSource { technologies.technology(of: id.system)?.derivations ?? TracedDerivations() }

    package func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        source(part.resource.id).origins(of: part, in: documents)
    }
    package func restates(_ change: RenderedChange, _ fixed: FixedResource) -> Bool { source(change.resource).restates(change, fixed) }
    package func extent(of path: ValuePath, in resource: ResourceID) -> ValuePath { source(resource).extent(of: path, in: resource) }
    package func sharing(in resource: ResourceID) -> Sharing { source(resource).sharing(in: resource) }
    package func headKeys(of resource: ResourceID) -> Set<String> { source(resource).headKeys(of: resource) }
}

extension RenderedChange {
    /// Whether it is `checksum/config: <digest>`: an annotation that went from one digest to another of its kind.
    package var isDigest: Bool {
        guard case .string(let before)? = before, case .string(let after)? = after, path.elements.contains(.key("annotations")),
            before.utf8.count == after.utf8.count, before.utf8.count >= 32
        else { return false }
        return [before, after].allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } }
    }

    /// Whether it is the text that holds the document of a fix.
    package func isHost(of fixed: FixedResource) -> Bool {
        guard fixed.home.embedded != nil, fixed.home.path == file, resource != fixed.id else { return false }
        return fixed.home.prefix.elements.suffix(path.count).elementsEqual(path.elements)
    }
}

extension RenderedProject {
    /// What the project's technology knows of where values come from.
    package var derivations: any DerivationSource { sites.derivations }
}
