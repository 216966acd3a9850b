package import ConfigModel
package import Documents
package import Projects

/// One rule as its data file states it: reason, selector, condition, fix.
///
/// Invariant: knows nothing about how values were rendered and never edits; expressions are kept as source and
/// compiled when the first resource asks for them, so that start-up does not pay for rules that nothing needs.
/// A class, since every finding holds its rule and is copied and sorted often.
package final class Rule: Sendable {
    /// Kebab-case, names the bad state, equals the file's name.
    package let id: String
    package let title: String
    package let severity: Severity
    package let confidence: Confidence
    /// Why the bad state matters, in one or two sentences.
    package let why: String
    package let references: [String]
    /// Framework to control: `pss: restricted`.
    package let controls: [Control]
    /// The same check in other tools: `CKV_K8S_23`, `KSV-0012`, `DL3002`.
    package let aliases: [String]
    /// Rules that one pull request may fix together, such as `pod-hardening`; nil groups by rule.
    package let group: String?
    package let parameters: [Parameter]
    /// How the rule judges and mends each language that it covers; never empty.
    package let forms: [Form]
    /// The fix in the words of the first form; title, class and impact are those of every form.
    package let fix: Fix?
    /// What a person should do; always there.
    package let advice: String
    /// Where the rule is written, relative to the rules folder.
    package let path: String

    package init(
        id: String,
        title: String,
        severity: Severity,
        confidence: Confidence,
        why: String,
        references: [String],
        controls: [Control],
        aliases: [String],
        group: String?,
        parameters: [Parameter],
        forms: [Form],
        fix: Fix?,
        advice: String,
        path: String
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.confidence = confidence
        self.why = why
        self.references = references
        self.controls = controls
        self.aliases = aliases
        self.group = group
        self.parameters = parameters
        self.forms = forms
        self.fix = fix
        self.advice = advice
        self.path = path
    }

    /// One way to say the rule: for Terraform, for CloudFormation.
    package struct Form: Sendable {
        package let selectors: [Selector]
        /// Other resources of the project that the rule looks at.
        package let relations: [Relation]
        /// Named intermediate expressions in order.
        package let lets: [Let]
        /// CEL, true when compliant.
        package let require: String
        /// Value paths tried in order for the primary span; the first that exists wins.
        package let locate: [ValuePath]
        /// Text with `{CEL}` inserts.
        package let message: String
        /// The fix in the words of this form; nil when it gives advice only.
        package let fix: Fix?
    }

    package var selectors: [Selector] { forms.flatMap(\.selectors) }
    package var relations: [Relation] { forms.flatMap(\.relations) }

    package struct Control: Hashable, Sendable {
        package let framework: String
        package let control: String
    }

    package struct Let: Hashable, Sendable {
        package let name: String
        package let expression: String
    }

    /// A value that only the organisation knows, such as a log bucket or a list of registries.
    package struct Parameter: Sendable {
        package let name: String
        package let description: String
        /// Used unless the configuration gives a value; without either the rule's fix is advice.
        package let fallback: Value?
    }

    package var area: String { String(path.prefix { $0 != "/" }) }
}

/// How bad the state is when it is exploited or fails.
package enum Severity: String, Sendable, Comparable, CaseIterable {
    case low, medium, high, critical

    private var rank: Int { Severity.allCases.firstIndex(of: self)! }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// How sure the rule is that what it reports is real.
package enum Confidence: String, Sendable, CaseIterable {
    case low, medium, high
}

/// What a rule changes so that its condition holds, in terms of the rendered model.
package struct Fix: Sendable {
    package let title: String
    package let safety: Safety
    package let impact: Impact
    /// CEL; true raises `review` to `safe` for this subject.
    package let safeWhen: String?
    /// Conditions for the fix to be offered at all, each with the reason given when it does not hold.
    package let needs: [Need]
    package let edits: [FixOperation]
    /// What a reviewer checks before merging; empty for safe fixes.
    package let check: String

    package enum Safety: String, Sendable, CaseIterable {
        /// Applied or opened by itself.
        case safe
        /// Opened as a draft that names what to check.
        case review
        /// Never edited; the advice stands alone.
        case none
    }

    package enum Impact: String, Sendable, CaseIterable {
        case none, restart
        case mayBreak = "may-break"
        case replace
    }

    package struct Need: Hashable, Sendable {
        package let that: String
        package let reason: String
    }
}

/// One step of a fix: an edit of the rendered model that the planner turns into an edit of a file.
///
///     - set: container.securityContext.runAsNonRoot
///       to: true
package struct FixOperation: Sendable {
    package enum Verb: String, Sendable, CaseIterable {
        case set, remove, append, merge, rename, insert
        /// Writes another resource beside the subject's.
        case addResource = "add-resource"
    }

    package let verb: Verb
    /// The first element names a binding: `container`, `pod`, `resource`.
    package let path: ValuePath
    package let operand: Operand
    /// CEL giving the index that is appended to `path`, for inserts at a computed place.
    package let at: String?
    /// CEL; the step is left out where this is false or unknown.
    package let when: String?
    /// What `add-resource` writes, apart from the body.
    package var companion: NewResource?

    package struct NewResource: Hashable, Sendable {
        package let type: String
        /// Text with `{CEL}` inserts; nil for the subject's name.
        package let name: String?
        package let references: [Companion.Pair]
        package let copies: [Companion.Copy]
    }

    package enum Operand: Sendable {
        case nothing
        case literal(Value)
        /// CEL that computes the new value.
        case computed(String)
        /// Source text of the document's own language: a Terraform reference.
        case expression(String)
    }
}
