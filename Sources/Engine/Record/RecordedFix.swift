package import ConfigModel
internal import Remediation
package import Projects
package import Rules

/// What the record keeps of one fix: its finding, where it was made and where it was not.
package struct RecordedFix: Hashable, Sendable, Codable {
    /// What is fixed.
    package let finding: RecordedFinding
    /// The class of the fix here.
    package let safety: Fix.Safety
    /// Never empty; the first stands for the whole.
    package let sites: [RecordedSite]
    /// Places that were considered and not taken, in the order in which they were tried.
    package let rejected: [RecordedRejection]
}

/// A place in a file where a value was or could have been set.
package struct RecordedSite: Hashable, Sendable, Codable {
    /// Relative to the work tree.
    package let path: String
    /// Which document of the file, from 0.
    package let document: Int
    /// From that document's root.
    package let documentPath: ValuePath
    /// Its place on the remediation ladder.
    package let rung: Rung
    /// What the place is, in words: `the default of variable "imds"`.
    package let description: String

    init(_ site: EditSite) {
        path = site.path
        document = site.root
        documentPath = site.documentPath
        rung = site.rung
        description = site.description
    }
}

/// A site that was not taken, and why.
package struct RecordedRejection: Hashable, Sendable, Codable {
    /// The place that was considered.
    package let site: RecordedSite
    /// Lower case, no final period.
    package let reason: String
}

extension Rung: Codable {}
