package import ConfigModel

/// A place in a file where a value of a rendered resource could be set.
///
/// Candidates are only where the value is written; whether a file may be edited and whether the change is enough is for later stages.
package struct SiteCandidate: Hashable, Sendable {
    package let path: String
    /// Which document of the file, from 0.
    package let root: Int
    /// From that document's root.
    package let documentPath: ValuePath
    package let role: Origin.Role
    /// What the place is, in words: `the default of variable "imds"`.
    package let note: String

    package init(path: String, root: Int = 0, documentPath: ValuePath, role: Origin.Role, note: String) {
        self.path = path
        self.root = root
        self.documentPath = documentPath
        self.role = role
        self.note = note
    }
}
