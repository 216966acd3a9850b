package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// One rule as its data file states it: reason, selector, condition, fix.
///
/// Invariant: knows nothing about how values were rendered and never edits; expressions are kept as source and
/// compiled when the first resource asks for them, so that start-up does not pay for rules that nothing needs.
/// A class, since every compiled form holds its rule.
///
/// A rule has one variant per language (`Rule.Variant`): what differs is the names, so identity, reason, class and impact are written once.
package final class Rule: Sendable {
    /// What its findings name; the id equals the file's name.
    package let check: Check
    package let parameters: [Parameter]
    /// How the rule judges and mends each language that it covers; never empty.
    package let variants: [Variant]
    /// The fix in the words of the first variant; title, class and impact are those of every variant.
    package let fix: Fix?
    /// Where the rule is written, relative to the rules folder.
    package let path: String
    /// What is outdated in the rule file and was read all the same.
    package let warnings: [Diagnostic]

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
        variants: [Variant],
        fix: Fix?,
        advice: String,
        path: String,
        warnings: [Diagnostic] = []
    ) {
        check = Check(
            id: id, title: title, severity: severity, confidence: confidence, why: why, advice: advice, references: references,
            controls: controls, aliases: aliases, group: group, fix: fix?.declared, origin: .rule(path: path))
        self.parameters = parameters
        self.variants = variants
        self.fix = fix
        self.path = path
        self.warnings = warnings
    }

    package typealias Control = Check.Control

    /// The rule as one language spells it: for Terraform, for CloudFormation.
    package struct Variant: Sendable {
        package let selectors: [Selector]
        /// Other resources of the project that the rule looks at.
        package let relations: [Relation]
        /// Named intermediate expressions in order, after those that the engine offers and the variant mentions.
        package var lets: [Let]
        /// CEL, true when compliant.
        package let require: String
        /// Value paths tried in order for the primary span; the first that exists wins.
        package let locate: [ValuePath]
        /// Text with `{CEL}` inserts.
        package let message: String
        /// The fix in the words of this variant; nil when it gives advice only.
        package let fix: Fix?
    }

    package var selectors: [Selector] { variants.flatMap(\.selectors) }
    package var relations: [Relation] { variants.flatMap(\.relations) }

    /// A named expression of the rule's own, `let:`.
    package typealias Let = NamedExpression

    /// A value that only the organisation knows, such as a log bucket or a list of registries.
    package struct Parameter: Sendable {
        package let name: String
        package let description: String
        /// Used unless the configuration gives a value; without either the rule's fix is advice.
        package let fallback: Value?
    }
}

extension Rule {
    package var id: String { check.id }
    package var title: String { check.title }
    package var severity: Severity { check.severity }
    package var confidence: Confidence { check.confidence }
    package var why: String { check.why }
    package var references: [String] { check.references }
    package var controls: [Control] { check.controls }
    package var aliases: [String] { check.aliases }
    package var group: String? { check.group }
    package var advice: String { check.advice }
    package var area: String { check.area }
}

/// How bad the state is when it is exploited or fails.
package enum Severity: String, Sendable, Comparable, CaseIterable, Codable {
    case low, medium, high, critical

    private var rank: Int { Severity.allCases.firstIndex(of: self)! }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// How sure the rule is that what it reports is real.
package enum Confidence: String, Sendable, CaseIterable, Codable {
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

    package enum Safety: String, Sendable, CaseIterable, Codable {
        /// Applied or opened by itself.
        case safe
        /// Opened as a draft that names what to check.
        case review
        /// Never edited; the advice stands alone.
        case none
    }

    package enum Impact: String, Sendable, CaseIterable, Codable {
        case none, restart
        case mayBreak = "may-break"
        case replace
    }

    package struct Need: Hashable, Sendable {
        package let that: String
        package let reason: String
    }

    /// What the check says of the fix.
    var declared: Check.DeclaredFix {
        Check.DeclaredFix(title: title, safety: safety, impact: impact, safeWhen: safeWhen, reviewCheck: check)
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
    package var relatedResource: NewResource?

    package struct NewResource: Hashable, Sendable {
        package let type: String
        /// Text with `{CEL}` inserts; nil for the subject's name.
        package let name: String?
        package let references: [RelatedResource.Pair]
        package let copies: [RelatedResource.Copy]
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
