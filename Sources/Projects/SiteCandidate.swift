package import ConfigModel
package import Documents

/// The rungs of the remediation ladder that have source files, leftmost first.
package enum Rung: Int, Hashable, Sendable, Comparable, CaseIterable {
    case shared, application, environment

    package static func < (a: Rung, b: Rung) -> Bool { a.rawValue < b.rawValue }

    /// What reports call the rung.
    package var title: String {
        switch self {
        case .shared: "shared definition"
        case .application: "application definition"
        case .environment: "environment"
        }
    }
}

/// A place in a file where a value of a rendered resource could be set.
///
/// Candidates are only where the value is written; whether the change is enough, and does nothing else, is for the proof.
///
/// Flags in place of texts are written as texts (`SiteCandidate.writesText`), since defaults of parameters and parameter files may hold
/// nothing else.
package struct SiteCandidate: Hashable, Sendable {
    /// The file, from the root of the work tree.
    package let path: String
    /// Which document of the file, from 0.
    package let root: Int
    /// From that document's root; with an anchor, from what the anchor stands for.
    package let documentPath: ValuePath
    /// A place in text that is a document only once it is rendered; nil for a place in the document itself.
    package let anchor: TextAnchor?
    /// Within the text of a scalar; `documentPath` then starts there.
    package let embedded: EmbeddedPlace?
    /// Which rung of the ladder the file belongs to.
    package let rung: Rung
    /// What the place is, in words: `the default of variable "imds"`.
    package let description: String
    /// Why the place may not be written, for the list of rejected sites: `the chart is vendored`.
    package let obstacle: String?
    /// Whether the place holds flags and numbers as text, as the default of a CloudFormation parameter may.
    package let writesText: Bool
    /// Flags of the same document that have to be true for the value to count: `securityContext.enabled`.
    package var switches: [ValuePath] = []
    /// The change that has to be made there, where the place spells values otherwise than the rendered resource does.
    package var action: DocumentChange.Action?

    /// Without an anchor or embedded place, the path leads to a node of the document.
    package init(
        path: String, root: Int = 0, documentPath: ValuePath, anchor: TextAnchor? = nil, embedded: EmbeddedPlace? = nil, rung: Rung,
        description: String,
        obstacle: String? = nil, writesText: Bool = false
    ) {
        self.embedded = embedded
        self.path = path
        self.root = root
        self.documentPath = documentPath
        self.anchor = anchor
        self.rung = rung
        self.description = description
        self.obstacle = obstacle
        self.writesText = writesText
    }

    /// A place in the document itself, on the rung of the role that it played for the value.
    package init(path: String, root: Int = 0, documentPath: ValuePath, role: Origin.Role, description: String) {
        self.init(path: path, root: root, documentPath: documentPath, rung: Rung(role), description: description)
    }
}

extension Rung {
    /// The rung of a place that played `role` for a value.
    package init(_ role: Origin.Role) {
        self =
            switch role {
            case .environment: .environment
            case .literal, .template, .argument: .application
            case .defaultValue, .intermediate: .shared
            }
    }
}
