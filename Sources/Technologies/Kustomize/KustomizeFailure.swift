package import SourceText
internal import Projects

/// Why a kustomization cannot be built.
package struct KustomizeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; the raw value ends the diagnostic's id.
    package enum Kind: String, Hashable, Sendable {
        /// The kustomization or one of its files is missing, malformed or contradicts itself.
        case invalid
        /// A base or resource lies in another repository or on the network, which is never asked.
        case remote
        /// Needs a plugin, which is a program.
        case plugin
        /// Larger or deeper than the limits allow.
        case limit
    }

    /// Decides the diagnostic's severity and help.
    package let kind: Kind
    /// Lower case, no final period.
    package let message: String
    /// The kustomization or file that the trouble lies in.
    package let path: String
    /// The place in the file; nil where the whole file is meant.
    package let span: Span?

    /// A failure of kind `invalid`.
    package init(_ message: String, path: String, span: Span? = nil) { self.init(.invalid, message, path: path, span: span) }

    /// - Parameter message: lower case, no final period.
    package init(_ kind: Kind, _ message: String, path: String, span: Span? = nil) {
        self.kind = kind
        self.message = message
        self.path = path
        self.span = span
    }

    /// The path, then the message.
    package var description: String { "\(path): \(message)" }

    /// As reports show it: an error, but a warning for plugins and a note for what lies elsewhere.
    package var diagnostic: Diagnostic {
        let help: String? =
            switch kind {
            case .remote: "vendor the base into the repository to have it judged and fixed here"
            case .plugin: "plugins are programs, which are never run"
            case .invalid, .limit: nil
            }
        let severity: Diagnostic.Severity =
            switch kind {
            case .remote: .note
            case .plugin: .warning
            case .invalid, .limit: .error
            }
        return Diagnostic(
            severity, "kustomize-\(kind.rawValue)", message, path: path, span: span, help: help)
    }
}
