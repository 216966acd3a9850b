package import ConfigModel
internal import Remediation
package import Rendering
package import Rules

/// What the record keeps of one fix: its finding, where it was made and where it was not.
package struct RecordedFix: Hashable, Sendable, Codable {
    package let finding: RecordedFinding
    package let safety: Fix.Safety
    /// Never empty; the first stands for the whole.
    package let sites: [RecordedSite]
    /// Places that were considered and not taken, in the order in which they were tried.
    package let rejected: [RecordedRejection]
}

/// A place in a file where a value was or could have been set.
package struct RecordedSite: Hashable, Sendable, Codable {
    package let path: String
    /// Which document of the file, from 0.
    package let document: Int
    /// From that document's root.
    package let documentPath: ValuePath
    package let rung: Rung
    /// What the place is, in words: `the default of variable "imds"`.
    package let description: String

    init(_ site: EditSite) {
        path = site.path
        document = site.root
        documentPath = site.documentPath
        rung = site.rung
        description = site.note
    }
}

/// A site that was not taken, and why.
package struct RecordedRejection: Hashable, Sendable, Codable {
    package let site: RecordedSite
    package let reason: String
}

extension Rung: Codable {}
