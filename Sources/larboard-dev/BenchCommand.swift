internal import BuiltInTechnologies
import ArgumentParser
internal import CLibyaml
internal import ConfigModel
internal import Documents
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Processes
internal import Projects
internal import Rules
internal import SourceText
internal import Reports

/// Prints, from one run, what a scan costs beside what merely reading the files costs.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures parse-only time, scan time, throughput, peak memory and cold start, with ratios.")

    @Argument(help: "A directory to scan; without one a tree of 2,000 manifests is made in memory.")
    var path: String?

    @Option(help: "How often each figure is taken; the median is printed.")
    var runs = 5

    @Option(help: "The repository's root, for the rules.")
    var root = "."

    @Option(help: "The larboard binary, for the cold start.")
    var binary = ".build/release/larboard"

    @Flag(help: "Also print throughput per product: the files of each are scanned by themselves.")
    var formats = false

    func run() throws {
        guard runs > 0 else { throw DevFailure("--runs has to be at least 1") }
        let tree: any WorkTree = if let path { try DirectoryTree(path) } else { generatedTree(count: 2_000) }
        let rules = try rulesOf(root)
        let today = Day(year: 2026, month: 6, day: 1)!
        let yaml = tree.paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.compactMap { try? tree.file($0) }
            .filter { $0.bytes.count <= largestFile }
        let yamlBytes = yaml.reduce(0) { $0 + $1.bytes.count }
        let events = median(runs) { for file in yaml { _ = countEvents(file.bytes) } }
        let documents = median(runs) { for file in yaml { _ = parseDocument(file, as: .yaml).roots.count } }
        let memory = MemoryTree(Dictionary(uniqueKeysWithValues: yaml.map { ($0.path, $0.bytes) }))
        let yamlScan = median(runs) { _ = scan(memory, with: Ruleset(rules: rules, technologies: .builtIn(), today: today)) }
        var statistics = ScanResult.Statistics()
        var found = 0
        let whole = median(runs) {
            let result = scan(tree, with: Ruleset(rules: rules, technologies: .builtIn(), today: today))
            statistics = result.statistics
            found = result.findings.count
        }
        print(
            "files judged          \(statistics.files) of \(tree.paths.count), \(statistics.bytes) bytes, \(statistics.resources) resources, \(found) findings, \(rules.count) rules"
        )
        print("libyaml events        \(milliseconds(events)) ms CPU for \(yaml.count) files, \(rate(yamlBytes, events)) MB/s")
        print("documents             \(milliseconds(documents)) ms CPU, \(ratio(documents, events)) times libyaml")
        print("scan of the YAML      \(milliseconds(yamlScan)) ms CPU, \(ratio(yamlScan, events)) times libyaml (goal 3)")
        print(
            "whole scan            \(milliseconds(whole)) ms CPU, \(rate(statistics.bytes, whole)) MB/s, \(Int(Double(statistics.files) / max(whole, 1e-9))) files/s"
        )
        print("peak memory           \(peakMemory() / 1024) MiB")
        if formats { printFormats(tree, rules, today) }
        if let start = coldStart() { print("cold start            \(milliseconds(start)) ms wall, all rules loaded (goal 30)") }
    }

    /// Files that are judged by themselves, by whose they are; charts, modules and overlays have benches of their own.
    private func printFormats(_ tree: any WorkTree, _ rules: [Rule], _ today: Day) {
        var files: [String: [String: [UInt8]]] = [:]
        for project in discover(tree) where !project.kind.isWhole {
            for resource in render(project, in: tree).resources {
                if let bytes = try? tree.read(resource.home.path) { files[resource.id.system, default: [:]][resource.home.path] = bytes }
            }
        }
        print("product               files      bytes  findings     MB/s  findings/s")
        for (system, group) in files.sorted(by: { $0.key < $1.key }) {
            let memory = MemoryTree(group)
            let ruleset = Ruleset(rules: rules, technologies: .builtIn(), today: today)
            var found = 0
            let time = median(runs) { found = scan(memory, with: ruleset).findings.count }
            let bytes = group.values.reduce(0) { $0 + $1.count }
            let columns = ["\(group.count)", "\(bytes)", "\(found)", "\(rate(bytes, time))", "\(Int(Double(found) / max(time, 1e-9)))"]
            print(system.padded(20) + zip(columns, [7, 11, 10, 9, 12]).map { $0.leftPadded($1) }.joined())
        }
    }

    /// Wall time of `larboard rules --quiet` on nothing: process start, rule files read and checked.
    private func coldStart() -> Double? {
        guard FileManager.default.isExecutableFile(atPath: binary) else { return nil }
        var times: [Double] = []
        for _ in 0..<max(runs, 5) {
            let start = clock(CLOCK_MONOTONIC)
            guard succeeds([binary, "rules", "--format", "tsv"]) else { return nil }
            times.append(clock(CLOCK_MONOTONIC) - start)
        }
        return times.sorted()[times.count / 2]
    }

    private func succeeds(_ arguments: [String]) -> Bool {
        if case .success(let result) = runProgram(arguments, input: [], timeout: 60) { result.status == 0 } else { false }
    }
}

/// The median CPU time of this process in seconds over several runs of `body`, after one that does not count.
private func median(_ runs: Int, _ body: () -> Void) -> Double {
    body()
    let times = (0..<runs).map { _ in
        let start = clock(CLOCK_PROCESS_CPUTIME_ID)
        body()
        return clock(CLOCK_PROCESS_CPUTIME_ID) - start
    }
    return times.sorted()[runs / 2]
}

private func clock(_ id: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(id, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func milliseconds(_ seconds: Double) -> String { "\((seconds * 10_000).rounded() / 10)" }
private func ratio(_ a: Double, _ b: Double) -> String { "\((a / max(b, 1e-9) * 100).rounded() / 100)" }
private func rate(_ bytes: Int, _ seconds: Double) -> String { "\((Double(bytes) / 1e5 / max(seconds, 1e-9)).rounded() / 10)" }

/// In KiB (getrusage(2)).
private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}

/// What any reader of YAML pays at the least.
private func countEvents(_ bytes: [UInt8]) -> Int {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return 0 }
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { buffer in
        // SAFETY: the buffer outlives the loop, and libyaml only reads it.
        yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
        var count = 0
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else { return count }
            let isEnd = event.type == YAML_STREAM_END_EVENT
            yaml_event_delete(&event)
            if isEnd { return count }
            count += 1
        }
    }
}

/// Deployments of the usual size, half of them hardened.
private func generatedTree(count: Int) -> MemoryTree {
    var files: [String: [UInt8]] = [:]
    for number in 0..<count {
        let hardened = """
                      securityContext:
                        allowPrivilegeEscalation: false
                        readOnlyRootFilesystem: true
                        capabilities:
                          drop: [ALL]

            """
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: service-\(number)
              namespace: shop
              labels:
                app: service-\(number)
            spec:
              replicas: 3
              selector:
                matchLabels:
                  app: service-\(number)
              template:
                metadata:
                  labels:
                    app: service-\(number)
                spec:
                  containers:
                    - name: app
                      image: ghcr.io/acme/service-\(number):1.4.2
                      ports:
                        - containerPort: 8080
                      env:
                        - name: LOG_LEVEL
                          value: info
                        - name: UPSTREAM
                          value: "http://upstream.shop.svc:8080"
            \(number % 2 == 0 ? hardened : "")
            """
        files["apps/service-\(number)/deployment.yaml"] = Array(text.utf8)
    }
    return MemoryTree(files)
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
