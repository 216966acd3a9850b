import ArgumentParser
internal import FoundationEssentials
internal import Projects
internal import SourceText
internal import Templates
internal import Helm

/// Renders every case of a corpus of charts and compares it with what real Helm printed.
struct CorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Compares chart renders with Helm's, byte for byte, and measures their cost.")

    @Argument(help: "The folder of charts (helmcorp).")
    var charts: String

    @Argument(help: "The folder of Helm's output, with cases.tsv (helmgold).")
    var golden: String

    @Option(help: "Only charts whose folder contains this.")
    var only: String?

    @Option(help: "Print this many differences in full.")
    var show = 10

    @Option(help: "Write each render into this folder.")
    var output: String?

    @Flag(help: "Render without recording where text came from.")
    var withoutTrace = false

    @Flag(help: "Load and parse each chart once for all of its cases.")
    var warm = false

    @Flag(help: "Render each case a second time after one seeded edit, compare with a rendering from scratch and tell what it costs.")
    var rerender = false

    @Flag(help: "With --rerender: compare the origins of every piece of output as well.")
    var origins = false

    private enum Verdict: String, CaseIterable {
        case equal, structurallyEqual, differs, failsInstead, errorEqual, errorAgrees, rendersInstead
    }

    private var corpus: Corpus { Corpus(charts: charts, golden: golden) }

    func run() throws {
        var counts: [Verdict: Int] = [:]
        var demands = (exact: 0, all: 0)
        var shown = 0
        var (cost, bytes, helm) = (0.0, 0, 0.0)
        var again: [RerenderMeasure.Outcome] = []
        let cases = try corpus.cases(only: only)
        var tree: (chart: String, files: MemoryTree)?
        var prepared: (chart: String, value: PreparedChart)?
        for one in cases {
            if tree?.chart != one.chart { tree = (one.chart, try corpus.files(of: one)) }
            guard let files = tree?.files else { continue }
            let (layers, release) = try corpus.inputs(of: one)
            let before = cpuSeconds()
            if !warm || prepared?.chart != one.chart {
                prepared = (try? loadChart(files, "")).map { (one.chart, PreparedChart($0, isTracing: !withoutTrace)) }
            }
            let rendered: RenderedChart
            if let ready = prepared, ready.chart == one.chart {
                rendered = ready.value.render(layers, release)
            } else {
                rendered = renderChart(files, "", values: layers, release: release, isTracing: !withoutTrace)
            }
            let found = rendered.output
            cost += cpuSeconds() - before
            helm += one.helmSeconds
            bytes += found.count
            if rerender, let ready = prepared, rendered.failure == nil {
                var measure = RerenderMeasure(ready.value, files.files, layers, release, seed: one.chart + "/" + one.name)
                if let outcome = measure.measure(comparingOrigins: origins) {
                    again.append(outcome)
                    if let difference = outcome.difference { print("\(one.chart) \(one.name): \(difference)") }
                    if output != nil { print("\(one.chart) \(one.name): \(Int(outcome.seconds * 1e6)) us, \(outcome.executed) of \(outcome.all)") }
                }
            }
            try save(found, rendered.failure, one)
            let verdict = judge(one, rendered.failure, found)
            counts[verdict, default: 0] += 1
            if one.isError, one.error.contains("execution error at (") {
                demands.all += 1
                if verdict == .errorEqual { demands.exact += 1 }
            }
            if verdict != .equal, verdict != .errorEqual, shown < show {
                shown += 1
                explain(one, verdict, rendered.failure, found)
            }
        }
        for verdict in Verdict.allCases { print("\(verdict.rawValue) \(counts[verdict] ?? 0)") }
        print("messages of required and fail: \(demands.exact) of \(demands.all) exact")
        print("\(cases.count) cases, \(bytes) bytes, \(Int(cost * 1000)) ms CPU; Helm \(Int(helm * 1000)) ms of user time")
        if !again.isEmpty { tell(again) }
    }

    private func tell(_ again: [RerenderMeasure.Outcome]) {
        let costs = again.map(\.seconds).sorted()
        func milliseconds(_ share: Int) -> Double { (costs[(costs.count - 1) * share / 100] * 10_000).rounded() / 10 }
        let (executed, all) = again.reduce((0, 0)) { ($0.0 + $1.executed, $0.1 + $1.all) }
        print("\(again.count) cases rendered again, \(again.count(where: \.isTemplate)) after an edit of a template")
        print("\(again.count { $0.difference != nil }) differ from a rendering from scratch; \(executed) of \(all) files executed")
        print("rendered again after one edit: p50 \(milliseconds(50)) ms, p95 \(milliseconds(95)) ms, p99 \(milliseconds(99)) ms CPU")
    }

    private func save(_ found: [UInt8], _ failure: HelmFailure?, _ one: Corpus.Case) throws {
        guard let output else { return }
        let folder = output + "/" + one.chart
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + one.name + (failure == nil ? ".yaml" : ".err")
        try Data(failure.map { Array("Error: \($0.message)\n".utf8) } ?? found).write(to: URL(fileURLWithPath: path))
    }

    private func judge(_ one: Corpus.Case, _ failure: HelmFailure?, _ found: [UInt8]) -> Verdict {
        if one.isError {
            guard let failure else { return .rendersInstead }
            let printed = failure.message.replacing("\n", with: " | ").replacing("\t", with: " ")
            return one.error.contains(printed) ? .errorEqual : .errorAgrees
        }
        if failure != nil { return .failsInstead }
        if firstDifference(one, found) == nil { return .equal }
        return isStructurallyEqual(one, found) ? .structurallyEqual : .differs
    }

    /// Whether the documents are the same ones in the same order, whatever their spelling.
    private func isStructurallyEqual(_ one: Corpus.Case, _ found: [UInt8]) -> Bool {
        var right = found.split(separator: 0x0A, omittingEmptySubsequences: false)
        let left = corpus.output(of: one).split(separator: 0x0A, omittingEmptySubsequences: false)
        if left.count == right.count { for line in one.maskedLines where line <= left.count { right[line - 1] = left[line - 1] } }
        let separator = Array("---".utf8)
        func values(_ lines: [ArraySlice<UInt8>]) -> [GoValue?] {
            lines.split { $0.elementsEqual(separator) }.map { document in
                try? YAMLReader.read(Text(Array(document.joined(separator: [0x0A]))), origin: .text, in: TraceTable(isEnabled: false))
            }
        }
        let (wanted, got) = (values(left), values(right))
        return wanted.count == got.count
            && zip(wanted, got).allSatisfy { pair in
                guard let first = pair.0, let second = pair.1 else { return false }
                return GoValue.deepEqual(first, second)
            }
    }

    /// The first line, from 0, that differs and is not random in Helm's own output.
    private func firstDifference(_ one: Corpus.Case, _ found: [UInt8]) -> (line: Int, expected: String, found: String)? {
        let wanted = corpus.output(of: one)
        if wanted == found { return nil }
        let (left, right) = (
            wanted.split(separator: 0x0A, omittingEmptySubsequences: false),
            found.split(separator: 0x0A, omittingEmptySubsequences: false)
        )
        for line in 0..<max(left.count, right.count) {
            if line < left.count, line < right.count, one.maskedLines.contains(line + 1) || left[line] == right[line] {
                continue
            }
            func text(_ lines: [ArraySlice<UInt8>]) -> String {
                lines[max(0, min(line - 2, lines.count))..<min(line + 3, lines.count)].map {
                    String(decoding: $0, as: UTF8.self)
                }.joined(
                    separator: "\n      ")
            }
            return (line, text(left), text(right))
        }
        return nil
    }

    private func explain(_ one: Corpus.Case, _ verdict: Verdict, _ failure: HelmFailure?, _ found: [UInt8]) {
        print("\(one.chart) \(one.name): \(verdict.rawValue)")
        if let failure { print("    found: \(failure.message.suffix(700))") }
        if one.isError {
            print("    expected: \(one.error.prefix(700))")
        } else if failure == nil, let difference = firstDifference(one, found) {
            print(
                "    line \(difference.line + 1)\n    expected:\n      \(difference.expected)\n    found:\n      \(difference.found)"
            )
        }
    }
}
