internal import ConfigModel
package import Rules
package import SourceText

/// How the findings of two trees differ, such as the base and the head of a pull request.
///
/// Lists are multisets: of three equal findings of which one goes, two are kept. Each is sorted by place.
package struct ScanComparison: Sendable {
    /// Findings of the head that the base has not, or has allowed.
    package let introduced: [Finding]
    /// Findings of the base that the head has no more.
    package let fixed: [Finding]
    /// Findings that both have, as the head has them.
    package let kept: [Finding]
    /// Findings of the base that the head allows, as the head has them.
    package let allowed: [Finding]
}

/// Compares the findings of two scans.
///
/// A finding is the same where it has the same fingerprint. What is left is paired by check, resource and file, in the order of places, since
/// a finding is renamed when list elements get other names; then by check and resource, since files are moved.
package func compare(base: ScanResult, head: ScanResult) -> ScanComparison {
    var old = base.findings
    var new = head.findings
    var pairs: [(base: Finding, head: Finding)] = []
    pairs += takeEqual(&old, &new) { $0.fingerprint }
    pairs += takeEqual(&old, &new) { Identity(check: $0.check.id, resource: $0.resource, path: $0.home.path) }
    pairs += takeEqual(&old, &new) { Identity(check: $0.check.id, resource: $0.resource, path: "") }
    let reappeared = pairs.filter { $0.base.suppression != nil && $0.head.suppression == nil }.map(\.head)
    func sorted(_ findings: [Finding]) -> [Finding] { findings.sorted(by: Finding.isOrderedBefore) }
    return ScanComparison(
        introduced: sorted(new.filter { $0.suppression == nil } + reappeared),
        fixed: sorted(old.filter { $0.suppression == nil }),
        kept: sorted(pairs.filter { $0.base.suppression == nil && $0.head.suppression == nil }.map(\.head)),
        allowed: sorted(pairs.filter { $0.base.suppression == nil && $0.head.suppression != nil }.map(\.head)))
}

/// Scans two trees with the rules of each and compares what is found.
///
/// - Parameters:
///   - progress: told of the projects of one tree, then of the other.
package func compare(
    base: (tree: any WorkTree, ruleset: Ruleset), head: (tree: any WorkTree, ruleset: Ruleset), progress: Progress? = nil
) -> ScanComparison {
    compare(
        base: scan(base.tree, with: base.ruleset, progress: progress), head: scan(head.tree, with: head.ruleset, progress: progress))
}

private struct Identity: Hashable {
    let check: String
    let resource: ResourceID
    let path: String
}

/// Takes out what has equal keys, first with first.
private func takeEqual<Key: Hashable>(
    _ old: inout [Finding], _ new: inout [Finding], by key: (Finding) -> Key
) -> [(base: Finding, head: Finding)] {
    var waiting: [Key: [Int]] = [:]
    for index in new.indices.reversed() { waiting[key(new[index]), default: []].append(index) }
    var pairs: [(base: Finding, head: Finding)] = []
    var taken: Set<Int> = []
    old = old.filter { finding in
        guard let index = waiting[key(finding)]?.popLast() else { return true }
        taken.insert(index)
        pairs.append((finding, new[index]))
        return false
    }
    new = new.indices.filter { !taken.contains($0) }.map { new[$0] }
    return pairs
}
