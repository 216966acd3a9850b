import Expressions
import FoundationEssentials
import Testing

@Suite struct ConformanceTests {
    @Test func `every conformance case passes but the listed gaps`() throws {
        let cases = try ConformanceData.load()
        guard !cases.isEmpty else {
            print("CEL conformance: no data at \(ConformanceData.folder), nothing was run")
            return
        }
        let gaps = try loadGaps()
        var failed: Set<String> = []
        for test in cases {
            let complaint = ConformanceTests.complaint(test)
            if complaint != nil { failed.insert(test.id) }
            if gaps[test.id] == nil, let complaint { Issue.record("\(test.id): \(test.expr)\n  \(complaint)") }
            if gaps[test.id] != nil, complaint == nil {
                Issue.record("\(test.id) passes; take it off the list of gaps")
            }
        }
        let ids = Set(cases.map(\.id))
        for id in gaps.keys where !ids.contains(id) { Issue.record("the list of gaps names no case: \(id)") }
        print(
            "CEL conformance: \(cases.count) cases ran, \(cases.count - failed.count) passed, \(failed.count) known gaps or failures"
        )
        #expect(cases.count >= 1798)
    }

    private func loadGaps() throws -> [String: String] {
        let path = #filePath.replacing("ConformanceTests.swift", with: "cel-gaps.tsv")
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        var result: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            #expect(parts.count == 2, "a gap needs a reason: \(line)")
            result[String(parts[0])] = String(parts.last ?? "")
        }
        return result
    }

    static func environment(_ names: [String]) -> Environment {
        var environment = Environment(variables: names)
        environment.undeclared = .evaluationError
        environment.messages = WellKnownMessages()
        environment.zoneFile = { zone in
            guard zone.utf8.allSatisfy({ $0 != UInt8(ascii: ".") }) else { return nil }
            return (try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(zone)"))).map { Array($0) }
        }
        return environment
    }

    /// What is wrong with the outcome of a case; nil when it is as expected.
    static func complaint(_ test: ConformanceCase) -> String? {
        let bindings = (test.bindings ?? [:]).sorted { $0.key < $1.key }
        let outcome: Outcome
        do {
            let program = try Expression.compile(test.expr, in: environment(bindings.map(\.key)))
            outcome = program.evaluate(bindings.map(\.value.value.value)).outcome
        } catch {
            return test.error == nil ? "does not compile: \(error)" : nil
        }
        switch (outcome, test.value) {
        case (.value(let value), let expected?):
            return value.isSame(as: expected.value) ? nil : "expected \(expected.value.shown), got \(value.shown)"
        case (.error, nil): return nil
        case (.value(let value), nil): return "expected an error, got \(value.shown)"
        case (.error(let error), _): return "error: \(error)"
        case (.unknown, _): return "unknown"
        }
    }
}

extension CELValue {
    /// Same type and content, NaN included; order of map entries does not matter.
    func isSame(as other: CELValue) -> Bool {
        guard type == other.type else { return false }
        switch (self, other) {
        case (.double(let left), .double(let right)):
            return left == right && left.sign == right.sign || left.isNaN && right.isNaN
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left.values, right.values).allSatisfy { $0.isSame(as: $1) }
        case (.map(let left), .map(let right)):
            guard left.count == right.count, case .values(let entries) = left else {
                return left.isEmpty && right.isEmpty
            }
            return zip(entries.keys, entries.values).allSatisfy { key, value in right[key].map(value.isSame) ?? false }
        case (.string(let left), .string(let right)): return Array(left.utf8) == Array(right.utf8)
        default: return shown == other.shown
        }
    }
}
