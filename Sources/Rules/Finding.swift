package import ConfigModel
package import Documents
package import SourceText

/// One check fired on one part of one resource.
package struct Finding: Sendable {
    package let check: Check
    /// What was judged; nil where the check does not tell.
    package let condition: Condition?
    /// The check's severity, unless the configuration says otherwise.
    package let severity: Severity
    /// The check's confidence; low where a template of another part of the tree may bring what is missing.
    package let confidence: Confidence
    package let resource: ResourceID
    package let home: Resource.Home
    /// What the rule's bindings stand for, narrowest first.
    package let bindings: [Binding]
    package let message: String
    /// The primary span.
    package let path: String
    package let span: Span
    package let provenance: Provenance
    /// First lines of everything that encloses the subject, for comments that cover a whole block.
    package let enclosingStarts: [Int]
    /// Where it was seen first: the leftmost render case.
    package let first: Occurrence
    /// Other resources and cases with the same root cause.
    package var others: [Occurrence] = []
    /// See `fingerprint(…)`; 32 hexadecimal digits.
    package internal(set) var fingerprint: String
    package var suppression: Suppression?

    package init(
        check: Check, condition: Condition? = nil, severity: Severity, confidence: Confidence, resource: ResourceID, home: Resource.Home,
        bindings: [Binding], message: String, path: String, span: Span, provenance: Provenance, enclosingStarts: [Int] = [],
        first: Occurrence, fingerprint: String, suppression: Suppression? = nil
    ) {
        self.check = check
        self.condition = condition
        self.severity = severity
        self.confidence = confidence
        self.resource = resource
        self.home = home
        self.bindings = bindings
        self.message = message
        self.path = path
        self.span = span
        self.provenance = provenance
        self.enclosingStarts = enclosingStarts
        self.first = first
        self.fingerprint = fingerprint
        self.suppression = suppression
    }

    /// A name of the rule's expressions and the part of the resource that it stands for.
    package struct Binding: Hashable, Sendable {
        package let name: String
        package let path: ValuePath

        package init(name: String, path: ValuePath) {
            self.name = name
            self.path = path
        }
    }

    /// The narrowest selected part: `spec.template.spec.containers[0]`.
    package var subjectPath: ValuePath { bindings.first?.path ?? .root }

    package static func isOrderedBefore(_ a: Finding, _ b: Finding) -> Bool {
        (a.path, a.span.start, a.span.end, a.check.id, a.fingerprint) < (b.path, b.span.start, b.span.end, b.check.id, b.fingerprint)
    }
}

/// The fix for one finding with everything computed: what a planner needs, or why there is none.
package enum FixOffer: Sendable {
    case edits(Edits)
    case unfixable(reason: String)

    package struct Edits: Sendable {
        package let steps: [Step]
        package let safety: Fix.Safety
        /// What making the steps forces of the resource, worst first.
        package let forced: [ForcedChange]
    }

    /// One edit of the resource's rendered value.
    package struct Step: Hashable, Sendable {
        /// From the resource's root.
        package let path: ValuePath
        package let action: DocumentChange.Action
    }

    package var edits: Edits? { if case .edits(let edits) = self { edits } else { nil } }
    package var unfixableReason: String? { if case .unfixable(let reason) = self { reason } else { nil } }
}
