internal import CLibyaml
internal import ConfigModel
internal import Glibc
internal import Primitives
internal import Projects
internal import SourceText
internal import Templates
internal import Helm

/// One seeded edit of a chart or of the values laid over it, rendered again and compared with a rendering from scratch.
///
/// In three quarters of the cases a scalar that some manifest shows becomes another; else a word of a template's literal text does.
struct RerenderMeasure {
    let chart: PreparedChart
    let files: [String: [UInt8]]
    let layers: [ValuesLayer]
    let release: HelmRelease
    private var random: SplitMix64

    init(_ chart: PreparedChart, _ files: [String: [UInt8]], _ layers: [ValuesLayer], _ release: HelmRelease, seed: String) {
        self.chart = chart
        self.files = files
        self.layers = layers
        self.release = release
        random = SplitMix64(seed.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    }

    struct Outcome {
        let seconds: Double
        let isTemplate: Bool
        let executed: Int
        let all: Int
        /// Nil when bytes and, where asked for, origins are those of a rendering from scratch.
        let difference: String?
    }

    private struct Edit {
        let path: String
        let bytes: [UInt8]
        let isTemplate: Bool
    }

    /// Nil when the case has nothing to edit.
    mutating func measure(comparingOrigins: Bool) -> Outcome? {
        let before = chart.render(layers, release, remembers: true)
        guard before.failure == nil, let edit = edit(before) else { return nil }
        let start = cpuSeconds()
        let (edited, changed) = applied(edit)
        guard let edited else { return nil }
        let after = edited.render(changed, release, after: before)
        let output = after.output
        let seconds = cpuSeconds() - start
        let (fresh, _) = applied(edit)
        guard let whole = fresh?.render(changed, release) else { return nil }
        var difference: String?
        if whole.failure?.message != after.failure?.message {
            difference = "fails otherwise: \(after.failure?.message ?? "renders") instead of \(whole.failure?.message ?? "renders")"
        } else if whole.output != output {
            difference = "other bytes"
        } else if comparingOrigins {
            difference = originDifference(whole, after)
        }
        return Outcome(
            seconds: seconds, isTemplate: edit.isTemplate, executed: after.executed, all: before.executed,
            difference: difference.map { "\(edit.path): \($0)" })
    }

    private func applied(_ edit: Edit) -> (PreparedChart?, [ValuesLayer]) {
        let changed = layers.map { layer in
            if case .file(edit.path, _) = layer { ValuesLayer.file(path: edit.path, bytes: edit.bytes) } else { layer }
        }
        return (files[edit.path] == nil ? chart : chart.edited([edit.path: edit.bytes]), changed)
    }

    private func bytes(_ path: String) -> [UInt8]? {
        for case .file(path, let bytes) in layers { return bytes }
        return files[path]
    }

    private mutating func edit(_ rendered: RenderedChart) -> Edit? {
        let wantsTemplate = random.next() % 4 == 0
        for turn in 0..<12 where !rendered.manifests.isEmpty {
            let manifest = rendered.manifests[Int(random.next() % UInt64(rendered.manifests.count))]
            if let found = wantsTemplate || turn >= 8 ? templateEdit(manifest, rendered) : valueEdit(manifest, rendered) { return found }
        }
        return nil
    }

    private mutating func valueEdit(_ manifest: RenderedManifest, _ rendered: RenderedChart) -> Edit? {
        guard let value = rendered.value(of: manifest) else { return nil }
        var places: [Origin] = []
        func collect(_ value: Traced) {
            switch value.value {
            case .map(let map): for entry in map.entries { collect(entry.value) }
            case .list(let items): for item in items { collect(item) }
            default: places += value.provenance.origins.filter { $0.role == .defaultValue || $0.role == .environment }
            }
        }
        collect(value)
        if places.isEmpty { return nil }
        let place = places[Int(random.next() % UInt64(places.count))]
        guard let bytes = bytes(place.path), place.span.end <= bytes.count, !place.span.isEmpty else { return nil }
        let text = Array(bytes[place.span.range])
        var now = text
        switch String(decoding: text, as: UTF8.self) {
        case "true": now = Array("false".utf8)
        case "false": now = Array("true".utf8)
        default:
            guard !text.contains(0x0A), let last = text.last else { return nil }
            if last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") {
                now.insert(UInt8(ascii: "7"), at: text.count - 1)
            } else if Character(UnicodeScalar(last)).isLetter || Character(UnicodeScalar(last)).isNumber {
                now.append(UInt8(ascii: "7"))
            } else {
                return nil
            }
        }
        return Edit(path: place.path, bytes: Array(bytes[..<place.span.start]) + now + bytes[place.span.end...], isTemplate: false)
    }

    private mutating func templateEdit(_ manifest: RenderedManifest, _ rendered: RenderedChart) -> Edit? {
        var places: [(path: String, offset: Int)] = []
        var start = 0
        for run in manifest.text.runs ?? [] {
            let range = start..<Int(run.end)
            start = Int(run.end)
            guard case .template(let source, let base) = rendered.trace[run.trace] else { continue }
            let path = rendered.trace.path(source)
            if path.split(separator: "/").last?.hasPrefix("_") ?? true { continue }
            // A word of at least four letters, so that what is edited is no indicator of YAML.
            var word = 0
            for index in range {
                let isLetter = (0x61...0x7A).contains(manifest.text.bytes[index])
                word = isLetter ? word + 1 : 0
                if word == 4 { places.append((path, Int(base &+ run.offset) + index - range.lowerBound)) }
            }
        }
        if places.isEmpty { return nil }
        let place = places[Int(random.next() % UInt64(places.count))]
        guard var bytes = files[place.path], place.offset < bytes.count else { return nil }
        bytes.insert(UInt8(ascii: "x"), at: place.offset)
        return Edit(path: place.path, bytes: bytes, isTemplate: true)
    }

    /// The first piece of output whose origins are not those of the rendering from scratch.
    private func originDifference(_ whole: RenderedChart, _ after: RenderedChart) -> String? {
        guard whole.manifests.count == after.manifests.count else { return "other manifests" }
        for (one, other) in zip(whole.manifests, after.manifests) {
            var start = 0
            for run in one.text.runs ?? [] {
                let range = start..<Int(run.end)
                start = Int(run.end)
                let (wanted, found) = (whole.origins(of: range, in: one.text), after.origins(of: range, in: other.text))
                if wanted.data != found.data || wanted.conditions != found.conditions || wanted.calls != found.calls {
                    return "other origins at \(range) of \(one.source): \(found) instead of \(wanted)"
                }
            }
        }
        let (wanted, found) = (whole.skippedBranches, after.skippedBranches)
        let isSame =
            wanted.count == found.count
            && zip(wanted, found).allSatisfy {
                $0.path == $1.path && $0.span == $1.span && $0.conditions == $1.conditions && $0.enclosing == $1.enclosing
                    && $0.calls == $1.calls && $0.position == $1.position && $0.valueReferences == $1.valueReferences
            }
        return isSame ? nil : "other branches that were passed over"
    }
}

/// The CPU time of this process so far.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
