internal import SourceText

/// Files or folders that belong together because one names another, joined pair by pair.
package struct PathGroups {
    private var parents: [String: String]

    /// - Parameter paths: each in a group of its own at first.
    package init(_ paths: some Sequence<String>) { parents = Dictionary(uniqueKeysWithValues: paths.map { ($0, $0) }) }

    /// Adds a path as a group of its own; a known one stays where it is.
    package mutating func add(_ path: String) { if parents[path] == nil { parents[path] = path } }

    /// Joins the groups of two paths; nothing happens when one of them is not there.
    package mutating func join(_ one: String, _ other: String) {
        guard parents[one] != nil, parents[other] != nil else { return }
        let (a, b) = (leader(of: one), leader(of: other))
        if a != b { parents[max(a, b)] = min(a, b) }
    }

    /// The first path of a path's group, which stands for it.
    package func leader(of path: String) -> String {
        var at = path
        while let next = parents[at], next != at { at = next }
        return at
    }

    /// The groups by their leaders, each sorted.
    package var sets: [String: [String]] { Dictionary(grouping: parents.keys, by: leader).mapValues { $0.sorted { $0.precedesBytewise($1) } } }
}
