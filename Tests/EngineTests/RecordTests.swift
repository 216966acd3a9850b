import ConfigModel
import Engine
import FoundationEssentials
import Remediation
import Rules
import SourceText
import Testing

@Suite struct RecordTests {
    private let tree = MemoryTree(
        texts: chart.merging([
            "a/pod.yaml": pod, "b/pod.yaml": pod.replacing("nginx", with: "ngin\u{0}x\u{FEFF}é"), "c/broken.yaml": "a: [\n",
        ]) { own, _ in own })
    private let ruleset = rules(escalation, root, imageOld)

    private var record: RemediationRecord { remediate(tree, with: ruleset, policy: FixPolicy(includesReview: true)) }

    @Test func `a record is the same after it was written and read`() throws {
        let record = record
        #expect(record.groups.map(\.name) == ["escalation/a", "escalation/charts-shop", "root-review/a", "root-review/charts-shop"])
        #expect(record.unfixed.contains { $0.reason == "the finding image-old on v1/Pod a would remain" })
        #expect(record.diagnostics.contains { $0.severity == .error })
        let bytes = try record.encoded()
        #expect(try RemediationRecord(trusted: bytes) == record)
    }

    @Test func `equal trees give equal bytes`() throws {
        #expect(try record.encoded() == record.encoded())
        let again = try RemediationRecord(trusted: try record.encoded())
        #expect(try again.encoded() == record.encoded())
    }

    @Test func `a record of another version is refused by its number`() throws {
        let text = String(decoding: try record.encoded(), as: UTF8.self)
        let newer = text.replacing("\"version\":1}", with: "\"version\":2}")
        #expect(newer != text)
        let error = #expect(throws: RecordError.self) { try RemediationRecord(trusted: Array(newer.utf8)) }
        #expect(error == .unknownVersion(2))
        #expect("\(try #require(error))".contains("has version 2, and this build reads version 1 only"))
    }

    @Test(arguments: ["", "{}", "[]", "{\"version\":1}", "{\"version\":1,\"checks\":[],\"groups\":3,\"unfixed\":[],\"diagnostics\":[]}"])
    func `what is no record is refused`(_ text: String) {
        let error = #expect(throws: RecordError.self) { try RemediationRecord(trusted: Array(text.utf8)) }
        guard case .malformed? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func `a span that is no range and a check that is not listed are refused, not trapped`() throws {
        let text = String(decoding: try record.encoded(), as: UTF8.self)
        for broken in [
            text.replacing("\"span\":[", with: "\"span\":[9999999,"), text.replacing("\"check\":\"root\"", with: "\"check\":\"absent\""),
        ] {
            #expect(broken != text)
            #expect(throws: RecordError.self) { try RemediationRecord(trusted: Array(broken.utf8)) }
        }
    }

    @Test func `a change on its own cannot be decoded into something publishable`() throws {
        let change = try #require(record.groups.first?.changes.first)
        let data = try JSONEncoder().encode(change)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ProvenChange.self, from: data) }
    }

    @Test func `the new files are made of the old ones, or not at all`() throws {
        let group = try #require(record.groups.first { $0.name == "escalation/a" })
        let files = try group.newFiles { tree.files[$0] }
        #expect(
            files.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "a/pod.yaml": pod + "      securityContext:\n        allowPrivilegeEscalation: false\n"
            ])
        let error = #expect(throws: StaleFile.self) { try group.newFiles { _ in Array("apiVersion: v1\n".utf8) } }
        #expect("\(try #require(error))" == "'a/pod.yaml' is not the file that the change was proven on")
        #expect(throws: StaleFile.self) { try group.newFiles { _ in nil } }
    }

    @Test func `a finding keeps its places and lines, a fix its sites`() throws {
        let group = try #require(record.groups.first { $0.name == "escalation/charts-shop" })
        let fix = try #require(group.fixes.first)
        #expect(fix.finding.place.text == "charts/shop/values.yaml:1")
        #expect(fix.finding.origins.map(\.place.text) == ["charts/shop/values.yaml:1"])
        #expect(fix.sites.map(\.path).contains("charts/shop/values.yaml"))
        #expect(group.project.kind == "chart")
        let proof = try #require(group.changes.first?.proof)
        #expect(proof.cases.count == 2 && proof.ruleCount == 3)
        #expect(proof.differences.allSatisfy { $0.before == .bool(true) && $0.after == .bool(false) && $0.isInEveryCase })
    }

    @Test func `a record holds values and checks, and no project`() {
        var objects: Set<String> = []
        func walk(_ value: Any, _ depth: Int) {
            let mirror = Mirror(reflecting: value)
            if mirror.displayStyle == .class { objects.insert("\(type(of: value))") }
            if depth < 40 { for child in mirror.children { walk(child.value, depth + 1) } }
        }
        walk(record, 0)
        walk(fix(tree, with: ruleset, policy: FixPolicy(includesReview: true)).records, 0)
        #expect(objects == ["Check"])
    }

    @Test(arguments: [
        Value.null, .bool(true), .int(.min), .double(.infinity), .double(0.1), .string("\u{0}\u{FEFF}x"), .list([.new(.null)]),
        .map(Mapping([Mapping.Entry(key: "", value: .new(.int(1)))])), .unknown(UnknownReason("only known after apply")),
    ])
    func `values come back as they were`(_ value: Value) throws {
        let recorded = RecordedValue(value)
        let data = try JSONEncoder().encode(recorded)
        #expect(try JSONDecoder().decode(RecordedValue.self, from: data) == recorded)
        #expect(recorded.value == value)
    }

    @Test func `bytes that are no text survive`() throws {
        let edits = try EditList([Edit(Span(0, 1), [0xFF, 0x00]), Edit(.at(3), "é"), Edit(.at(3), "b")])
        let data = try JSONEncoder().encode(edits)
        #expect(try JSONDecoder().decode(EditList.self, from: data) == edits)
        let overlapping = Data(#"[{"span":[0,4],"text":"a"},{"span":[2,5],"text":"b"}]"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(EditList.self, from: overlapping) }
    }
}
