package import SourceText

extension DockerfileDocument {
    /// One instruction with the place of each of its parts.
    ///
    ///     COPY --from=build --chown=app /out/app /app
    ///     ^keyword  ^flags              ^words
    package struct Instruction: Sendable {
        /// Upper case, whatever the file says. For `ONBUILD RUN x` this is `RUN`.
        package let keyword: String
        package let keywordSpan: Span
        /// The word `ONBUILD` that stands before, if one does.
        package let onbuildSpan: Span?
        /// From the first keyword to the last byte, heredoc bodies and their terminators included, line end excluded.
        package let span: Span
        /// Like `span` without heredoc bodies.
        package let headSpan: Span
        /// Everything after the keyword without heredoc bodies: flags and arguments.
        package let argumentsSpan: Span
        /// `argumentsSpan` as Docker sees it, on one line.
        package let text: String
        package let flags: [Flag]
        package let form: Form
        /// Arguments after the flags: words, or the elements of a JSON array. Empty for the shell form.
        package let words: [Word]
        /// Names and values of ENV, LABEL and ARG; the value is nil for `ARG name`.
        package let pairs: [Pair]
        package let heredocs: [Heredoc]
        /// What RUN, CMD, ENTRYPOINT and HEALTHCHECK run; nil for other instructions.
        package let script: Script?

        package var isOnbuild: Bool { onbuildSpan != nil }
    }

    package enum Form: String, Sendable {
        case none = ""
        /// `RUN echo hi`: a shell splits it.
        case shell
        /// `RUN ["echo", "hi"]`: JSON, no shell.
        case exec
    }

    package struct Word: Sendable {
        /// Quotes and escapes taken off, variables left as they are written.
        package let value: String
        /// Quotes included.
        package let span: Span
        /// Whether an unquoted expansion could make none or many words of it.
        package var isDynamic = false
        /// Whether a shell would change the value: variables, globs, a leading tilde.
        package var isExpanded = false
    }

    /// `--name=value`.
    package struct Flag: Sendable {
        package let name: String
        /// `true` for a flag without value.
        package let value: String
        package let span: Span
        /// Nil for a flag without value.
        package let valueSpan: Span?
    }

    package struct Pair: Sendable {
        package let name: Word
        package let value: Word?
        package var span: Span { value.map { name.span.union($0.span) } ?? name.span }
    }

    /// `<<EOF`, the lines up to `EOF`.
    package struct Heredoc: Sendable {
        package let name: String
        /// Whether variables in the body are expanded: the delimiter is not quoted.
        package let expands: Bool
        /// `<<-`: leading tabs do not count.
        package let stripsTabs: Bool
        package let markerSpan: Span
        /// All lines of the body with their line ends.
        package let bodySpan: Span
    }

    /// The commands that an instruction runs.
    package struct Script: Sendable {
        /// In text order, those of `$(…)` and backticks after all others.
        package var commands: [Command] = []
        /// Whether some of it was not understood: another shell than sh, or broken or unusual syntax.
        package var isOpaque = false
        /// Which heredoc holds the script, when the instruction's own line does not.
        package var heredoc: Int?
        /// After the last token at the top level, where a further command can be joined.
        package var end = 0
        /// `;` or `&` when the script ends in one.
        package var trailingOperator = ""
        /// `&&` and `;` between commands at the top level.
        package var separators: [Span] = []
        /// Comments of the shell, `#` included.
        package var comments: [Span] = []
    }

    /// One simple command of a script.
    package struct Command: Sendable {
        /// What joins it to the command before: `&&`, `||`, `;` (or a line end), `|`, `&`, or empty for the first of a list.
        package var joint = ""
        package var jointSpan: Span?
        package var span: Span
        package var words: [Word] = []
        package var assignments: [Pair] = []
        package var redirects: [Redirect] = []
        /// How many `if`, loops, groups and subshells it stands in.
        package var depth = 0
        /// Whether it stands in `$(…)`, backticks or `<(…)`.
        package var isSubstituted = false
    }

    /// `2> /dev/null`.
    package struct Redirect: Sendable {
        package let symbol: String
        package let target: String
        package let span: Span
    }

    /// A FROM instruction and all that follow it.
    package struct Stage: Sendable {
        /// Index of the FROM in `instructions`.
        package let from: Int
        /// Indexes of the instructions after the FROM.
        package let body: Range<Int>
    }
}
