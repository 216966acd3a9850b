import Templates
internal import Projects

/// Lays user values over the values of charts and subcharts, as Helm 3.20 and 4.1 do.
///
///     redis:              # the user's values, or the parent's, win over charts/redis/values.yaml
///       auth: null        # and null takes the key away
struct Coalescing {
    private let table: TraceTable
    /// Whether nulls stay, for values that will be coalesced again.
    private let keepsNull: Bool
    private static let maximumDepth = 500

    init(_ table: TraceTable, keepsNull: Bool) {
        self.table = table
        self.keepsNull = keepsNull
    }

    /// Fills `target` with the values of the chart and its subcharts.
    /// - Throws: `HelmFailure` when a subchart's values are no map.
    func coalesce(_ chart: EnabledChart, into target: GoMap) throws(HelmFailure) {
        coalesceValues(chart, into: target)
        for subchart in chart.dependencies {
            let inner: GoMap
            let trace: TraceID
            switch target[subchart.name] {
            case nil:
                inner = GoMap()
                trace = table.isEnabled ? rootTrace(of: subchart) : .none
                target.set(subchart.name, .map(inner, trace))
            case .map(let known, let knownTrace): (inner, trace) = (known, knownTrace)
            case let other?:
                let printed = other.isNil ? "%!t(<nil>)" : "%!t(\(other.typeName)=\(other.printed))"
                throw HelmFailure(.values, "type mismatch on \(subchart.name): \(printed)")
            }
            pushGlobals(from: target, to: inner, trace)
            try coalesce(subchart, into: inner)
        }
    }

    /// The origin of the values of a subchart that its parent says nothing about.
    private func rootTrace(of chart: EnabledChart) -> TraceID {
        guard let path = chart.chart.values?.path, let source = table.sources.firstIndex(of: path) else {
            return table.add(.named("values of \(chart.name)"))
        }
        return table.add(.value(source: UInt32(source), start: 0, end: 0, parent: .none, step: .root))
    }

    private func coalesceValues(_ chart: EnabledChart, into target: GoMap) {
        guard let defaults = chart.values else { return }
        for entry in defaults.entries {
            guard let present = target[entry.key] else {
                target.set(GoMap.Entry(key: entry.key, keyTrace: entry.keyTrace, value: entry.value.deepCopied()))
                continue
            }
            switch present {
            case .null where !keepsNull: target.remove(entry.key)
            case .map(let map, _):
                guard case .map = entry.value, case .map(let source, _) = entry.value.deepCopied() else { continue }
                let isSubchart = chart.dependencies.contains { $0.name == entry.key }
                coalesceTables(source, into: map, keepsNull: keepsNull || isSubchart)
            default: break
            }
        }
    }

    /// Fills `target`, which wins, from `source`, which is changed.
    func coalesceTables(_ source: GoMap, into target: GoMap, keepsNull: Bool, depth: Int = 0) {
        if depth > Coalescing.maximumDepth { return }
        var originallyNull: Set<String> = []
        for entry in source.entries { if case .null = entry.value { originallyNull.insert(entry.key) } }
        for entry in target.entries {
            if case .null = entry.value {
                if source[entry.key] == nil { originallyNull.insert(entry.key) }
                source.set(entry)
            }
        }
        for entry in source.entries {
            guard let present = target[entry.key] else {
                target.set(entry)
                continue
            }
            if case .null = present, !keepsNull, !originallyNull.contains(entry.key) {
                target.remove(entry.key)
            } else if case .map(let inner, _) = entry.value, case .map(let outer, _) = present {
                coalesceTables(inner, into: outer, keepsNull: keepsNull, depth: depth + 1)
            }
        }
    }

    /// Copies the parent's `global` into the subchart's values; what the parent says wins.
    private func pushGlobals(from parent: GoMap, to child: GoMap, _ childTrace: TraceID) {
        let target: GoMap
        switch child["global"] {
        case nil: target = GoMap()
        case .map(let map, _): target = map
        default: return
        }
        var trace = child["global"]?.trace ?? .none
        let source: GoMap
        switch parent["global"] {
        case nil: source = GoMap()
        case .map(let map, let parentTrace):
            source = map
            if trace.isNone { trace = parentTrace }
        default: return
        }
        if trace.isNone, table.isEnabled, !childTrace.isNone {
            trace = table.add(.absent(parent: childTrace, key: "global"))
        }
        for entry in source.entries {
            switch (entry.value, target[entry.key]) {
            case (.map(let map, let mapTrace), nil):
                target.set(GoMap.Entry(key: entry.key, keyTrace: entry.keyTrace, value: .map(map.copy(), mapTrace)))
            case (.map(let map, let mapTrace), .map(let known, _)?):
                let copy = map.copy()
                coalesceTables(known, into: copy, keepsNull: true)
                target.set(GoMap.Entry(key: entry.key, keyTrace: entry.keyTrace, value: .map(copy, mapTrace)))
            case (.map, _?): continue
            case (_, .map?): continue
            default: target.set(entry)
            }
        }
        child.set("global", .map(target, trace))
    }
}

extension GoValue {
    /// What `%v` prints.
    var printed: String { String(decoding: printedBytes, as: UTF8.self) }
}
