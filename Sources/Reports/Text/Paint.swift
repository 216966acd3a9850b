internal import Rules
internal import SourceText

/// Colours for a terminal, or none.
///
/// Codes are those of ECMA-48 that every terminal knows; no other escape sequence is ever written.
struct Paint {
    let isOn: Bool

    private func wrapped(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    func bold(_ text: String) -> String { wrapped(text, "1") }
    func faint(_ text: String) -> String { wrapped(text, "2") }
    func red(_ text: String) -> String { wrapped(text, "31") }
    func green(_ text: String) -> String { wrapped(text, "32") }
    func yellow(_ text: String) -> String { wrapped(text, "33") }

    func severity(_ severity: Severity, _ text: String? = nil) -> String {
        let code =
            switch severity {
            case .critical: "1;31"
            case .high: "31"
            case .medium: "33"
            case .low: "36"
            }
        return wrapped(text ?? severity.rawValue, code)
    }

    func diagnostic(_ severity: Diagnostic.Severity, _ text: String) -> String {
        switch severity {
        case .error: wrapped(text, "31")
        case .warning: wrapped(text, "33")
        case .note: wrapped(text, "36")
        }
    }

    /// A code frame with the marks in the severity's colour and the numbers held back.
    func frame(_ frame: CodeFrame, _ severity: Severity?) -> String {
        guard isOn else { return frame.plain }
        return frame.plain.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let bar = line.firstIndex(of: "|") else { return String(line) }
            let gutter = faint(String(line[...bar]))
            let rest = String(line[line.index(after: bar)...])
            let isMark =
                !rest.isEmpty && rest.allSatisfy { $0 == " " || $0 == "^" }
                && line[..<bar].allSatisfy { $0 == " " }
            return gutter + (isMark ? severity.map { self.severity($0, rest) } ?? bold(rest) : rest)
        }.joined(separator: "\n")
    }

    /// A unified diff: lost lines red, new ones green. Control characters of the files are not passed on.
    func diff(_ diff: UnifiedDiff) -> String {
        diff.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let text = String(
                String.UnicodeScalarView(line.unicodeScalars.map { $0 == "\t" || !isActive($0) ? $0 : "·" }))
            if line.hasPrefix("+++") || line.hasPrefix("---") || line.hasPrefix("diff ") { return bold(text) }
            if line.hasPrefix("+") { return green(text) }
            if line.hasPrefix("-") { return red(text) }
            return line.hasPrefix("@@") ? wrapped(text, "36") : text
        }.joined(separator: "\n")
    }
}
