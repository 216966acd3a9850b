package import ConfigModel

/// What was seen when a change was tried.
package struct RecordedProof: Hashable, Sendable, Codable {
    /// Names of the render cases that were compared.
    package let cases: [String]
    /// How many rules judged the result.
    package let ruleCount: Int
    /// In what was judged again, suppressed ones included.
    package let findingsBefore: Int
    /// The same after the change.
    package let findingsAfter: Int
    /// Every value that differs between the two renderings.
    package let differences: [RecordedDifference]
    /// Findings that the change removes without being aimed at.
    package let alsoResolved: [RecordedFinding]
}

/// One value that differs between two renderings.
package struct RecordedDifference: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The rendered resource.
    package let resource: ResourceID
    /// The smallest part that differs.
    package let path: ValuePath
    /// Nil where the value is new.
    package let before: RecordedValue?
    /// Nil where the value is gone.
    package let after: RecordedValue?
    /// Names of the render cases that differ so.
    package let cases: [String]
    /// Whether those are all that render.
    package let isInEveryCase: Bool

    /// `spec.replicas of apps/v1/Deployment shop/web`
    package var description: String { "\(path) of \(resource)" }
}
