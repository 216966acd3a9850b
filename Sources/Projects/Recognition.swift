package import ConfigModel

/// Why a file was taken for what it is, in words: what its path allows, and what its content shows.
package struct Recognition: Sendable {
    /// What the path allows, as part of a sentence: `the name ends in .conf`.
    package let path: String
    /// What the content shows, as part of a sentence.
    package let content: String

    /// Both are printed as they are.
    package init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// The evidence of a file that is known by its keys or blocks.
    package static func byWords(of resource: Resource, place: String) -> Recognition {
        let keys = (resource.value.value.mapping?.keys ?? []).filter { !["inherited", "included", "unresolved", "text", "args"].contains($0) }
        let shown = keys.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
        let more = keys.count > 6 ? " and \(keys.count - 6) more" : ""
        let content = "it holds \(shown)\(more), and no word that is not of \(resource.id.system)"
        return Recognition(path: place, content: keys.isEmpty ? "nothing else fits" : content)
    }

    /// The evidence of a file that its path gives away, and its keys or blocks confirm.
    package static func byPath(of resource: Resource) -> Recognition {
        byWords(of: resource, place: "the path '\(resource.home.path)' is one of \(resource.id.system)")
    }
}

extension Resource.Home {
    /// The ending of the file's name, with its dot; the name where it has none.
    package var ending: String {
        let name = fileName(of: path)
        return name.lastIndex(of: ".").map { String(name[$0...]) } ?? name
    }
}
