import BuiltInTechnologies
import Rules
import SourceText
import Testing

@testable import Engine
@testable import Reports

@Suite struct SARIFTests {
    let sample = Sample()

    private func run(_ sample: Sample) throws -> Parsed {
        let log = try Parsed(sample.report(.sarif, edits: { sample.edits(of: $0) }))
        #expect(log["version"]?.text == "2.1.0")
        #expect(log["$schema"]?.text?.hasSuffix("sarif-schema-2.1.0.json") == true)
        #expect(log["runs"]?.items.count == 1)
        return try #require(log["runs"]?[0])
    }

    @Test func `every object is shaped as the standard says`() throws {
        let run = try run(sample)
        var shape = SARIFShape()
        shape.check(run)
        #expect(shape.problems == [])
        #expect(
            shape.seen.isSuperset(of: ["result", "fix", "codeFlow", "suppression", "notification", "rule", "region"]))
    }

    @Test func `rules carry what code scanning sorts and filters by`() throws {
        let driver = try #require(try run(sample)["tool"]?["driver"])
        let rule = try #require(driver["rules"]?.items.first { $0["id"]?.text == "container-privileged" })
        #expect(rule["defaultConfiguration"]?["level"]?.text == "error")
        #expect(rule["properties"]?["security-severity"]?.text == "9.5")
        #expect(
            rule["properties"]?["tags"]?.items.compactMap(\.text) == [
                "security", "external/cwe/cwe-250", "kubernetes", "pss/baseline",
            ])
        #expect(rule["helpUri"]?.text == "https://kubernetes.io/docs/concepts/security/pod-security-standards/")
        #expect(driver["rules"]?.items.compactMap { $0["id"]?.text } == sampleRules.map(\.id).sorted())
    }

    @Test func `each result points at its rule and place`() throws {
        let run = try run(sample)
        let rules = run["tool"]?["driver"]?["rules"]?.items ?? []
        let results = run["results"]?.items ?? []
        #expect(results.count == sample.result.findings.count)
        for (result, finding) in zip(results, sample.result.findings) {
            #expect(result["ruleId"]?.text == finding.rule.id)
            #expect(rules[result["ruleIndex"]?.int ?? -1]["id"]?.text == finding.rule.id)
            #expect(result["partialFingerprints"]?["larboard/v1"]?.text == finding.fingerprint)
            let place = result["locations"]?[0]?["physicalLocation"]
            #expect(place?["artifactLocation"]?["uri"]?.text == finding.path)
        }
    }

    @Test func `the replacements of a fix give the bytes that the engine proved`() throws {
        let results = try run(sample)["results"]?.items ?? []
        var count = 0
        for (result, finding) in zip(results, sample.result.findings) {
            guard let fix = result["fixes"]?[0] else {
                #expect(finding.suppression != nil || sample.edits(of: finding) == nil)
                continue
            }
            count += 1
            let wanted = try #require(sample.edits(of: finding))
            for change in fix["artifactChanges"]?.items ?? [] {
                let path = try #require(change["artifactLocation"]?["uri"]?.text)
                let before = try #require(sample.tree.files[path])
                var after = before
                for replacement in (change["replacements"]?.items ?? []).reversed() {
                    let region = replacement["deletedRegion"]
                    let start = try #require(region?["byteOffset"]?.int)
                    let end = start + (region?["byteLength"]?.int ?? 0)
                    after.replaceSubrange(
                        start..<end, with: Array((replacement["insertedContent"]?["text"]?.text ?? "").utf8))
                }
                #expect(after == wanted[path]?.applied(to: before))
                #expect(after != before)
            }
        }
        #expect(count >= 3)
    }

    @Test func `the chain of a value runs from its author to the resource`() throws {
        let finding = try #require(sample.finding("instance-metadata-v1-allowed"))
        let result = try #require(
            try run(sample)["results"]?.items.first {
                $0["partialFingerprints"]?["larboard/v1"]?.text == finding.fingerprint
            })
        let steps = result["codeFlows"]?[0]?["threadFlows"]?[0]?["locations"]?.items ?? []
        let paths = steps.compactMap { $0["location"]?["physicalLocation"]?["artifactLocation"]?["uri"]?.text }
        #expect(paths == ["infra/variables.tf", "infra/main.tf"])
        #expect(result["relatedLocations"]?.items.count == 2)
    }

    @Test func `suppressions say where and why`() throws {
        let results = try run(sample)["results"]?.items ?? []
        let suppressed = results.compactMap { $0["suppressions"]?[0] }
        #expect(suppressed.count == 1)
        #expect(suppressed[0]["kind"]?.text == "inSource")
        #expect(suppressed[0]["justification"]?.text == "exits by itself (until 2099-01-31)")
    }

    @Test func `trouble with files is a notification`() throws {
        let invocation = try #require(try run(sample)["invocations"]?[0])
        let notes = invocation["toolExecutionNotifications"]?.items ?? []
        #expect(notes.map { $0["descriptor"]?["id"]?.text } == ["yaml-syntax"])
        #expect(notes[0]["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]?.text == "broken.yaml")
    }

    @Test func `columns count UTF-16 code units after a byte-order mark`() throws {
        let text =
            "\u{FEFF}{apiVersion: v1, kind: Pod, metadata: {name: \"x😀ü\"}, spec: {containers: [{name: a, securityContext: {privileged: true}}]}}\n"
        let sample = Sample(["pod.yaml": text])
        let results = try run(sample)["results"]?.items ?? []
        let region = results.first { $0["ruleId"]?.text == "container-privileged" }?["locations"]?[0]?[
            "physicalLocation"]?["region"]
        let before = text.dropFirst().prefix(upTo: try #require(text.dropFirst().ranges(of: "true}").first?.lowerBound))
        #expect(region?["startColumn"]?.int == before.utf16.count + 1)
        #expect(region?["endColumn"]?.int == before.utf16.count + 5)
    }

    @Test func `a limit cuts the least severe results and says so`() throws {
        let finding = try #require(sample.finding("probe-missing"))
        let urgent = try #require(sample.finding("container-privileged"))
        let many = ScanResult(
            findings: Array(repeating: finding, count: SARIFLimits.results + 4) + [urgent], diagnostics: [],
            projects: [],
            statistics: ScanResult.Statistics())
        let text = render(many, as: .sarif, bytes: { _ in nil })
        #expect(text.ranges(of: "\"ruleIndex\"").count == SARIFLimits.results)
        #expect(text.contains("\"ruleId\": \"container-privileged\""))
        #expect(text.contains("5 findings of the lowest severity are left out"))
    }

    @Test func `braces and links in messages are text`() {
        #expect(sarifMessage("a {0} [b](1)") == "a {{0}} [b] (1)")
    }

    @Test func `a scan without findings is a valid log`() throws {
        let run = try run(Sample(["a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"]))
        var shape = SARIFShape()
        shape.check(run)
        #expect(shape.problems == [])
        #expect(run["results"]?.items.isEmpty == true)
    }
}

