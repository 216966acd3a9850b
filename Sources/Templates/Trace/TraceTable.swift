/// Names one entry of a `TraceTable`. Zero means that nothing is known about where a value came from.
package struct TraceID: Hashable, Sendable {
    package let raw: UInt32

    package init(_ raw: UInt32) { self.raw = raw }

    package static let none = TraceID(0)
    package var isNone: Bool { raw == 0 }
}

/// Where a value or a piece of text came from, as one entry of a graph without cycles.
///
///     image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
///
/// gives text whose pieces are `.template`, `.value(image.repository)` and `.influenced(chart metadata, by: absent image.tag)`.
package enum Trace: Hashable, Sendable {
    case nowhere
    /// A map, list or scalar that a values document holds; `parent` and `step` spell its address.
    case value(source: UInt32, start: UInt32, end: UInt32, parent: TraceID, step: TraceStep)
    /// A key that was looked up in a map and was not there: where a value would have to be written.
    case absent(parent: TraceID, key: String)
    /// A value in a map or list that templates built, known only by its address below another value.
    case part(parent: TraceID, step: TraceStep)
    /// Text of a template outside every action; a run's offset counts from `start`.
    case template(source: UInt32, start: UInt32)
    /// A literal inside an action.
    case constant(source: UInt32, start: UInt32, end: UInt32)
    /// Something the chart's files do not say: release, capabilities, chart metadata, a file.
    case named(String)
    /// Random, or read from the clock.
    case random
    /// Computed from both.
    case derived(TraceID, TraceID)
    /// The content is that of the first; the second decided that it is this content.
    case influenced(TraceID, by: TraceID)
    /// The content was chosen below the conditions of a control node.
    case guarded(TraceID, control: ControlID)
}

/// One step of a value's address.
package enum TraceStep: Hashable, Sendable {
    case root
    case key(String)
    case index(Int)
}

/// The graph of origins of one rendering.
///
/// Invariant: entries refer only to earlier entries, so that walking towards the leaves ends.
package final class TraceTable {
    /// When false nothing is recorded and every identifier is `.none`.
    package let isEnabled: Bool
    private var entries: ContiguousArray<Trace> = []
    /// The table whose first entries come before this one's.
    private let base: TraceTable?
    private let baseCount: Int
    /// Paths or names of the files that `source` numbers refer to.
    package private(set) var sources: [String] = []
    package let controls: ControlTable
    /// Entries of the table before that stand elsewhere since an edit, by what they are now.
    private var moved: [UInt32: TraceID] = [:]
    /// Entries of two parts that were made of late, each where its hash puts it, so that most repetitions are found.
    private var recentPairs: ContiguousArray<Pair> = []

    private struct Pair {
        var first: UInt32 = 0
        var second: UInt32 = 0
        var kind: UInt32 = .max
        var id = TraceID.none
    }

    private static let recentCount = 4096

    package init(isEnabled: Bool) {
        self.isEnabled = isEnabled
        entries = [.nowhere]
        (base, baseCount) = (nil, 0)
        controls = ControlTable()
    }

    /// A table that goes on where another stands, whose entries it shares and never changes.
    package init(continuing other: TraceTable) {
        isEnabled = other.isEnabled
        base = other
        baseCount = other.count
        sources = other.sources
        controls = ControlTable(continuing: other.controls)
    }

    package var count: Int { baseCount + entries.count }

    package subscript(_ id: TraceID) -> Trace {
        let index = Int(id.raw)
        if index >= baseCount { return entries[index - baseCount] }
        if !moved.isEmpty, let now = moved[id.raw] { return self[now] }
        return base?[id] ?? .nowhere
    }

    /// The entry of the content itself, without what only decided on it.
    func content(of id: TraceID) -> Trace {
        var trace = self[id]
        while true {
            switch trace {
            case .influenced(let inner, _), .guarded(let inner, _): trace = self[inner]
            default: return trace
            }
        }
    }

    package func addSource(_ path: String) -> UInt32 {
        sources.append(path)
        return UInt32(sources.count - 1)
    }

    /// Says of entries of earlier tables which of this table's own they are since an edit.
    package func move(_ moved: [UInt32: TraceID]) { self.moved = moved }

    /// The path or name of a file by its number.
    package func path(_ source: UInt32) -> String { Int(source) < sources.count ? sources[Int(source)] : "" }

    package func add(_ trace: Trace) -> TraceID {
        guard isEnabled, count < Int(UInt32.max) else { return .none }
        entries.append(trace)
        return TraceID(UInt32(count - 1))
    }

    private func pair(_ first: UInt32, _ second: UInt32, _ kind: UInt32, _ make: @autoclosure () -> Trace) -> TraceID {
        if recentPairs.isEmpty { recentPairs = ContiguousArray(repeating: Pair(), count: TraceTable.recentCount) }
        let mixed = (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(kind) << 60
        let slot = Int(mixed >> 52)
        let recent = recentPairs[slot]
        if recent.first == first, recent.second == second, recent.kind == kind { return recent.id }
        let id = add(make())
        recentPairs[slot] = Pair(first: first, second: second, kind: kind, id: id)
        return id
    }

    /// The origin of something computed from both.
    package func derived(_ first: TraceID, _ second: TraceID) -> TraceID {
        if first == second || second.isNone { return first }
        if first.isNone { return second }
        return pair(first.raw, second.raw, 0, .derived(first, second))
    }

    /// The origin of something taken from `content` because of `cause`.
    package func influenced(_ content: TraceID, by cause: TraceID) -> TraceID {
        if content == cause || cause.isNone { return content }
        return pair(content.raw, cause.raw, 1, .influenced(content, by: cause))
    }

    package func guarded(_ content: TraceID, control: ControlID) -> TraceID {
        if control.isNone || !isEnabled { return content }
        return pair(content.raw, control.raw, 2, .guarded(content, control: control))
    }
}
