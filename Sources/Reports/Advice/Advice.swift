package import Engine

/// What goes with a group of proven fixes: the commit's message and a page for the reviewer.
package struct Advice: Sendable {
    /// The first line of the message, at most 72 characters.
    package let subject: String
    /// The commit message, wrapped at 72; ends with trailers that name the rules and findings.
    package let message: String
    /// For the body of a pull request or for a file beside a patch; ends with hidden metadata.
    package let markdown: String
}

/// Writes the advice for one group. Nothing of it depends on the time or the machine.
///
/// - Parameters:
///   - bytes: the files of the base, for the code that is shown.
///   - base: the commit that the change was computed on.
///   - version: the tool's, for the metadata.
package func advice(for group: RemediationGroup, base: String? = nil, version: String, bytes: @escaping FileBytes) -> Advice {
    let facts = GroupFacts(group, bytes)
    let subject = commitSubject(facts)
    return Advice(
        subject: subject, message: subject + "\n\n" + commitBody(facts),
        markdown: advicePage(facts, base: base, version: version))
}