/// What the schema of SARIF 2.1.0 asks of the objects that we write: known members, required ones, ranges.
private struct SARIFShape {
    private(set) var problems: [String] = []
    private(set) var seen: Set<String> = []

    private mutating func object(_ value: Parsed?, _ name: String, required: Set<String>, optional: Set<String> = []) {
        guard let value else { return }
        seen.insert(name)
        for key in required.subtracting(value.keys).sorted() { problems.append("\(name) without \(key)") }
        for key in value.keys.subtracting(required).subtracting(optional).sorted() {
            problems.append("\(name) with \(key)")
        }
    }

    mutating func check(_ run: Parsed) {
        object(
            run, "run", required: ["tool", "columnKind", "invocations", "results"], optional: ["originalUriBaseIds"])
        let driver = run["tool"]?["driver"]
        object(driver, "driver", required: ["name", "rules"], optional: ["version", "semanticVersion"])
        let ids = driver?["rules"]?.items.compactMap { $0["id"]?.text } ?? []
        if Set(ids).count != ids.count { problems.append("rule ids repeat") }
        for rule in driver?["rules"]?.items ?? [] { check(rule: rule) }
        for invocation in run["invocations"]?.items ?? [] {
            object(
                invocation, "invocation", required: ["executionSuccessful"],
                optional: ["toolExecutionNotifications", "toolConfigurationNotifications"])
            for note in invocation["toolExecutionNotifications"]?.items ?? [] {
                object(note, "notification", required: ["message", "level", "descriptor"], optional: ["locations"])
                level(note)
            }
        }
        for result in run["results"]?.items ?? [] { check(result: result) }
    }

