/// One entry while a work tree is being listed.
package struct ListedFile<Detail: Sendable>: Sendable {
    package let path: String
    package let detail: Detail

    package init(path: String, detail: Detail) {
        self.path = path
        self.detail = detail
    }
}

extension [Diagnostic] {
    /// Sorts a listing and drops paths that Swift holds equal to another although their bytes differ.
    ///
    /// `é` can be one scalar or two. Such strings are one dictionary key, so that a change meant for one file might reach the other.
    package mutating func sortedDistinct<Detail>(_ files: [ListedFile<Detail>]) -> [ListedFile<Detail>] {
        let sorted = files.sorted { $0.path.precedesBytewise($1.path) }
        var seen: Set<String> = []
        return sorted.filter { file in
            if file.path.utf8.allSatisfy({ $0 < 0x80 }) || seen.insert(file.path).inserted { return true }
            append(
                Diagnostic(
                    .warning, "path-ambiguous",
                    "another file's name differs only in how its accents are encoded, so this one was left out",
                    path: file.path, help: "rename one of the two"))
            return false
        }
    }
}
