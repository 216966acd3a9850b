import BuiltInTechnologies
import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing

/// Rules written in the test, so that a test says all that it depends on.
func rules(_ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) -> Ruleset {
    let loaded = texts.map { text -> Rule? in
        let id = text.split(separator: "\n").first.map { $0.dropFirst("id: ".count) } ?? ""
        let read = loadRule(SourceFile(path: "test/\(id).yaml", text: text), .builtIn())
        for diagnostic in read.diagnostics { Issue.record("\(diagnostic.rendered())", sourceLocation: sourceLocation) }
        return read.rule
    }
    return Ruleset(rules: loaded.compactMap { $0 }, technologies: .builtIn(), today: Day("2026-06-01")!)
}

/// A rule about containers with one `set` edit.
func containerRule(
    _ id: String, severity: String = "high", require: String, set path: String, to value: String, safety: String = "safe"
) -> String {
    """
    id: \(id)
    title: A test rule
    severity: \(severity)
    why: It is a test.
    select: {kind: kubernetes.workload, each: containers}
    require: "\(require)"
    message: container {container.name}
    fix:
      title: Set it
      safety: \(safety)
      impact: none
      check: nothing
      edits:
        - set: \(path)
          to: \(value)
    advice: Set it.
    """
}

let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
        - name: web
          image: nginx   # pinned elsewhere
    """

/// Fixes a tree and gives the text of one file afterwards.
func fixed(
    _ texts: [String: String], with ruleset: Ruleset, review: Bool = false, file: String = "pod.yaml"
) -> (text: String, result: FixResult) {
    let result = fix(MemoryTree(texts: texts), with: ruleset, policy: FixPolicy(includesReview: review))
    return (result.files[file].map { String(decoding: $0, as: UTF8.self) } ?? texts[file] ?? "", result)
}
