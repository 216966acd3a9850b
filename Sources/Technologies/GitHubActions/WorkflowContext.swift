internal import ConfigModel
internal import Documents
internal import Projects

/// What a workflow says about the values that a step can name: docs.github.com, "Contexts reference".
struct WorkflowContext {
    let step: Traced
    let job: Traced
    let resource: Traced

    /// Who chooses the text of a value.
    enum Trust: Int, Comparable {
        /// GitHub or the workflow itself, or it is no free text: `github.sha`, a number.
        case fixed
        /// Whoever runs the repository: `vars.REGISTRY`. No finding by itself, moved along with others.
        case owned
        /// Callers, other steps, people with write access.
        case chosen
        /// Anybody who can open an issue or a pull request.
        case hostile

        static func < (a: Trust, b: Trust) -> Bool { a.rawValue < b.rawValue }
    }

    func trust(of expression: String) -> Trust {
        let read = WorkflowExpression(expression)
        return read.isUnderstood ? read.sources.map { trust(ofSource: $0) }.max() ?? .fixed : .chosen
    }

    func trust(ofSource path: String) -> Trust {
        let parts = path.split(separator: ".").map(String.init)
        switch parts[0] {
        case "github": return github(parts)
        case "env": return parts.count == 2 ? environment(parts[1]) : .chosen
        case "matrix": return parts.count >= 2 ? matrix(parts[1]) : .chosen
        case "inputs": return parts.count == 2 ? input(parts[1]) : .chosen
        case "steps": return parts.count == 3 && ["outcome", "conclusion"].contains(parts[2]) ? .fixed : .chosen
        case "needs": return parts.count == 3 && parts[2] == "result" ? .fixed : .chosen
        case "vars": return .owned
        case "runner", "job", "strategy", "secrets": return path == "job.status" ? .owned : .fixed
        default: return .chosen
        }
    }

    private func github(_ parts: [String]) -> Trust {
        guard parts.count > 1 else { return .hostile }
        guard parts[1] == "event" else {
            if parts[1] == "head_ref" { return .hostile }
            if WorkflowContext.chosenByPeople.contains(parts[1]) { return .chosen }
            return ["workflow", "ref_protected", "owner"].contains(parts[1]) ? .owned : .fixed
        }
        guard parts.count > 2, let last = parts.last else { return .hostile }
        if parts[2] == "inputs" { return parts.count == 4 ? input(parts[3]) : .chosen }
        if WorkflowContext.fixedEnds.contains(last) || last.hasSuffix("_at") || last.hasSuffix("_count") { return .fixed }
        let isOutside = WorkflowContext.outside.contains(parts[2])
        if isOutside, WorkflowContext.freeText.contains(last) || parts.count == 3 { return .hostile }
        if isOutside, last == "ref" || last == "default_branch" { return parts.contains("head") ? .hostile : .chosen }
        return .chosen
    }

    private static let chosenByPeople: Set<String> = ["ref", "ref_name", "base_ref", "actor", "triggering_actor"]
    private static let fixedEnds: Set<String> = ["number", "id", "node_id", "sha", "before", "after", "private", "fork", "draft", "merged", "type"]
    private static let outside: Set<String> = [
        "issue", "pull_request", "comment", "review", "review_comment", "discussion", "head_commit", "commits", "pages", "workflow_run",
    ]
    private static let freeText: Set<String> = [
        "title", "body", "message", "label", "email", "name", "head_branch", "page_name", "display_title", "description", "labels", "user",
    ]

    private func environment(_ name: String) -> Trust {
        for level in [step, job, resource] {
            guard let mapping = level["env"]?.value.mapping else { continue }
            guard let entry = mapping.entries.first(where: { $0.key.lowercased() == name }) else { continue }
            return trust(ofWritten: entry.value)
        }
        return name.hasPrefix("runner_") ? .fixed : .chosen
    }

    /// A literal is fixed; text with holes is what the worst of them is, and at least owned.
    private func trust(ofWritten value: Traced) -> Trust {
        guard let text = value.value.string else { return value.value.isUnknown ? .chosen : .fixed }
        // An environment that names itself would go round.
        let holes = InterpolatedExpression.all(in: Array(text.utf8))
        return holes.map { $0.expression.contains("env.") ? .chosen : max(.owned, trust(of: $0.expression)) }.max() ?? .fixed
    }

    private func matrix(_ name: String) -> Trust {
        guard let matrix = job["strategy"]?["matrix"]?.value.mapping else { return .chosen }
        var found: [Traced] = []
        if let direct = matrix.entries.first(where: { $0.key.lowercased() == name }) { found.append(direct.value) }
        if let include = matrix["include"] {
            guard let items = include.value.list else { return .chosen }
            found += items.compactMap { item in item.value.mapping?.entries.first { $0.key.lowercased() == name }?.value }
        }
        return found.isEmpty || found.contains(where: holdsHole) ? .chosen : .fixed
    }

    private func holdsHole(_ value: Traced) -> Bool {
        switch value.value {
        case .string(let text): text.contains("${{")
        case .list(let items): items.contains(where: holdsHole)
        case .map(let mapping): mapping.entries.contains { holdsHole($0.value) }
        case .unknown: true
        default: false
        }
    }

