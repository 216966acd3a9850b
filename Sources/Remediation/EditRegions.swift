internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// The bytes that the fixes of a change wrote and took away, to look up which fix a place belongs to.
///
/// What a fix is answerable for follows from its changes alone: the values that it set, found in the files before and after. Bytes that the
/// change set holds besides belong to no fix, so that nothing derives from them.
struct EditRegions {
    /// How bytes moved, by file.
    let moves: [String: MovedBytes]
    /// Places in the files after the change.
    private var written: [String: SpanIndex] = [:]
    /// Places in the files before it.
    private var removed: [String: SpanIndex] = [:]

    init(_ change: ChangeSet, before: RenderedProject, after: RenderedProject) {
        moves = Dictionary(change.files.map { ($0.path, MovedBytes($0.edits)) }) { first, _ in first }
        var files: [String: EditedFile] = [:]
        for (path, moves) in moves { files[path] = EditedFile(moves: moves, before: before.document(path), after: after.document(path)) }
        for (index, fix) in change.fixes.enumerated() {
            for edit in fix.edits {
                guard let file = files[edit.site.path] else { continue }
                let regions = file.regions(of: edit.change)
                for span in regions.written { written[edit.site.path, default: SpanIndex()].add(span, index) }
                for span in regions.removed { removed[edit.site.path, default: SpanIndex()].add(span, index) }
                // What repeats a chart's defaults follows them.
                for listing in before.listings where listing.valuesPath == edit.site.path {
                    for span in files[listing.source.path]?.moves.written ?? [] {
                        written[listing.source.path, default: SpanIndex()].add(span, index)
                    }
                }
            }
        }
        for path in Array(written.keys) { written[path]?.sort() }
        for path in Array(removed.keys) { removed[path]?.sort() }
    }

    /// The fixes that wrote bytes of one of these places of the files after the change; indexes into the change's fixes.
    func writing(_ origins: some Sequence<Origin>) -> Set<Int> { EditRegions.fixes(origins, written) }

    /// The fixes that took away bytes of one of these places of the files before it.
    func removing(_ origins: some Sequence<Origin>) -> Set<Int> { EditRegions.fixes(origins, removed) }

    /// The fixes that wrote all bytes of a place.
    func writingWhole(_ origin: Origin) -> Set<Int> { written[origin.path]?.fixes(meeting: origin.span, whole: true) ?? [] }

    private static func fixes(_ origins: some Sequence<Origin>, _ index: [String: SpanIndex]) -> Set<Int> {
        origins.reduce(into: []) { $0.formUnion(index[$1.path]?.fixes(meeting: $1.span) ?? []) }
    }
}

/// Spans with the fixes that they belong to.
private struct SpanIndex {
    private var entries: [(span: Span, fix: Int)] = []
    /// The furthest end among the entries up to each.
    private var reach: [Int] = []

    mutating func add(_ span: Span, _ fix: Int) { entries.append((span, fix)) }

    mutating func sort() {
        entries.sort { $0.span < $1.span }
        var furthest = 0
        reach = entries.map { entry in
            furthest = max(furthest, entry.span.end)
            return furthest
        }
    }

    /// - Parameter whole: only entries that hold all of the span.
    func fixes(meeting span: Span, whole: Bool = false) -> Set<Int> {
        var found: Set<Int> = []
        var index = entries.partitioningIndex { $0.span.start >= max(span.end, span.start + 1) }
        while index > 0, reach[index - 1] > span.start || (reach[index - 1] == span.start && span.isEmpty) {
            index -= 1
            let entry = entries[index]
            let meets = entry.span.start < span.end && span.start < entry.span.end || span.isEmpty && entry.span.contains(span.start)
            if whole ? entry.span.contains(span) : meets { found.insert(entry.fix) }
        }
        return found
    }
}
