package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// What `.larboard.yaml` at the root of a work tree says.
///
///     exclude: ["third_party/**"]
///     fail-on: medium
///     rules:
///       container-image-digest-missing: {enabled: false}
///       container-runs-as-root: {severity: critical, safety: review}
///     parameters: {log-bucket: audit-logs}
///     charts:
///       - chart: charts/web
///         cases: [{name: prod, values: [env/prod.yaml]}]
///     waivers:
///       - {rule: host-network-used, paths: ["agents/**"], reason: node agent, owner: platform, until: 2027-01-31}
package struct Configuration: Sendable {
    package static let fileName = ".larboard.yaml"

    package var exclude: [PathPattern] = []
    package var failOn: Severity?
    package var rules: [String: RuleSetting] = [:]
    package var parameters: [String: Value] = [:]
    package var chartCases: [ChartCaseSetting] = []
    package var waivers: [Waiver] = []
    package var remediate = Remediate()

    package init() {}

    package struct RuleSetting: Sendable {
        package var enabled: Bool?
        package var severity: Severity?
        package var safety: Fix.Safety?
    }

    /// An exception for one rule, which ends.
    package struct Waiver: Sendable {
        package let rule: String
        /// Empty means every path.
        package let paths: [PathPattern]
        /// `Deployment shop/web`, as reports print it; nil means every resource.
        package let resource: String?
        package let reason: String
        package let owner: String
        package let approver: String?
        package let until: Day
        package let span: Span
    }

    package struct Remediate: Sendable {
        package enum Grouping: String, Sendable, CaseIterable {
            /// One branch per rule (or the rule's group) and project.
            case rule
            /// One branch per file.
            case file
            /// One branch for everything in a project.
            case project
        }

        package var groupBy: Grouping = .rule
        /// Branches written in one run at the most; nil means no limit.
        package var maxBranches: Int?
        package var branchPrefix = "larboard"
    }
}

/// Reads `.larboard.yaml`. Any error fails closed: the caller must not go on with defaults.
package func loadConfiguration(_ source: SourceFile) -> (configuration: Configuration, diagnostics: [Diagnostic]) {
    let document = parseDocument(source, as: .yaml)
    if !document.isSound { return (Configuration(), document.diagnostics) }
    guard let root = document.roots.first, !root.value.isNull else { return (Configuration(), []) }
    if document.roots.count > 1 {
        return (Configuration(), [Diagnostic(.error, "schema", "the configuration is one document", path: source.path)])
    }
    var fields = Fields(root, file: source.path, what: "the configuration")
    var configuration = Configuration()
    configuration.exclude = fields.strings("exclude").map { PathPattern($0) }
    configuration.failOn = fields.oneOf("fail-on", Severity.self)
    readRuleSettings(&fields, &configuration, file: source.path)
    if let parameters = fields.value("parameters") {
        var inner = Fields(parameters, file: source.path, what: "'parameters'")
        for key in inner.mapping.keys { configuration.parameters[key] = inner.value(key)?.value }
        fields.adopt(inner.diagnostics)
    }
    configuration.waivers = fields.list("waivers").map { readWaiver($0, &fields, file: source.path) }
    configuration.chartCases = fields.list("charts").map { readChartCases($0, &fields, file: source.path) }
    readRemediate(&fields, &configuration, file: source.path)
    fields.finish()
    return (configuration, fields.diagnostics)
}

private func readRuleSettings(_ fields: inout Fields, _ configuration: inout Configuration, file: String) {
    guard let rules = fields.value("rules") else { return }
    var outer = Fields(rules, file: file, what: "'rules'")
    for id in outer.mapping.keys {
        guard let value = outer.value(id) else { continue }
        var inner = Fields(value, file: file, what: "the setting of '\(id)'")
        configuration.rules[id] = Configuration.RuleSetting(
            enabled: inner.bool("enabled"), severity: inner.oneOf("severity", Severity.self), safety: inner.oneOf("safety", Fix.Safety.self))
        inner.finish()
        outer.adopt(inner.diagnostics)
    }
    fields.adopt(outer.diagnostics)
}

private func readWaiver(_ value: Traced, _ outer: inout Fields, file: String) -> Configuration.Waiver {
    var fields = Fields(value, file: file, what: "a waiver")
    let untilText = fields.required("until")
    let until = Day(untilText)
    if until == nil, !untilText.isEmpty { fields.report("'\(untilText)' is not a date such as 2027-01-31", at: fields.mapping["until"]) }
    let waiver = Configuration.Waiver(
        rule: fields.required("rule"), paths: fields.strings("paths").map { PathPattern($0) }, resource: fields.string("resource"),
        reason: fields.required("reason"), owner: fields.required("owner"), approver: fields.string("approver"),
        until: until ?? Day(year: 1, month: 1, day: 1)!, span: value.provenance.nearest?.span ?? Span(0, 0))
    fields.finish()
    outer.adopt(fields.diagnostics)
    return waiver
}

private func readChartCases(_ value: Traced, _ outer: inout Fields, file: String) -> ChartCaseSetting {
    var fields = Fields(value, file: file, what: "an entry of 'charts'")
    let cases = fields.list("cases").map { value -> ChartCaseSetting.Case in
        var inner = Fields(value, file: file, what: "a case of a chart")
        var one = ChartCaseSetting.Case(name: inner.required("name"))
        one.values = inner.strings("values")
        one.set = inner.strings("set")
        one.release = inner.string("release")
        one.namespace = inner.string("namespace")
        one.kubeVersion = inner.string("kube-version")
        one.apiVersions = inner.strings("api-versions")
        inner.finish()
        fields.adopt(inner.diagnostics)
        return one
    }
    let setting = ChartCaseSetting(
        chart: PathPattern(fields.required("chart")), cases: cases, leaveOut: fields.strings("leave-out").map { PathPattern($0) })
    fields.finish()
    outer.adopt(fields.diagnostics)
    return setting
}

private func readRemediate(_ fields: inout Fields, _ configuration: inout Configuration, file: String) {
    guard let value = fields.value("remediate") else { return }
    var inner = Fields(value, file: file, what: "'remediate'")
    if let grouping = inner.oneOf("group-by", Configuration.Remediate.Grouping.self) { configuration.remediate.groupBy = grouping }
    configuration.remediate.maxBranches = inner.int("max-branches")
    if let prefix = inner.string("branch-prefix") { configuration.remediate.branchPrefix = prefix }
    inner.finish()
    fields.adopt(inner.diagnostics)
}
