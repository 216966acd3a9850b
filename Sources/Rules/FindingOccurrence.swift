package import ConfigModel

extension Finding {
    /// One resource, as one or several render cases have it, on which the rule fired.
    ///
    /// What is applied as it is written has one. A chart's finding has one for each way in which its cases render the resource, and a helper
    /// or base that several resources share has one for each of those.
    package struct Occurrence: Sendable {
        /// Index into the project's resources.
        package let resource: Int
        package let id: ResourceID
        package let home: Resource.Home
        /// Indexes into the project's render cases.
        package let cases: [Int]
        /// What the rule wants changed there.
        package let fix: FixOffer
        /// The narrowest selected part.
        package let subjectPath: ValuePath

        package init(resource: Int, id: ResourceID, home: Resource.Home, cases: [Int], fix: FixOffer, subjectPath: ValuePath) {
            self.resource = resource
            self.id = id
            self.home = home
            self.cases = cases
            self.fix = fix
            self.subjectPath = subjectPath
        }
    }

    package var occurrences: [Occurrence] { [first] + others }

    /// The fix as a whole: what hinders it in one place hinders it in all.
    package var fix: FixOffer {
        for other in others where other.fix.edits == nil { return other.fix }
        return first.fix
    }
}