    private mutating func check(rule: Parsed) {
        object(
            rule, "rule",
            required: [
                "id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties",
            ], optional: ["helpUri"])
        if rule["help"]?["markdown"]?.text?.isEmpty != false { problems.append("help without markdown") }
        if (rule["properties"]?["tags"]?.items.count ?? 99) > 20 { problems.append("too many tags") }
        if let text = rule["defaultConfiguration"]?["level"]?.text, !["error", "warning", "note"].contains(text) {
            problems.append(text)
        }
    }

    private mutating func check(result: Parsed) {
        object(
            result, "result",
            required: ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"],
            optional: ["relatedLocations", "codeFlows", "suppressions", "fixes"])
        level(result)
        for location in result["locations"]?.items ?? [] { physical(location["physicalLocation"]) }
        for location in result["relatedLocations"]?.items ?? [] { physical(location["physicalLocation"]) }
        for flow in result["codeFlows"]?.items ?? [] {
            object(flow, "codeFlow", required: ["threadFlows"], optional: ["message"])
            for thread in flow["threadFlows"]?.items ?? [] where thread["locations"]?.items.isEmpty != false {
                problems.append("empty flow")
            }
        }
        for suppression in result["suppressions"]?.items ?? [] {
            object(suppression, "suppression", required: ["kind"], optional: ["status", "justification", "location"])
            if !["inSource", "external"].contains(suppression["kind"]?.text ?? "") {
                problems.append("suppression kind")
            }
        }
        for fix in result["fixes"]?.items ?? [] {
            object(fix, "fix", required: ["artifactChanges"], optional: ["description"])
            if fix["artifactChanges"]?.items.isEmpty != false { problems.append("fix without changes") }
            for change in fix["artifactChanges"]?.items ?? [] {
                object(change, "artifactChange", required: ["artifactLocation", "replacements"])
                if change["replacements"]?.items.isEmpty != false { problems.append("change without replacements") }
                for replacement in change["replacements"]?.items ?? [] {
                    object(replacement, "replacement", required: ["deletedRegion"], optional: ["insertedContent"])
                    region(replacement["deletedRegion"])
                }
            }
        }
    }

    private mutating func level(_ value: Parsed) {
        if !["none", "note", "warning", "error"].contains(value["level"]?.text ?? "") { problems.append("level") }
    }

    private mutating func physical(_ value: Parsed?) {
        object(value, "physicalLocation", required: ["artifactLocation"], optional: ["region"])
        object(value?["artifactLocation"], "artifactLocation", required: ["uri", "uriBaseId"])
        region(value?["region"])
    }

    private mutating func region(_ value: Parsed?) {
        guard let value else { return }
        object(
            value, "region", required: ["startLine", "endLine"],
            optional: ["startColumn", "endColumn", "byteOffset", "byteLength"])
        let start = (value["startLine"]?.int ?? 0, value["startColumn"]?.int ?? 1)
        let end = (value["endLine"]?.int ?? 0, value["endColumn"]?.int ?? 1)
        if start.0 < 1 || start.1 < 1 || end < start { problems.append("region \(start)…\(end)") }
    }
}
