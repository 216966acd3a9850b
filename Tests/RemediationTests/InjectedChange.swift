import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing

/// A tree with a finding, the rule that fixes it, and a change of the same shape as what the fix causes, which is none of its business.
struct InjectedChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: String
    let files: [String: String]
    /// Where the other change is made.
    let path: String
    let old: String
    let new: String
    /// What the refusal has to name.
    let named: String

    init(_ name: String, rule: String, files: [String: String], at path: String, from old: String, to new: String, named: String) {
        testDescription = name
        self.rule = rule
        self.files = files
        self.path = path
        self.old = old
        self.new = new
        self.named = named
    }

    /// Proves the fix of the tree, with the other change in the same change set or without it.
    func verdict(isInjected: Bool, sourceLocation: SourceLocation = #_sourceLocation) throws -> Verdict {
        let ruleset = rules(rule, sourceLocation: sourceLocation)
        let tree = MemoryTree(texts: files)
        let scanned = selectedProjects(tree, ruleset, []).map { scan($0, in: tree, with: ruleset) }
        let before = try #require(scanned.first { !$0.findings.isEmpty }, sourceLocation: sourceLocation)
        let planned = plan(before.findings, in: before.rendered, policy: FixPolicy(includesReview: true))
        try #require(planned.unfixed.isEmpty && !planned.fixes.isEmpty, "\(planned.unfixed.map(\.reason))", sourceLocation: sourceLocation)
        let (change, dropped) = apply(planned.fixes, in: before.rendered)
        try #require(dropped.isEmpty && !change.isEmpty, sourceLocation: sourceLocation)
        return verify(isInjected ? try injected(into: change, tree) : change, before: before, tree: tree, with: ruleset) { project, overlay in
            scan(
                project, in: overlay, with: ruleset, index: before.index.overlaying(overlay), after: before.rendered)
        }
    }

    private func injected(into change: ChangeSet, _ tree: MemoryTree) throws -> ChangeSet {
        let bytes = try tree.read(path)
        let place = try #require(bytes.firstRange(of: Array(old.utf8)))
        var files = change.files.filter { $0.path != path }
        var edits = change.files.first { $0.path == path }?.edits ?? EditList()
        try edits.add(Edit(Span(place), new))
        files.append(ChangeSet.FileChange(path: path, before: bytes, edits: edits))
        return ChangeSet(files: files.sorted { $0.path < $1.path }, fixes: change.fixes)
    }
}

/// A rule with one `set` edit.
func settingRule(_ select: String, require: String, set path: String, to value: String) -> String {
    """
    id: wanted
    title: A test rule
    severity: high
    why: It is a test.
    select: \(select)
    require: "\(require)"
    message: not as wanted
    fix:
      title: Set it
      safety: safe
      impact: none
      check: nothing
      edits:
        - set: \(path)
          to: \(value)
    advice: Set it.
    """
}
