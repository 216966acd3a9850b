extension FunctionTable {
    /// Slash-separated paths; the `os` forms are the same on Linux.
    static let pathFunctions: [GoFunction] =
        aliases(GoFunction("base", [.string]) { arguments, _ in .text(GoPath.base(arguments.string(0))) }, "osBase")
        + aliases(
            GoFunction("dir", [.string]) { arguments, _ in .text(GoPath.directory(arguments.string(0))) }, "osDir")
        + aliases(
            GoFunction("clean", [.string]) { arguments, _ in .text(GoPath.clean(arguments.string(0))) }, "osClean")
        + aliases(
            GoFunction("ext", [.string]) { arguments, _ in .text(GoPath.fileExtension(arguments.string(0))) }, "osExt")
        + aliases(
            GoFunction("isAbs", [.string]) { arguments, _ in .flag(arguments.text(0).bytes.first == UInt8(ascii: "/"))
            }, "osIsAbs")
}

/// Go's package path.
package enum GoPath {
    package static func clean(_ path: String) -> String {
        if path.isEmpty { return "." }
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                if let last = parts.last, last != ".." { parts.removeLast() } else if !isRooted { parts.append(part) }
            } else {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isRooted { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    package static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        guard let last = path.split(separator: "/").last else { return "/" }
        return String(last)
    }

    static func directory(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return clean(String(path[...slash]))
    }

    static func fileExtension(_ path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let point = name.lastIndex(of: ".") else { return "" }
        return String(name[point...])
    }
}
