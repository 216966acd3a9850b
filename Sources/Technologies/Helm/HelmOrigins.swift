package import ConfigModel
package import SourceText
package import Templates
internal import Projects

/// Where a piece of a rendered manifest came from, and which values decided that it is there.
///
///     image: {{ .Values.image }}     data: values.yaml `image`
///     {{- with .Values.probe }}      conditions of what follows: values.yaml `probe`
package struct HelmOrigins {
    /// One place that contributed.
    package enum Place: Hashable, Sendable {
        /// A value of a values file, with its address in that file.
        case value(path: String, span: Span, address: ValuePath)
        /// A value that templates look for and that no file has: where it would have to be written.
        case absent(path: String, address: ValuePath)
        /// Bytes of a template, literal text or a literal in an action.
        case template(path: String, span: Span)
        /// Something the chart's files do not say, such as the release's name.
        case named(String)
        case random
    }

    /// What the bytes were made from.
    package var data: [Place] = []
    /// What decided that the bytes are there.
    package var conditions: [Place] = []
    /// The calls of named templates that the piece came through, outermost first.
    package var calls: [Place] = []
}

extension RenderedChart {
    /// The origins of the bytes of `text`, which is one of this chart's manifests or a part of one.
    package func origins(of range: Range<Int>, in text: Text) -> HelmOrigins {
        var walk = OriginWalk(table: trace)
        guard let runs = text.runs else {
            walk.addRun(text.trace, offset: UInt32(clamping: range.lowerBound), length: range.count, control: .none)
            return walk.result
        }
        var index = text.firstRun(at: range.lowerBound)
        var start = index > 0 ? Int(runs[index - 1].end) : 0
        while index < runs.count, start < range.upperBound {
            let run = runs[index]
            let from = max(start, range.lowerBound)
            let to = min(Int(run.end), range.upperBound)
            walk.addRun(
                run.trace, offset: run.offset &+ UInt32(clamping: from - start), length: to - from, control: run.control
            )
            start = Int(run.end)
            index += 1
        }
        if !text.trace.isNone { walk.add(text.trace, toConditions: true) }
        return walk.result
    }

    /// The origins of a value that was parsed from a manifest's text.
    package func origins(of id: TraceID) -> HelmOrigins {
        var walk = OriginWalk(table: trace)
        walk.add(id, toConditions: false)
        return walk.result
    }
}

extension RenderedChart {
    /// What decided that the actions below a control node were reached.
    func origins(of control: ControlID) -> HelmOrigins {
        var walk = OriginWalk(table: trace)
        walk.add(control)
        return walk.result
    }
}

/// Walks the graph of origins towards the leaves, each entry once.
private struct OriginWalk {
    let table: TraceTable
    var result = HelmOrigins()
    private var seenData: Set<UInt32> = []
    private var seenConditions: Set<UInt32> = []
    private var seenControls: Set<UInt32> = []
    private var places: Set<HelmOrigins.Place> = []
    private var conditionPlaces: Set<HelmOrigins.Place> = []

    init(table: TraceTable) { self.table = table }

    mutating func addRun(_ id: TraceID, offset: UInt32, length: Int, control: ControlID) {
        if case .template(let source, let start) = table[id] {
            put(
                .template(path: path(source), span: Span(Int(start &+ offset), Int(start &+ offset) + length)),
                toConditions: false)
        } else {
            add(id, toConditions: false)
        }
        add(control)
    }

    private func path(_ source: UInt32) -> String {
        table.path(source)
    }

    private mutating func put(_ place: HelmOrigins.Place, toConditions: Bool) {
        if toConditions {
            if conditionPlaces.insert(place).inserted { result.conditions.append(place) }
        } else if places.insert(place).inserted {
            result.data.append(place)
        }
    }

    mutating func add(_ first: TraceID, toConditions: Bool) {
        var pending = [(first, toConditions)]
        while let (id, isCondition) = pending.popLast() {
            if id.isNone { continue }
            guard isCondition ? seenConditions.insert(id.raw).inserted : seenData.insert(id.raw).inserted else {
                continue
            }
            switch table[id] {
            case .nowhere: continue
            case .value(let source, let start, let end, _, _):
                put(
                    .value(
                        path: path(source), span: Span(Int(start), max(Int(start), Int(end))), address: address(id).path
                    ),
                    toConditions: isCondition)
            case .absent, .part:
                let found = address(id)
                put(.absent(path: found.source.map(path) ?? "", address: found.path), toConditions: isCondition)
            case .template(let source, let start):
                put(.template(path: path(source), span: Span.at(Int(start))), toConditions: isCondition)
            case .constant(let source, let start, let end):
                put(
                    .template(path: path(source), span: Span(Int(start), max(Int(start), Int(end)))),
                    toConditions: isCondition)
            case .named(let name): put(.named(name), toConditions: isCondition)
            case .random: put(.random, toConditions: isCondition)
            case .derived(let left, let right): pending += [(right, isCondition), (left, isCondition)]
            case .influenced(let content, let cause): pending += [(cause, true), (content, isCondition)]
            case .guarded(let content, let control):
                pending.append((content, isCondition))
                add(control)
            }
        }
    }

    mutating func add(_ control: ControlID) {
        var current = control
        var calls: [HelmOrigins.Place] = []
        while !current.isNone, seenControls.insert(current.raw).inserted {
            let entry = table.controls[current]
            if entry.branch == .called {
                calls.append(.template(path: path(entry.source), span: Span.at(Int(entry.position))))
            } else {
                add(entry.condition, toConditions: true)
            }
            current = entry.parent
        }
        result.calls = calls.reversed() + result.calls
    }

    /// The address of a value and the file that it is counted in.
    private func address(_ id: TraceID) -> (path: ValuePath, source: UInt32?) {
        var elements: [ValuePath.Element] = []
        var current = id
        var source: UInt32?
        func append(_ step: TraceStep) {
            switch step {
            case .root: break
            case .key(let key): elements.append(.key(key))
            case .index(let index): elements.append(.index(index))
            }
        }
        walk: while true {
            switch table[current] {
            case .value(let number, _, _, let parent, let step):
                source = source ?? number
                append(step)
                current = parent
            case .absent(let parent, let key):
                elements.append(.key(key))
                current = parent
            case .part(let parent, let step):
                append(step)
                current = parent
            case .influenced(let content, _), .guarded(let content, _), .derived(let content, _): current = content
            default: break walk
            }
        }
        return (ValuePath(elements.reversed()), source)
    }
}
