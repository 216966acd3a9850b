import ArgumentParser
internal import CLibyaml
internal import ConfigModel
internal import Documents
internal import FoundationEssentials
internal import Glibc
internal import Projects
internal import SourceText
internal import Kustomize

/// Builds every kustomization of a corpus and compares it, object by object, with what real kustomize printed.
struct KustomizeCorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kustomize-corpus", abstract: "Compares kustomization builds with kubectl's, object by object, and measures their cost.")

    @Argument(help: "The folder of sources, goldens and cases.tsv (kustgold).")
    var corpus: String

    @Option(help: "Only cases whose name contains this.")
    var only: String?

    @Option(help: "Print this many differences in full.")
    var show = 10

    @Flag(help: "Only name the cases that differ.")
    var brief = false

    private enum Verdict: String, CaseIterable {
        case equal, differs, failsInstead, errorAgrees, rendersInstead
    }

    private struct Case {
        let name: String
        let folder: String
        let isError: Bool
        let golden: String
        let error: String

        /// Whether `path`, as kustomize tells it from the built folder, is the file `found` of the source.
        func names(_ path: String, _ found: String) -> Bool {
            var parts = folder.split(separator: "/").dropFirst().map(String.init)
            for part in path.split(separator: "/") where part != "." {
                if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
            }
            return parts.joined(separator: "/") == found
        }
    }

    func run() throws {
        var counts: [String: [Verdict: Int]] = [:]
        var shown = 0
        var cost = 0.0
        var tree: (name: String, tree: DirectoryTree)?
        let cases = try self.cases()
        for one in cases {
            let parts = one.folder.split(separator: "/", maxSplits: 1).map(String.init)
            if tree?.name != parts[0] { tree = (parts[0], try sources(parts[0])) }
            guard let source = tree?.tree else { continue }
            let before = cpuSeconds()
            let rendering = renderKustomization(source, parts.count > 1 ? parts[1] : "", options: KustomizeOptions(inflatesCharts: false))
            cost += cpuSeconds() - before
            let trouble = difference(one, rendering)
            let verdict: Verdict =
                if one.isError { rendering.failure == nil ? .rendersInstead : .errorAgrees } else if rendering.failure != nil { .failsInstead } else {
                    trouble == nil ? .equal : .differs
                }
            counts[one.name.hasPrefix("krusty.") ? "krusty" : "real", default: [:]][verdict, default: 0] += 1
            guard verdict != .equal, verdict != .errorAgrees, shown < show else { continue }
            shown += 1
            print("\(one.name): \(verdict.rawValue)")
            if brief { continue }
            if let failure = rendering.failure { print("    found: \(failure.description.prefix(600))") }
            if one.isError { print("    expected: \(one.error.prefix(400))") }
            if let trouble, rendering.failure == nil { print("    \(trouble)") }
        }
        for (kind, verdicts) in counts.sorted(by: { $0.key < $1.key }) {
            print(kind, Verdict.allCases.map { "\($0.rawValue) \(verdicts[$0] ?? 0)" }.joined(separator: ", "))
        }
        print("\(cases.count) cases, \(Int(cost * 1000)) ms CPU")
    }

    private func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func cases() throws -> [Case] {
        guard let data = FileManager.default.contents(atPath: corpus + "/cases.tsv") else { throw DevFailure("no cases.tsv in \(corpus)") }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 9, only.map({ columns[0].contains($0) }) ?? true, let source = columns[1].firstRange(of: "/src/") else {
                return nil
            }
            return Case(
                name: columns[0], folder: String(columns[1][source.upperBound...]), isError: columns[3] == "err", golden: columns[4],
                error: columns[8])
        }
    }

    /// All files of one source, ignored ones too: what is committed counts.
    private func sources(_ name: String) throws -> DirectoryTree {
        let folder = corpus + "/src/" + name
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return try DirectoryTree(folder, tracked: files)
    }

    /// The first object or field that differs, in words.
    private func difference(_ one: Case, _ rendering: KustomizeRendering) -> String? {
        guard !one.isError else { return nil }
        let bytes = FileManager.default.contents(atPath: corpus + "/gold/" + one.golden).map { Array($0) } ?? []
        let golden = parseDocument(SourceFile(path: one.golden, bytes: bytes), as: .yaml)
        if let trouble = golden.diagnostics.first(where: { $0.severity == .error }) { return "golden cannot be read: \(trouble.message)" }
        let wanted = golden.roots.filter { !$0.value.isNull }
        let found = rendering.objects.map(\.value)
        for (left, object) in zip(wanted, rendering.objects) {
            // Where kustomize itself tells an object's file, it judges our provenance; we do not write that note.
            let (bare, origin) = withoutNotes(left)
            if let place = firstDifference(bare.value, object.value.value, .root) { return "\(name(left)): \(place)" }
            if let origin, !one.names(origin, object.path) { return "\(name(left)): comes from \(origin), found \(object.path)" }
        }
        guard wanted.count == found.count else {
            let extra = wanted.count > found.count ? wanted[found.count] : found[wanted.count]
            return "\(wanted.count) objects expected, \(found.count) found; the first extra is \(name(extra))"
        }
        return nil
    }

    private func withoutNotes(_ object: Traced) -> (Traced, origin: String?) {
        let keys = ["config.kubernetes.io/origin", "alpha.config.kubernetes.io/transformations"]
        guard case .map(var root) = object.value, case .map(var metadata)? = root["metadata"]?.value,
            case .map(var annotations)? = metadata["annotations"]?.value, keys.contains(where: { annotations[$0] != nil })
        else { return (object, nil) }
        let note = annotations[keys[0]]?.value.string ?? ""
        for key in keys { annotations.remove(key) }
        if annotations.isEmpty { metadata.remove("annotations") } else { metadata.set(.init(key: "annotations", value: .new(.map(annotations)))) }
        root.set(.init(key: "metadata", value: .new(.map(metadata))))
        let line = note.split(separator: "\n").first { $0.hasPrefix("path: ") || $0.hasPrefix("configuredIn: ") }
        return (.new(.map(root)), line.flatMap { $0.split(separator: " ").last.map(String.init) })
    }

    private func name(_ object: Traced) -> String {
        func text(_ value: Traced?) -> String { value?.value.string ?? "" }
        return "\(text(object["kind"])) \(text(object["metadata"]?["namespace"]))/\(text(object["metadata"]?["name"]))"
    }

    private func firstDifference(_ wanted: Value, _ found: Value, _ path: ValuePath) -> String? {
        switch (wanted, found) {
        case (.map(let a), .map(let b)):
            for entry in a.entries {
                guard let other = b[entry.key] else { return "\(path.key(entry.key)): expected \(brief(entry.value.value)), found nothing" }
                if let place = firstDifference(entry.value.value, other.value, path.key(entry.key)) { return place }
            }
            for entry in b.entries where a[entry.key] == nil { return "\(path.key(entry.key)): expected nothing, found \(brief(entry.value.value))" }
            return nil
        case (.list(let a), .list(let b)):
            for (index, pair) in zip(a, b).enumerated() {
                if let place = firstDifference(pair.0.value, pair.1.value, path.index(index)) { return place }
            }
            return a.count == b.count ? nil : "\(path): expected \(a.count) elements, found \(b.count)"
        case (.int(let a), .double(let b)), (.double(let b), .int(let a)): return Double(a) == b ? nil : "\(path): expected \(a), found \(b)"
        default: return wanted == found ? nil : "\(path): expected \(brief(wanted)), found \(brief(found))"
        }
    }

    private func brief(_ value: Value) -> String {
        switch value {
        case .map(let mapping): "a map of \(mapping.keys.prefix(6))"
        case .list(let items): "a list of \(items.count)"
        default: String("\(value)".prefix(160))
        }
    }
}
