extension DirectiveLanguage {
    /// Unit files of systemd: `[Section]` headings, settings that may be continued and repeated.
    ///
    /// Source: https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html; variables in command lines are expanded by
    /// systemd itself: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
    package static let systemd = DirectiveLanguage(
        "systemd",
        DirectiveSyntax(
            layout: .init(sections: .bracketed, continuesLines: true),
            comments: .init(lineMarks: "#;"),
            assignment: .init(marks: "=", blanksSuffice: false, separator: "="),
            values: .init(
                arePlain: true, decode: { $0.replacing("\\\r\n", with: " ").replacing("\\\n", with: " ") }, variables: .none),
            repetition: .init(accumulating: .all)))
}
