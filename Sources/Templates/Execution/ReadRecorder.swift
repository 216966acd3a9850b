/// Keeps account of what each template file reads of the data that templates share, so that its output can be reused after an edit.
///
/// A read is counted at the map that holds what was read, however it was reached, so no function can read past it. What lies within lists
/// counts as one value.
package final class ReadRecorder {
    /// Whether reads are counted; changes always are.
    package let recordsReads: Bool
    /// Whether a template changed a shared map in place, so that outputs depend on the order of templates.
    package private(set) var isChanged = false
    /// Whether a template is being executed.
    fileprivate var isActive = false
    fileprivate var file = 0
    fileprivate var touched: [MapWatch] = []
    private var sources: Set<UInt32> = []
    private var lastSource = UInt32.max
    private var watchCount = 0

    package init(recordsReads: Bool) { self.recordsReads = recordsReads }

    /// Counts reads of all maps that `value` reaches, each once.
    package func watch(_ value: GoValue) { watch(value, recordsReads ? nil : MapWatch(self, number: nil), depth: 0) }

    /// Notices changes of all maps that `value` reaches and that are not watched yet.
    package func guardChanges(_ value: GoValue) { watch(value, MapWatch(self, number: nil), depth: 0) }

    private func watch(_ value: GoValue, _ shared: MapWatch?, depth: Int) {
        if depth > 500 { return }
        switch value {
        case .map(let map, _):
            if map.watch?.recorder === self { return }
            map.watch = nil
            let entries = map.entries
            map.watch = shared ?? MapWatch(self, number: watchCount)
            watchCount += 1
            for entry in entries { watch(entry.value, shared, depth: depth + 1) }
        case .list(let list, _): for element in list.elements { watch(element, shared, depth: depth + 1) }
        default: return
        }
    }

    package func begin() {
        isActive = true
        file += 1
        sources = []
        lastSource = .max
    }

    /// What was read since `begin`.
    package func end() -> TemplateReads {
        isActive = false
        let maps = touched.compactMap { watch in watch.number.map { ($0, watch.reads) } }
        touched = []
        return TemplateReads(maps: maps, sources: sources)
    }

    fileprivate func change() { if isActive { isChanged = true } }

    /// Counts a template of the file `source` as executed.
    func execute(_ source: UInt32) {
        if source == lastSource { return }
        lastSource = source
        sources.insert(source)
    }
}

/// What one template file read.
package struct TemplateReads {
    /// By the number of the map's watch.
    package let maps: [(number: Int, reads: MapReads)]
    /// The files whose templates were executed.
    package let sources: Set<UInt32>
}

/// What was read of one map, the maps within it aside, which have counts of their own.
package struct MapReads {
    /// Every value.
    package fileprivate(set) var all = false
    /// Which keys there are.
    package fileprivate(set) var keys = false
    /// Values by the position of their keys, the first 64 as bits.
    package fileprivate(set) var bits: UInt64 = 0
    package fileprivate(set) var further: Set<Int> = []
    /// Keys that were looked for in vain.
    package fileprivate(set) var absent: Set<String> = []
}

/// Tells a recorder of every use of one map.
package final class MapWatch {
    /// Nil where only changes count.
    package let number: Int?
    fileprivate let recorder: ReadRecorder
    fileprivate var reads = MapReads()
    private var file = 0

    fileprivate init(_ recorder: ReadRecorder, number: Int?) {
        self.recorder = recorder
        self.number = number
    }

    @inline(__always)
    private var isCounting: Bool {
        guard number != nil, recorder.isActive else { return false }
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
        if !isThere {
            reads.absent.insert(key)
        } else if position < 64 {
            reads.bits |= 1 << UInt64(position)
        } else {
            reads.further.insert(position)
        }
    }

    func change() { recorder.change() }
}
