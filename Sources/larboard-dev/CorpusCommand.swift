import ArgumentParser
internal import CLibyaml
internal import FoundationEssentials
internal import Glibc
internal import Rendering
internal import SourceText

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

    private struct Case {
        let chart: String
        let name: String
        let values: [String]
        let arguments: [String]
        let isError: Bool
        let maskedLines: Set<Int>
        let error: String
    }

    private enum Verdict: String, CaseIterable {
        case equal, differs, failsInstead, errorEqual, errorAgrees, rendersInstead
    }

    func run() throws {
        var counts: [Verdict: Int] = [:]
        var shown = 0
        var (cost, bytes) = (0.0, 0)
        let cases = try self.cases()
        var trees: (chart: String, tree: MemoryTree)?
        var prepared: (chart: String, value: PreparedChart)?
        for one in cases {
            if trees?.chart != one.chart { trees = (one.chart, try files(charts + "/" + one.chart)) }
            guard let tree = trees?.tree else { continue }
            let (layers, release) = try inputs(of: one)
            let before = cpuSeconds()
            let rendered: RenderedChart
            if warm {
                if prepared?.chart != one.chart {
                    prepared = (try? loadChart(tree, "")).map {
                        (one.chart, PreparedChart($0, isTracing: !withoutTrace))
                    }
                }
                if let ready = prepared, ready.chart == one.chart {
                    rendered = ready.value.render(layers, release)
                } else {
                    rendered = renderChart(tree, "", values: layers, release: release, isTracing: !withoutTrace)
                }
            } else {
                rendered = renderChart(tree, "", values: layers, release: release, isTracing: !withoutTrace)
            }
            let found = rendered.output
            cost += cpuSeconds() - before
            bytes += found.count
            try save(found, rendered.failure, one)
            let verdict = judge(one, rendered.failure, found)
            counts[verdict, default: 0] += 1
            if verdict != .equal, verdict != .errorEqual, shown < show {
                shown += 1
                explain(one, verdict, rendered.failure, found)
            }
        }
        for verdict in Verdict.allCases { print("\(verdict.rawValue) \(counts[verdict] ?? 0)") }
        print("\(cases.count) cases, \(bytes) bytes, \(Int(cost * 1000)) ms CPU")
    }

    private func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func cases() throws -> [Case] {
        guard let data = FileManager.default.contents(atPath: golden + "/cases.tsv") else {
            throw DevFailure("no cases.tsv in \(golden)")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 15, only.map({ columns[0].contains($0) }) ?? true else { return nil }
            let arguments = (try? JSONDecoder().decode([String].self, from: Data(columns[6].utf8))) ?? []
            return Case(
                chart: columns[0], name: columns[1], values: columns[5].split(separator: ",").map(String.init),
                arguments: arguments,
                isError: columns[8] == "err",
                maskedLines: Set(columns[10].split(separator: ",").compactMap { Int($0) }), error: columns[14])
        }
    }

    private func files(_ directory: String) throws -> MemoryTree {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            var isDirectory = false
            let full = directory + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory,
                let data = FileManager.default.contents(atPath: full)
            else { continue }
            files[path] = Array(data)
        }
        return MemoryTree(files)
    }

    private func inputs(of one: Case) throws -> ([ValuesLayer], HelmRelease) {
        var release = HelmRelease(name: "rel", namespace: "ns")
        var layers: [ValuesLayer] = []
        for path in one.values {
            guard let data = FileManager.default.contents(atPath: charts + "/" + path) else {
                throw DevFailure("no file \(path)")
            }
            layers.append(.file(path: path, bytes: Array(data)))
        }
        var index = 0
        while index < one.arguments.count {
            var flag = one.arguments[index]
            var value = index + 1 < one.arguments.count ? one.arguments[index + 1] : ""
            var length = 2
            if let equals = flag.firstIndex(of: "="), flag.hasPrefix("--") {
                value = String(flag[flag.index(after: equals)...])
                flag = String(flag[..<equals])
                length = 1
            }
            switch flag {
            case "--set": layers.append(.set(value))
            case "--set-string": layers.append(.setString(value))
            case "--set-json": layers.append(.setJSON(value))
            case "--kube-version": release.kubeVersion = value
            case "--api-versions", "-a": release.apiVersions += value.split(separator: ",").map(String.init)
            default:
                if flag == "--include-crds" { release.includesCustomResourceDefinitions = true }
                if flag == "--is-upgrade" { release.isUpgrade = true }
                if flag == "--skip-schema-validation" { release.validatesSchemas = false }
                length = 1
            }
            index += length
        }
        return (layers, release)
    }

    private func save(_ found: [UInt8], _ failure: HelmFailure?, _ one: Case) throws {
        guard let output else { return }
        let folder = output + "/" + one.chart
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + one.name + (failure == nil ? ".yaml" : ".err")
        try Data(failure.map { Array("Error: \($0.message)\n".utf8) } ?? found).write(to: URL(fileURLWithPath: path))
    }

    private func judge(_ one: Case, _ failure: HelmFailure?, _ found: [UInt8]) -> Verdict {
        if one.isError {
            guard let failure else { return .rendersInstead }
            let printed = failure.message.replacing("\n", with: " | ").replacing("\t", with: " ")
            return one.error.contains(printed) ? .errorEqual : .errorAgrees
        }
        if failure != nil { return .failsInstead }
        return firstDifference(one, found) == nil ? .equal : .differs
    }

    /// The first line, from 0, that differs and is not random in Helm's own output.
    private func firstDifference(_ one: Case, _ found: [UInt8]) -> (line: Int, expected: String, found: String)? {
        let wanted =
            FileManager.default.contents(atPath: "\(golden)/\(one.chart)/\(one.name).yaml").map { Array($0) } ?? []
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

    private func explain(_ one: Case, _ verdict: Verdict, _ failure: HelmFailure?, _ found: [UInt8]) {
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
