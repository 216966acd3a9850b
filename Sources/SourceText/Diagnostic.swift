/// Trouble with a customer's input, or something that was skipped and why.
///
/// Invariant: says what is wrong, where, and (in `help`) what to do about it. Our own bugs are preconditions and
/// the outside world's failures are typed errors; neither is a diagnostic.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable, Comparable, CaseIterable {
        case note, warning, error

        package static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    package var severity: Severity
    /// Kebab-case name of the kind of trouble, stable across releases: `yaml-syntax`, `file-too-large`.
    package var id: String
    /// Lower case, no final period.
    package var message: String
    package var path: String
    package var span: Span?
    package var help: String?

    package init(
        _ severity: Severity, _ id: String, _ message: String, path: String, span: Span? = nil, help: String? = nil
    ) {
        self.severity = severity
        self.id = id
        self.message = message
        self.path = path
        self.span = span
        self.help = help
    }

    /// The diagnostic as a compiler would print it, with a code frame when the file's bytes are at hand.
    ///
    ///     web.yaml:3:5: error: did not find expected ',' or ']' [yaml-syntax]
    ///       3 | ports: [80, 443
    ///         |        ^
    package func rendered(bytes: [UInt8]? = nil) -> String {
        var place = path
        var frame = ""
        if let span, let bytes, span.start <= bytes.count {
            let position = LineIndex(bytes).position(span.start)
            place += ":\(position.line):\(position.column)"
            frame = "\n" + CodeFrame(bytes: bytes, span: span, context: 0).plain
        }
        let advice = help.map { "\n  help: \($0)" } ?? ""
        return "\(place): \(severity.rawValue): \(message) [\(id)]\(frame)\(advice)"
    }
}
