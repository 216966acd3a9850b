/// Keeps account of what each template file reads and changes of the data that templates share, so that its output can be reused after an
/// edit.
///
/// A read is counted at the map that holds what was read, however it was reached, so no function can read past it. What lies within lists
/// counts as one value.
package final class ReadRecorder {
    /// Whether a template is being executed.
    fileprivate var isActive = false
    fileprivate var file = 0
    fileprivate var touched: [MapWatch] = []
    private var changes: [SharedChange] = []
    private var sources: Set<UInt32> = []
    private var lastSource = UInt32.max
    private var (watchCount, guardCount) = (0, 0)

    package init() {}

    /// Counts reads of all maps that `value` reaches, each once.
    package func watch(_ value: GoValue) {
        watch(value) {
            watchCount += 1
            return MapWatch(self, number: watchCount, counts: true)
        }
    }

    /// Notices changes of a map that another rendering numbers.
    package func watch(_ map: GoMap, as number: Int) {
        if map.watch?.recorder !== self { map.watch = MapWatch(self, number: number, counts: false) }
    }

    /// Notices changes of all maps that `value` reaches and that are not watched yet; another rendering numbers them alike.
    package func guardChanges(_ value: GoValue) {
        watch(value) {
            guardCount += 1
            return MapWatch(self, number: -guardCount, counts: false)
        }
    }

    /// Notices changes of maps that no other rendering has, wherever they lie below `value`.
    package func guardRest(of value: GoValue, depth: Int = 0) {
        if depth > 500 { return }
        switch value {
        case .map(let map, _):
            if map.watch?.recorder !== self { map.watch = MapWatch(self, number: nil, counts: false) }
            for entry in map.initialEntries { guardRest(of: entry.value, depth: depth + 1) }
        case .list(let list, _): for element in list.elements { guardRest(of: element, depth: depth + 1) }
        default: return
        }
    }

    private func watch(_ value: GoValue, depth: Int = 0, _ make: () -> MapWatch) {
        if depth > 500 { return }
        switch value {
        case .map(let map, _):
            if map.watch?.recorder === self { return }
            map.watch = nil
            let entries = map.entries
            map.watch = make()
            for entry in entries { watch(entry.value, depth: depth + 1, make) }
        case .list(let list, _): for element in list.elements { watch(element, depth: depth + 1, make) }
        default: return
        }
    }

    package func begin() {
        isActive = true
        file += 1
        sources = []
        changes = []
        lastSource = .max
    }

    /// What was read and changed since `begin`.
    package func end() -> TemplateReads {
        isActive = false
        let maps = touched.compactMap { watch in watch.number.map { ($0, watch.reads) } }
        touched = []
        return TemplateReads(maps: maps, sources: sources, changes: changes)
    }

    fileprivate func add(_ change: SharedChange) {
        changes.append(change)
        // What is put into shared data is shared from then on.
        if let value = change.entry?.value { guardChanges(value) }
    }

    /// Counts a template of the file `source` as executed.
    func execute(_ source: UInt32) {
        if source == lastSource { return }
        lastSource = source
        sources.insert(source)
    }
}

/// What one template file read and changed.
package struct TemplateReads {
    /// By the number of the map's watch.
    package let maps: [(number: Int, reads: MapReads)]
    /// The files whose templates were executed.
    package let sources: Set<UInt32>
    /// In the order of execution.
    package let changes: [SharedChange]
}

/// A key of shared data that a template set or, without an entry, took away.
package struct SharedChange {
    /// Nil for a map that another rendering does not have.
    package let map: Int?
    package let key: String
    package let entry: GoMap.Entry?
}

/// What was read of one map, the maps within it aside, which have counts of their own.
package struct MapReads {
    /// Every value.
    package fileprivate(set) var all = false
    /// Which keys there are.
    package fileprivate(set) var keys = false
    /// Values by the position of their keys before any change, the first 64 as bits.
    package fileprivate(set) var bits: UInt64 = 0
    package fileprivate(set) var further: Set<Int> = []
    /// Keys that were looked for in vain, or after a change.
    package fileprivate(set) var names: Set<String> = []
}

/// Tells a recorder of every use of one map.
package final class MapWatch {
    package let number: Int?
    /// Whether reads count and not changes only.
    private let counts: Bool
    fileprivate let recorder: ReadRecorder
    fileprivate var reads = MapReads()
    private var file = 0
    /// What the map held before its first change.
    fileprivate(set) var initial: [GoMap.Entry]?

    fileprivate init(_ recorder: ReadRecorder, number: Int?, counts: Bool) {
        self.recorder = recorder
        self.number = number
        self.counts = counts
    }

    @inline(__always)
    private var isCounting: Bool {
        guard counts, recorder.isActive else { return false }
        if file != recorder.file {
            file = recorder.file
            reads = MapReads()
            recorder.touched.append(self)
        }
        return true
    }

    func readAll() { if isCounting { reads.all = true } }

    func readKeys() { if isCounting { reads.keys = true } }

    func read(_ position: Int, _ isThere: Bool, _ key: String) {
        guard isCounting else { return }
        if !isThere || initial != nil {
            reads.names.insert(key)
        } else if position < 64 {
            reads.bits |= 1 << UInt64(position)
        } else {
            reads.further.insert(position)
        }
    }

    func change(_ entries: [GoMap.Entry], _ key: String, _ entry: GoMap.Entry?) {
        guard recorder.isActive else { return }
        if initial == nil { initial = entries }
        recorder.add(SharedChange(map: number, key: key, entry: entry))
    }
}
