package import ConfigModel

/// What was seen when a change was tried.
package struct RecordedProof: Hashable, Sendable, Codable {
    /// Names of the render cases that were compared.
    package let cases: [String]
    package let ruleCount: Int
    package let findingsBefore: Int
    package let findingsAfter: Int
    /// Every value that differs between the two renderings.
    package let differences: [RecordedDifference]
    /// Findings that the change removes without being aimed at.
    package let alsoResolved: [RecordedFinding]
}

/// One value that differs between two renderings.
package struct RecordedDifference: Hashable, Sendable, Codable, CustomStringConvertible {
    package let resource: ResourceID
    package let path: ValuePath
    /// Nil where the value is new.
    package let before: RecordedValue?
    /// Nil where the value is gone.
    package let after: RecordedValue?
    /// Names of the render cases that differ so.
    package let cases: [String]
    /// Whether those are all that render.
    package let isInEveryCase: Bool

    package var description: String { "\(path) of \(resource)" }
}
