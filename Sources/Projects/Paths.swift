/// The folder of a path; empty for a file at the root of the tree.
package func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
}

/// The last part of a path.
package func fileName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

/// The innermost folder that holds all of some folders; empty for the root of the tree.
package func commonFolder(_ folders: [String]) -> String {
    var common = folders.first?.split(separator: "/") ?? []
    for folder in folders {
        let parts = folder.split(separator: "/")
        while !parts.starts(with: common) { common.removeLast() }
    }
    return common.joined(separator: "/")
}

/// The path that `path` means in `folder`, or nil when it leads out of the tree.
package func resolved(_ path: String, in folder: String) -> String? {
    var parts = folder.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") where part != "." {
        if part == ".." {
            guard parts.popLast() != nil else { return nil }
        } else {
            parts.append(String(part))
        }
    }
    return parts.joined(separator: "/")
}
