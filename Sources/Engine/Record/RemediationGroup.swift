internal import ConfigModel
internal import Remediation
internal import Projects
internal import Rules
internal import SourceText

/// Fixes that one branch holds, proven together and alone against the base.
package struct RemediationGroup: Hashable, Sendable, Codable {
    /// `pod-hardening/shop-api`; stable across runs, unique within one.
    package private(set) var name: String
    /// What the group does, for the head of a pull request.
    package let title: String
    /// The project whose findings the group fixes.
    package let project: RecordedProject
    /// Proven changes, which do not touch the same files but for lists of values that several follow.
    package let changes: [ProvenChange]
    /// Findings of the group that stay in the files that change, with the reason; sorted by place.
    package let unfixed: [RemainingFinding]
    /// Findings of other groups in the files that change.
    package let others: OtherFindings
    /// Suppressed findings in what was judged again, which count before and after.
    package let suppressedCount: Int
    /// Changed files that repeat default values of charts and follow them.
    package let followers: [String]
    /// Names the change, whatever is said about it: SHA-256 over the paths and new bytes of its files, as hexadecimal digits.
    package let digest: String

    /// All fixes of the changes, in their order.
    package var fixes: [RecordedFix] { changes.flatMap(\.fixes) }

    /// The files that change, by path.
    package var files: [RecordedFileChange] { changes.flatMap(\.files).sorted { $0.path.precedesBytewise($1.path) } }

    /// The new bytes of the files that change.
    ///
    /// - Parameter read: the bytes of a file of the base; nil where there is none.
    /// - Throws: `StaleFile` where a file is not the one that the change was proven on.
    package func newFiles(read: (String) -> [UInt8]?) throws(StaleFile) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for file in changes.flatMap(\.files) {
            guard let old = read(file.path) else { throw StaleFile(path: file.path) }
            result[file.path] = try file.applied(to: old)
        }
        return result
    }
}

/// What the record keeps of a project.
package struct RecordedProject: Hashable, Sendable, Codable {
    /// The folder, or the file where a folder holds several; `.` for the tree's root.
    package let name: String
    /// As its technology calls such projects: `terraform`, `chart`.
    package let kind: String
    /// What was judged again as a whole, in words: `the module`; nil where files do not depend on each other.
    package let scope: String?

    init(_ project: Project) {
        name = project.name
        kind = project.kind.rawValue
        scope = project.kind.scope
    }
}

/// Findings of changed files that a group does not speak of, as numbers by check, worst first.
package struct OtherFindings: Hashable, Sendable, Codable {
    /// With a fix that belongs to other groups.
    package let fixable: [CheckCount]
    /// Without a fix.
    package let advised: [CheckCount]

    /// Findings of one check.
    package struct CheckCount: Hashable, Sendable, Codable {
        /// The id of the check.
        package let check: String
        /// At least one.
        package let count: Int
    }

    /// All of them.
    package var total: Int { (fixable + advised).reduce(0) { $0 + $1.count } }
}

extension OtherFindings {
    /// - Parameter findings: worst first.
    init(_ findings: [Finding]) {
        fixable = OtherFindings.counts(findings.filter { $0.fix.edits != nil })
        advised = OtherFindings.counts(findings.filter { $0.fix.edits == nil })
    }

    private static func counts(_ findings: [Finding]) -> [CheckCount] {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for finding in findings {
            if counts[finding.check.id] == nil { order.append(finding.check.id) }
            counts[finding.check.id, default: 0] += 1
        }
        return order.map { CheckCount(check: $0, count: counts[$0] ?? 0) }
    }
}

extension RemediationGroup {
    /// - Parameter remediation: what came of the group's findings; with at least one verified change.
    init(name: String, title: String, _ remediation: ProjectRemediation, _ recorder: Recorder) {
        let project = remediation.before.rendered.project
        let changed = remediation.verified.flatMap(\.change.files)
        let paths = Set(changed.map(\.path))
        let gone = Set(
            remediation.fixes.map(\.finding.fingerprint) + remediation.verified.flatMap(\.proof.alsoResolved).map(\.fingerprint))
        let reasons = remediation.unfixed.reduce(into: [:]) { $0[$1.finding.fingerprint] = $1.reason }
        let staying = remediation.before.findings.filter {
            paths.contains($0.home.path) && $0.suppression == nil && !gone.contains($0.fingerprint)
        }
        let others = staying.filter { reasons[$0.fingerprint] == nil }
        self.name = name
        self.title = title
        self.project = RecordedProject(project)
        changes = remediation.verified.map { ProvenChange($0, recorder) }
        unfixed = staying.compactMap { finding in
            reasons[finding.fingerprint].map { recorder.remaining(Unfixed(finding: finding, reason: $0)) }
        }
        self.others = OtherFindings(others.sorted { $0.severity == $1.severity ? Finding.isOrderedBefore($0, $1) : $0.severity > $1.severity })
        suppressedCount = remediation.before.findings.count { finding in
            finding.suppression != nil && (project.kind.isWhole || paths.contains(finding.home.path))
        }
        followers = remediation.before.rendered.listings.map(\.source.path).filter(paths.contains)
        digest = changeDigest(changed.sorted { $0.path.precedesBytewise($1.path) }.map { ($0.path, $0.after) })
    }

    /// The same under another name.
    func named(_ name: String) -> RemediationGroup {
        var copy = self
        copy.name = name
        return copy
    }
}