    private func input(_ name: String) -> Trust {
        let triggers = resource["on"] ?? resource["true"]
        let declared = ["workflow_dispatch", "workflow_call"].compactMap { event in
            triggers?[event]?["inputs"]?.value.mapping?.entries.first { $0.key.lowercased() == name }?.value
        }
        let closed = declared.allSatisfy { ["boolean", "number", "choice"].contains($0["type"]?.value.string ?? "") }
        return declared.isEmpty || !closed ? .chosen : .fixed
    }
}

extension WorkflowContext {
    var hasReadableEnvironment: Bool {
        step["env"].map { $0.value.mapping != nil || $0.value.isNull } ?? true
    }

    func hasVariable(_ name: String) -> Bool {
        [step, job, resource].contains { $0["env"]?[name] != nil } || WorkflowContext.builtIn.values.contains(name)
    }

    /// A variable that the step has anyway and that holds the value of the expression.
    func existing(_ expression: String, _ read: WorkflowExpression) -> String? {
        if let context = read.context {
            if let name = WorkflowContext.builtIn[context.lowercased()] { return name }
            let parts = context.split(separator: ".")
            if parts.count == 2, parts[0].lowercased() == "env", parts[1].utf8.allSatisfy({ $0 != 45 }) { return String(parts[1]) }
        }
        for level in [step, job, resource] {
            for entry in level["env"]?.value.mapping?.entries ?? [] {
                guard let text = entry.value.value.string, entry.key.utf8.allSatisfy({ $0 != 45 }) else { continue }
                let holes = InterpolatedExpression.all(in: Array(text.utf8))
                if holes.count == 1, holes[0].range == 0..<text.utf8.count, holes[0].expression == expression { return entry.key }
            }
        }
        return nil
    }

    /// Variables that every step has: docs.github.com, "Variables reference", default environment variables.
    private static let builtIn: [String: String] = [
        "github.ref": "GITHUB_REF", "github.ref_name": "GITHUB_REF_NAME", "github.head_ref": "GITHUB_HEAD_REF",
        "github.base_ref": "GITHUB_BASE_REF", "github.actor": "GITHUB_ACTOR", "github.triggering_actor": "GITHUB_TRIGGERING_ACTOR",
        "github.workflow": "GITHUB_WORKFLOW", "github.workflow_ref": "GITHUB_WORKFLOW_REF", "github.event_name": "GITHUB_EVENT_NAME",
        "github.ref_protected": "GITHUB_REF_PROTECTED",
    ]

    /// The language of `run`: what the step, its job or the workflow names, or the default of the runner's system.
    func language(of text: String) -> ScriptLanguage? {
        let named = step["shell"] ?? job["defaults"]?["run"]?["shell"] ?? resource["defaults"]?["run"]?["shell"]
        if let named { return named.value.string.flatMap { ScriptLanguage(shell: $0) } }
        if job["container"] != nil { return .shell }
        let systems = Set(runners(job["runs-on"]).map(system))
        if systems.count == 1, let only = systems.first, let language = only { return language }
        return systems == [nil] && isPlainlyShell(text) ? .shell : nil
    }

    /// Labels of the runner, with those that the matrix can give.
    private func runners(_ value: Traced?) -> [String] {
        switch value?.value {
        case .string(let text):
            let holes = InterpolatedExpression.all(in: Array(text.utf8))
            guard holes.count == 1, holes[0].range == 0..<text.utf8.count else { return [text] }
            let parts = WorkflowExpression(holes[0].expression).context?.split(separator: ".").map(String.init) ?? []
            guard parts.count == 2, parts[0] == "matrix", let matrix = job["strategy"]?["matrix"] else { return [text] }
            var labels = (matrix[parts[1]]?.value.list ?? []).compactMap(\.value.string)
            labels += (matrix["include"]?.value.list ?? []).compactMap { $0[parts[1]]?.value.string }
            return labels.isEmpty ? [text] : labels
        case .list(let items):
            let labels = items.compactMap(\.value.string)
            return [labels.first { system($0) != nil } ?? labels.joined(separator: " ")]
        case .map: return [value?["labels"]?.value.string ?? value?["group"]?.value.string ?? ""]
        default: return [""]
        }
    }

    private func system(_ label: String) -> ScriptLanguage? {
        let name = label.lowercased()
        if ["ubuntu", "linux", "macos", "debian"].contains(where: name.contains) { return .shell }
        return name.contains("windows") ? .powershell : nil
    }

    /// Words that only a POSIX shell reads, for runners whose labels say nothing.
    private func isPlainlyShell(_ text: String) -> Bool {
        let steps = job["steps"]?.value.list ?? []
        return ([text] + steps.compactMap { $0["run"]?.value.string }).contains { script in
            script.contains("$GITHUB_") || script.contains("${GITHUB_") || script.contains("; then\n") || script.contains("sudo apt")
                || script.hasPrefix("set -e") || script.contains("\nfi\n") || script.contains("\ndone")
        }
    }
}
