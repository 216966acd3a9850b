package import Engine

/// What goes with a group of proven fixes: the commit's message and a page for the reviewer.
package struct Advice: Sendable {
    /// The first line of the commit message, at most 72 characters.
    package let subject: String
    /// The rest of the commit message, wrapped at 72; ends with trailers that name the rules and findings.
    package let commitBody: String
    /// Markdown for the body of a pull request or for a file beside a patch; ends with hidden metadata.
    package let page: String

    package var commitMessage: String { subject + "\n\n" + commitBody }
}

/// Writes the advice for one group. Nothing of it depends on the time or the machine.
///
/// - Parameters:
///   - base: the commit that the change was computed on.
///   - settings: its version is named in the metadata.
package func advice(for group: RemediationGroup, base: String? = nil, settings: ReportSettings = ReportSettings())
    -> Advice
{
    let facts = GroupFacts(group)
    return Advice(
        subject: commitSubject(facts), commitBody: commitBody(facts),
        page: advicePage(facts, base: base, version: settings.version))
}
