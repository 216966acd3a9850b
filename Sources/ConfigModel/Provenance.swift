package import SourceText

/// One place that contributed to a value.
package struct Origin: Hashable, Sendable {
    /// What part the place played; later stages rank edit sites by it.
    package enum Role: String, Hashable, Sendable {
        /// Written out where the resource is: a manifest, a resource block, an instruction.
        case literal
        /// A chart's `values.yaml`, a Terraform variable's `default`.
        case defaultValue
        /// A values file, tfvars or overlay of one environment.
        case environment
        /// An argument that a caller passes to a module or subchart.
        case argument
        /// Text of a template, outside every action.
        case template
        /// A local, a helper or another named intermediate.
        case intermediate
    }

    package let path: String
    package let span: Span
    package let role: Role

    package init(path: String, span: Span, role: Role = .literal) {
        self.path = path
        self.span = span
        self.role = role
    }
}

/// The chain of places a rendered value came from, nearest the rendered value first, nearest the author last.
///
/// For `replicas: {{ .Values.web.replicas }}` with `web.replicas` set in values-prod.yaml:
///
///     templates/web.yaml:9  ->  values-prod.yaml:4
///
/// Empty for a value that no file wrote: no provenance, no fix.
package struct Provenance: Hashable, Sendable {
    package let nearest: Origin?
    package let further: [Origin]

    package init(_ nearest: Origin, further: [Origin] = []) {
        self.nearest = nearest
        self.further = further
    }

    private init() {
        nearest = nil
        further = []
    }

    package static let none = Provenance()

    /// All places, nearest the rendered value first.
    package var origins: [Origin] { nearest.map { [$0] + further } ?? [] }

    /// The place nearest the author, where a change has the widest effect.
    package var rootCause: Origin? { further.last ?? nearest }

    package func continued(by origin: Origin) -> Provenance {
        guard let nearest else { return Provenance(origin) }
        return Provenance(nearest, further: further + [origin])
    }
}
