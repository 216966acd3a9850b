internal import ConfigModel
internal import Documents
internal import Projects

/// What GitHub puts into the script of a step, and the script that reads the same values from its environment: the binding `script`.
///
///     key        run, or script of actions/github-script
///     hostile    holes that outsiders fill: github.event.issue.title
///     values     other holes whose text is not fixed: inputs.tag, steps.a.outputs.b
///     text       the rewritten script
///     env        the variables that it needs, name to expression
///     refused    why there is none; empty otherwise
func workflowScript(step: Traced, job: Traced, resource: Traced) -> Traced {
    let isGitHubScript = step["uses"]?.value.string?.hasPrefix("actions/github-script@") ?? false
    let key = isGitHubScript ? "script" : "run"
    guard let text = (isGitHubScript ? step["with"]?["script"] : step["run"])?.value.string, text.utf8.count < 1 << 16, text.contains("${{") else {
        return noScript
    }
    let context = WorkflowContext(step: step, job: job, resource: resource)
    let holes = InterpolatedExpression.all(in: Array(text.utf8))
    var hostile: [String] = []
    var values: [String] = []
    var trust: [String: WorkflowContext.Trust] = [:]
    for hole in holes where trust[hole.expression] == nil {
        let found = context.trust(of: hole.expression)
        trust[hole.expression] = found
        if found == .hostile { hostile.append("${{ \(hole.expression) }}") }
        if found == .chosen { values.append("${{ \(hole.expression) }}") }
    }
    guard !hostile.isEmpty || !values.isEmpty else { return noScript }
    var result: Result<ScriptRewrite, ScriptRefusal> = .failure(
        ScriptRefusal(reason: "the shell of the step is not known or takes no variables that are read as data"))
    if !context.hasReadableEnvironment {
        result = .failure(ScriptRefusal(reason: "the environment of the step is made by an expression"))
    } else if let language = isGitHubScript ? .javascript : context.language(of: text) {
        var names = WorkflowVariables(context: context, text: text)
        result = rewritten(text, language) { hole in
            trust[hole.expression] == .fixed ? nil : names.variable(for: hole.expression, isHostile: trust[hole.expression] == .hostile)
        }
    }
    let rewrite = try? result.get()
    var refusal = ""
    if case .failure(let why) = result { refusal = why.reason }
    let env = Mapping((rewrite?.variables ?? []).map { Mapping.Entry(key: $0.name, value: .new(.string("${{ \($0.expression) }}"))) })
    return .new(
        .newMap([
            "key": .string(key), "hostile": .newList(hostile.map(Value.string)), "values": .newList(values.map(Value.string)),
            "text": .string(rewrite?.text ?? text), "env": .map(env), "refused": .string(refusal),
        ]))
}

private let noScript = Traced.new(
    .newMap([
        "key": "", "hostile": .newList([]), "values": .newList([]), "text": "", "env": .map(Mapping()), "refused": "there is nothing to pass",
    ]))

/// Names of the variables that stand for expressions, each used once.
private struct WorkflowVariables {
    let context: WorkflowContext
    let text: String
    private var given: [String: ExpressionVariable] = [:]

    init(context: WorkflowContext, text: String) {
        self.context = context
        self.text = text
    }

    mutating func variable(for expression: String, isHostile: Bool) -> ExpressionVariable {
        if let known = given[expression] { return known }
        let read = WorkflowExpression(expression)
        let last = read.context?.split(separator: ".").last.map(String.init) ?? ""
        func made(_ name: String, isThere: Bool) -> ExpressionVariable {
            ExpressionVariable(
                name: name, isThere: isThere, staysWhole: isHostile, isNumber: ["number", "id", "run_number", "size"].contains(last))
        }
        let result =
            context.existing(expression, read).map { made($0, isThere: true) } ?? made(freeName(base(read)), isThere: false)
        given[expression] = result
        return result
    }

    /// `github.event.issue.title` -> `EVENT_ISSUE_TITLE`, without the prefix that GitHub keeps for itself.
    private func base(_ expression: WorkflowExpression) -> String {
        let source = expression.sources.first { context.trust(ofSource: $0) != .fixed } ?? expression.sources.first ?? "value"
        let path = source.hasPrefix("github.") ? source.dropFirst("github.".count) : source[...]
        var name = ""
        for character in path.uppercased() {
            if character.isASCII, character.isLetter || character.isNumber { name.append(character) } else if name.last != "_" { name.append("_") }
        }
        while name.last == "_" { name.removeLast() }
        return name.isEmpty || name.first!.isNumber ? "VALUE" : name
    }

    private func freeName(_ base: String) -> String {
        let taken = Set(given.values.map(\.name))
        func isFree(_ name: String) -> Bool { !taken.contains(name) && !context.hasVariable(name) && !text.contains(name) }
        return isFree(base) ? base : (2...).lazy.map { "\(base)_\($0)" }.first(where: isFree)!
    }
}
