import ArgumentParser
internal import ConfigModel
internal import FoundationEssentials
internal import Glibc
internal import Primitives
internal import Projects
internal import SourceText
internal import Templates
internal import Helm

/// Judges the origins of rendered scalars by changing what they name and asking real Helm what moved.
struct PerturbCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perturb", abstract: "Tests the origins of rendered scalars by perturbation with real Helm.")

    @Argument(help: "The folder of charts (helmcorp).")
    var charts: String

    @Argument(help: "The folder of Helm's output, with cases.tsv (helmgold).")
    var golden: String

    @Option(help: "Real Helm.")
    var helm: String

    @Option(help: "Only charts whose folder contains this.")
    var only: String?

    @Option(help: "Take one chart in this many.")
    var every = 1

    @Option(help: "Scalars sampled for each case, each of whose values paths is changed.")
    var scalars = 12

    @Option(help: "Leaves of values sampled for each case besides.")
    var leaves = 4

    @Option(help: "Template literals changed for each case.")
    var literals = 3

    @Option(help: "Seed of the samples.")
    var seed: UInt64 = 1

    @Option(help: "Print this many failures of each kind.")
    var show = 20

    private struct Counts {
        var (kept, claimed) = (0, 0)
        var (told, changed) = (0, 0)
        var (literalKept, literalClaimed) = (0, 0)
        var (literalTold, literalChanged) = (0, 0)
        var (runs, failed, cases, unequal) = (0, 0, 0, 0)
        var shown: [String: Int] = [:]
    }

    func run() throws {
        let corpus = Corpus(charts: charts, golden: golden)
        let scratch = FileManager.default.temporaryDirectory.path + "/larboard-perturb-\(getpid())"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let judge = HelmProcess(binary: helm, scratch: scratch)
        var counts = Counts()
        var random = SplitMix64(seed)
        for (number, one) in try corpus.cases(only: only).filter({ $0.name == "default" && !$0.isError && $0.maskedLines.isEmpty }).enumerated()
        where number % every == 0 {
            var own = SplitMix64(random.next())
            try perturb(one, corpus, judge, &own, &counts)
        }
        func share(_ part: Int, _ whole: Int) -> String {
            "\(part) of \(whole) (\((Double(part) / Double(max(whole, 1)) * 10_000).rounded() / 100) %)"
        }
        print("values: soundness \(share(counts.kept, counts.claimed)), completeness \(share(counts.told, counts.changed))")
        print(
            "literals: soundness \(share(counts.literalKept, counts.literalClaimed)), "
                + "completeness \(share(counts.literalTold, counts.literalChanged))")
        print("\(counts.cases) cases (\(counts.unequal) not equal to Helm's left out), \(counts.runs) runs of Helm, \(counts.failed) without output")
    }

    /// What one scalar claims.
    private struct Claims {
        var data: Set<String> = []
        var all: Set<String> = []
        var literals: Set<Literal> = []
    }

    private struct Literal: Hashable {
        let path: String
        let start: Int
        let end: Int
    }

    /// Whether a value's place is that of its key: the text shows the key's name, which no change of the value alters.
    private func isKey(_ place: HelmOrigins.Place, _ tree: MemoryTree) -> Bool {
        guard case .value(let path, let span, _) = place, let bytes = try? tree.read(path), span.end < bytes.count else { return false }
        return bytes[span.end...].first { ![0x20, UInt8(ascii: "\""), UInt8(ascii: "'")].contains($0) } == UInt8(ascii: ":")
    }

    private func claims(_ leaf: OutputLeaf, in rendered: RenderedChart, _ source: String, _ tree: MemoryTree) -> Claims {
        var claims = Claims()
        let origins: HelmOrigins
        if case .string(let text) = leaf.value {
            origins = rendered.origins(of: 0..<text.count, in: text)
        } else {
            origins = rendered.origins(of: leaf.value.trace)
        }
        let key = rendered.origins(of: leaf.keyTrace)
        for place in origins.data {
            if let address = address(place, source) {
                if !isKey(place, tree) { claims.data.insert(address) }
                claims.all.insert(address)
            }
            if case .template(let path, let span) = place {
                claims.literals.insert(Literal(path: path, start: span.range.lowerBound, end: span.range.upperBound))
            }
        }
        for place in origins.conditions + key.data + key.conditions {
            if let address = address(place, source) { claims.all.insert(address) }
        }
        return claims
    }

    /// The address below the root chart's values of a place in the values of the chart or a subchart.
    private func address(_ place: HelmOrigins.Place, _ source: String) -> String? {
        switch place {
        case .value(let path, _, let address), .absent(let path, let address):
            return ValuePath(scope(path, source).map { .key($0) }).appending(address).description
        case .template, .named, .random: return nil
        }
    }

    /// The names under which the values of the chart at `path` hang below the root's.
    private func scope(_ path: String, _ source: String) -> [String] {
        func below(_ path: String) -> [String] {
            var names: [String] = []
            let parts = path.split(separator: "/").map(String.init)
            for index in parts.indices where parts[index] == "charts" && index + 1 < parts.count { names.append(parts[index + 1]) }
            return names
        }
        let own = below(path)
        let rendered = below("/" + source.split(separator: "/").dropFirst().joined(separator: "/"))
        return rendered.count >= own.count ? Array(rendered.prefix(own.count)) : own
    }

    private func perturb(
        _ one: Corpus.Case, _ corpus: Corpus, _ judge: HelmProcess, _ random: inout SplitMix64, _ counts: inout Counts
    ) throws {
        let tree = try corpus.files(of: one)
        let (layers, release) = try corpus.inputs(of: one)
        guard let chart = try? loadChart(tree, "") else { return }
        let prepared = PreparedChart(chart)
        let base = prepared.render(layers, release)
        guard base.failure == nil, base.output == corpus.output(of: one) else {
            counts.unequal += 1
            return
        }
        counts.cases += 1
        let index = leafIndex(base)
        let claims = index.leaves.map { self.claims($0, in: base, index.documents[$0.document].source, tree) }
        let values = try prepared.coalescedValues(layers)
        var paths: Set<String> = []
        let candidates = index.leaves.indices.filter { !claims[$0].data.isEmpty }
        for number in candidates.shuffled(using: &random).prefix(scalars) { paths.formUnion(claims[number].data.sorted().prefix(2)) }
        for path in Perturbation.leaves(values).shuffled(using: &random).prefix(leaves) { paths.insert(ValuePath(path).description) }
        let directory = charts + "/" + one.chart
        for path in paths.sorted() {
            guard let parsed = try? ValuePath(parsing: path), let old = Perturbation.value(at: parsed.elements, in: values),
                let new = Perturbation.sentinel(old)
            else { continue }
            func perturbed(_ new: GoValue) throws -> LeafIndex? {
                guard let overlay = Perturbation.overlay(parsed.elements, in: values, new) else { return nil }
                let file = judge.scratch + "/values.yaml"
                let text = JSONText.bytes(of: overlay)
                try Data(text).write(to: URL(fileURLWithPath: file))
                counts.runs += 1
                guard let output = judge.render(directory, values: one.values.map { charts + "/" + $0 } + [file], arguments: one.arguments)
                else {
                    counts.failed += 1
                    return nil
                }
                let again = prepared.render(layers + [.file(path: "perturbed.yaml", bytes: text)], release)
                if again.output != output { report("render", &counts, "\(one.chart): \(path) renders otherwise than Helm's") }
                return LeafIndex(OutputDocument.split(output))
            }
            guard let other = try perturbed(new) else { continue }
            var changed = index.difference(to: other).changed
            let stays = index.leaves.indices.contains { claims[$0].data.contains(path) && !changed.contains($0) }
            if stays, let second = Perturbation.secondSentinel(old), let third = try perturbed(second) {
                changed.formUnion(index.difference(to: third).changed)
            }
            judgeValue(one, path, parsed, index, claims, changed, &counts)
        }
        try perturbLiterals(one, tree, index, claims, judge, &random, &counts)
    }

    private func leafIndex(_ rendered: RenderedChart) -> LeafIndex {
        LeafIndex(
            rendered.manifests.compactMap { manifest in
                guard let value = try? YAMLReader.read(manifest.text, origin: .text, in: rendered.trace), !value.isNil else { return nil }
                return OutputDocument(source: manifest.source, value: value)
            })
    }

    private func judgeValue(
        _ one: Corpus.Case, _ path: String, _ parsed: ValuePath, _ index: LeafIndex, _ claims: [Claims], _ changed: Set<Int>,
        _ counts: inout Counts
    ) {
        // A claim of a whole map covers what is in it.
        let covering = Set((0...parsed.elements.count).map { ValuePath(Array(parsed.elements.prefix($0))).description })
        for number in index.leaves.indices {
            let leaf = index.leaves[number]
            if claims[number].data.contains(path) {
                counts.claimed += 1
                if changed.contains(number) {
                    counts.kept += 1
                } else {
                    report("unsound", &counts, "\(one.chart): \(index.documents[leaf.document].source) \(leaf.path) claims \(path) and stays")
                }
            }
            guard changed.contains(number) else { continue }
            counts.changed += 1
            if !claims[number].all.isDisjoint(with: covering) {
                counts.told += 1
            } else {
                report(
                    "incomplete", &counts,
                    "\(one.chart): \(index.documents[leaf.document].source) \(leaf.path) changes with \(path), claims \(claims[number].all.sorted().prefix(4))"
                )
            }
        }
    }

    private func perturbLiterals(
        _ one: Corpus.Case, _ tree: MemoryTree, _ index: LeafIndex, _ claims: [Claims], _ judge: HelmProcess, _ random: inout SplitMix64,
        _ counts: inout Counts
    ) throws {
        var sites: Set<Literal> = []
        for number in index.leaves.indices where claims[number].literals.count == 1 && index.leaves[number].path != "/kind" {
            sites.formUnion(claims[number].literals)
        }
        let copy = judge.scratch + "/chart"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: charts + "/" + one.chart, toPath: copy)
        let ordered = sites.sorted { ($0.path, $0.start, $0.end) < ($1.path, $1.start, $1.end) }
        var left = literals
        for site in ordered.shuffled(using: &random) where left > 0 && site.end > site.start {
            let file = copy + "/" + site.path
            guard let data = FileManager.default.contents(atPath: file), site.end <= data.count else { continue }
            let bytes = Array(data)
            guard let replacement = Perturbation.sentinel(literal: bytes[site.start..<site.end]) else { continue }
            left -= 1
            try Data(bytes[..<site.start] + replacement + bytes[site.end...]).write(to: URL(fileURLWithPath: file))
            defer { try? data.write(to: URL(fileURLWithPath: file)) }
            counts.runs += 1
            guard let output = judge.render(copy, values: one.values.map { charts + "/" + $0 }, arguments: one.arguments) else {
                counts.failed += 1
                continue
            }
            let (changed, _) = index.difference(to: LeafIndex(OutputDocument.split(output)))
            for number in index.leaves.indices {
                let leaf = index.leaves[number]
                let isClaimed = claims[number].literals.contains { $0.path == site.path && $0.start < site.end && site.start < $0.end }
                let place = "\(one.chart): \(index.documents[leaf.document].source) \(leaf.path)"
                if isClaimed {
                    counts.literalClaimed += 1
                    if changed.contains(number) {
                        counts.literalKept += 1
                    } else {
                        report("literal unsound", &counts, "\(place) claims \(site) and stays")
                    }
                }
                if changed.contains(number) {
                    counts.literalChanged += 1
                    if isClaimed { counts.literalTold += 1 } else { report("literal incomplete", &counts, "\(place) changes with \(site)") }
                }
            }
        }
    }

    private func report(_ kind: String, _ counts: inout Counts, _ text: String) {
        counts.shown[kind, default: 0] += 1
        if counts.shown[kind, default: 0] <= show { print("\(kind): \(text)") }
    }
}

/// Values as JSON, which is YAML.
private enum JSONText {
    static func bytes(of value: GoValue) -> [UInt8] {
        switch value {
        case .map(let map, _):
            var result: [UInt8] = [UInt8(ascii: "{")]
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                QuotedText.append(entry.key, to: &result)
                result.append(UInt8(ascii: ":"))
                result += bytes(of: entry.value)
            }
            return result + [UInt8(ascii: "}")]
        case .list(let list, _):
            var result: [UInt8] = [UInt8(ascii: "[")]
            for (index, element) in list.elements.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                result += bytes(of: element)
            }
            return result + [UInt8(ascii: "]")]
        case .string(let text): return Array(QuotedText.quoted(text.string).utf8)
        case .bool(let flag, _): return Array((flag ? "true" : "false").utf8)
        case .float(let number, _): return Array((Int64(exactly: number).map { String($0) } ?? String(number)).utf8)
        default: return Array("null".utf8)
        }
    }
}
