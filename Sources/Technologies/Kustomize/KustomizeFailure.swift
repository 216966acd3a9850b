package import SourceText
internal import Projects

/// Why a kustomization cannot be built.
package struct KustomizeFailure: Error, Hashable, Sendable, CustomStringConvertible {
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

    package let kind: Kind
    /// Lower case, no final period.
    package let message: String
    /// The kustomization or file that the trouble lies in.
    package let path: String
    package let span: Span?

    package init(_ message: String, path: String, span: Span? = nil) { self.init(.invalid, message, path: path, span: span) }

    package init(_ kind: Kind, _ message: String, path: String, span: Span? = nil) {
        self.kind = kind
        self.message = message
        self.path = path
        self.span = span
    }

    package var description: String { "\(path): \(message)" }

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
