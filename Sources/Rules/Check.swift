/// What a finding is about, in the words that reports use: built-in rules and an organisation's own policies look alike here.
///
/// How a check judges and what its fix edits is the business of whoever brought it (`Rule`); reports read a check alone.
/// A class, since every finding names its check and is copied and sorted often.
package final class Check: Sendable, Codable {
    /// Kebab-case, names the bad state, unique within a run.
    package let id: String
    /// Names the bad state in a few words.
    package let title: String
    /// Before the configuration; see `Finding.severity`.
    package let severity: Severity
    /// Before doubts about the place; see `Finding.confidence`.
    package let confidence: Confidence
    /// Why the bad state matters, in one or two sentences.
    package let why: String
    /// What a person should do; always there.
    package let advice: String
    /// Web pages and identifiers such as `CWE-250`.
    package let references: [String]
    /// Framework to control: `pss: restricted`.
    package let controls: [Control]
    /// The same check in other tools: `CKV_K8S_23`, `KSV-0012`, `DL3002`.
    package let aliases: [String]
    /// Checks that one pull request may fix together, such as `pod-hardening`; nil groups by check.
    package let group: String?
    /// What the fix is said to be; nil when there is advice only.
    package let fix: DeclaredFix?
    /// Who brought the check.
    package let origin: Origin

    /// Texts are taken as they are.
    package init(
        id: String, title: String, severity: Severity, confidence: Confidence, why: String, advice: String, references: [String] = [],
        controls: [Control] = [], aliases: [String] = [], group: String? = nil, fix: DeclaredFix? = nil, origin: Origin
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.confidence = confidence
        self.why = why
        self.advice = advice
        self.references = references
        self.controls = controls
        self.aliases = aliases
        self.group = group
        self.fix = fix
        self.origin = origin
    }

    /// One control of a framework that the check answers.
    package struct Control: Hashable, Sendable, Codable {
        /// `pss`, `cis-aws-1.4`.
        package let framework: String
        /// As the framework names it.
        package let control: String

        /// One control.
        package init(framework: String, control: String) {
            self.framework = framework
            self.control = control
        }
    }

    /// Who brought the check.
    package enum Origin: Hashable, Sendable, Codable {
        /// A rule file, relative to its rules folder: `kubernetes/container-privileged.yaml`.
        case rule(path: String)
        /// A policy of the organisation, relative to where its policies lie.
        case policy(path: String)
    }

    /// The fix as its author declares it; what it comes to at one place is in the finding.
    package struct DeclaredFix: Hashable, Sendable, Codable {
        /// In the imperative: `Set runAsNonRoot`.
        package let title: String
        /// Unless the configuration says otherwise.
        package let safety: Fix.Safety
        /// What it does to what runs, unless the change forces worse.
        package let impact: Fix.Impact
        /// The condition that makes a fix of class review safe at one place.
        package let safeWhen: String?
        /// What a reviewer checks before merging; empty for safe fixes.
        package let reviewCheck: String

        /// Precondition: fixes of class review say what to check.
        package init(title: String, safety: Fix.Safety, impact: Fix.Impact, safeWhen: String? = nil, reviewCheck: String = "") {
            self.title = title
            self.safety = safety
            self.impact = impact
            self.safeWhen = safeWhen
            self.reviewCheck = reviewCheck
        }
    }

    /// The topic by which catalogues sort: the first folder of the check's file.
    package var area: String {
        switch origin {
        case .rule(let path), .policy(let path): String(path.prefix { $0 != "/" })
        }
    }
}

extension Check: Hashable {
    /// Equal in every text, not only in id.
    package static func == (a: Check, b: Check) -> Bool {
        a === b
            || a.id == b.id && a.title == b.title && a.severity == b.severity && a.confidence == b.confidence && a.why == b.why
                && a.advice == b.advice && a.references == b.references && a.controls == b.controls && a.aliases == b.aliases
                && a.group == b.group && a.fix == b.fix && a.origin == b.origin
    }

    /// Ids nearly always tell checks apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
