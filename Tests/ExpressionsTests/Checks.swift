import ConfigModel
import Expressions
import Testing

/// A pod as the YAML reader would give it, with an empty `securityContext:` and a value that cannot be known.
let container: Value = .newMap([
    "name": "web",
    "image": "nginx:1.27",
    "ports": .newList([.newMap(["containerPort": 80]), .newMap(["containerPort": 8443])]),
    "securityContext": .newMap(["runAsUser": 1000, "privileged": false, "seLinuxOptions": .null]),
    "resources": .newMap(["limits": .newMap(["cpu": "500m", "memory": "1Gi"])]),
    "secret": .unknown(UnknownReason("references data.external.policy")),
    "mixed": .newList(["a", .unknown(UnknownReason("var.b")), "c"]),
])

/// The outcome of an expression over `container` and `other` in few words.
func outcome(_ source: String, costLimit: Int = Program.defaultCostLimit) -> String {
    do {
        let program = try Expression.compile(source, variables: ["container", "other"])
        switch program.evaluate([CELValue(container), .int(7)], costLimit: costLimit).outcome {
        case .value(let value): return value.shown
        case .error(let error): return "error: \(error)"
        case .unknown(let reasons): return "unknown: \(reasons.map(\.description).joined(separator: "; "))"
        }
    } catch {
        return "invalid: \(error)"
    }
}

/// Checks lines of `expression  ->  outcome`.
func check(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for line in table.split(separator: "\n") {
        let parts = line.split(separator: "  ->  ")
        guard parts.count == 2 else {
            Issue.record("not a line of a table: \(line)", sourceLocation: sourceLocation)
            continue
        }
        let result = outcome(String(parts[0]))
        #expect(result == parts[1], "\(parts[0])", sourceLocation: sourceLocation)
    }
}
