internal import ConfigModel
internal import Engine
internal import Rules
internal import SourceText

/// Test results in the JUnit dialect that Jenkins and GitLab read: a suite a file, a case a rule and resource.
///
/// Suppressed findings are skipped cases, unreadable files errors. A clean scan is one case that passed, since servers take a
/// report without cases for a broken one.
func junitReport(_ result: ScanResult, _ sources: SourceLines) -> String {
    var suites = runs(result.findings, by: \.path).map { suite($0.key, $0.elements, sources) }
    let errors = result.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { suites.append(suite(errors, sources)) }
    if suites.isEmpty { suites = [Suite(name: "larboard", cases: [Case(className: "larboard", name: "no findings")])] }
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let all = suites.flatMap(\.cases)
    lines.append("<testsuites name=\"larboard\" \(counts(all))>")
    for suite in suites {
        lines.append("  <testsuite name=\"\(xml(suite.name))\" \(counts(suite.cases))>")
        lines += suite.cases.map(element)
        lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
}

private struct Suite {
    let name: String
    let cases: [Case]
}

private struct Case {
    enum Outcome { case passed, failed, errored, skipped }

    let className: String
    let name: String
    var outcome = Outcome.passed
    var type = ""
    var message = ""
    var body = ""
}

private func suite(_ path: String, _ findings: ArraySlice<Finding>, _ sources: SourceLines) -> Suite {
    struct Key: Hashable {
        let rule: String
        let resource: ResourceID
    }
    let groups = Dictionary(grouping: findings) { Key(rule: $0.check.id, resource: $0.resource) }
    let cases = groups.values.sorted { Finding.isOrderedBefore($0[0], $1[0]) }.map { group in
        testCase(group, path, sources)
    }
    return Suite(name: path, cases: cases)
}

private func testCase(_ findings: [Finding], _ path: String, _ sources: SourceLines) -> Case {
    let first = findings[0]
    let active = findings.filter { $0.suppression == nil }
    var result = Case(className: path, name: "\(first.check.id): \(first.resource)", type: first.severity.rawValue)
    if active.isEmpty {
        result.outcome = .skipped
        result.message = first.suppression?.reason ?? ""
        return result
    }
    result.outcome = .failed
    result.message = active.map { oneLine(masked($0.message)) }.joined(separator: "; ")
    result.body = active.map { finding in
        let frame = sources.frame(finding.path, finding.span, context: 1)?.plain
        return [
            "\(sources.place(finding.path, finding.span)): \(oneLine(masked(finding.message)))", frame,
            finding.check.why, finding.check.advice,
        ].compactMap { $0 }.joined(separator: "\n")
    }.joined(separator: "\n\n")
    return result
}

private func suite(_ errors: [Diagnostic], _ sources: SourceLines) -> Suite {
    let cases = errors.map { error in
        let place = error.span.map { sources.place(error.path, $0) } ?? error.path
        return Case(
            className: error.path, name: "\(error.id): \(place)", outcome: .errored, type: error.id,
            message: masked(error.message),
            body: "\(place): \(masked(error.message))" + (error.help.map { "\n\($0)" } ?? ""))
    }
    return Suite(name: "larboard", cases: cases)
}

private func element(_ testCase: Case) -> String {
    let head =
        "    <testcase classname=\"\(xml(testCase.className))\" file=\"\(xml(testCase.className))\" name=\"\(xml(testCase.name))\""
    let message = "message=\"\(xml(testCase.message))\""
    return switch testCase.outcome {
    case .passed: head + "/>"
    case .skipped: "\(head)>\n      <skipped \(message)/>\n    </testcase>"
    case .failed:
        "\(head)>\n      <failure \(message) type=\"\(xml(testCase.type))\">\(xml(testCase.body))</failure>\n    </testcase>"
    case .errored:
        "\(head)>\n      <error \(message) type=\"\(xml(testCase.type))\">\(xml(testCase.body))</error>\n    </testcase>"
    }
}

private func counts(_ cases: [Case]) -> String {
    func number(_ outcome: Case.Outcome) -> Int { cases.count { $0.outcome == outcome } }
    return
        "tests=\"\(cases.count)\" failures=\"\(number(.failed))\" errors=\"\(number(.errored))\" skipped=\"\(number(.skipped))\""
}

/// Text for content and attributes. What XML 1.0 cannot hold even escaped (section 2.2) shows as `·`.
private func xml(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "\n": result += "\n"
        case "\u{FFFE}", "\u{FFFF}": result += "·"
        case _ where isActive(scalar): result += "·"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
