internal import SourceText

/// Where the bytes of one file stand after its edits.
struct MovedBytes {
    let edits: [Edit]
    /// What each edit wrote, in the file after all of them.
    let written: [Span]
    /// By how much bytes behind the first n edits moved.
    private let shifts: [Int]

    init(_ list: EditList) {
        edits = list.edits
        var written: [Span] = []
        var shifts = [0]
        for edit in list.edits {
            let start = edit.span.start + shifts[shifts.count - 1]
            written.append(Span(start, start + edit.replacement.count))
            shifts.append(shifts[shifts.count - 1] + edit.replacement.count - edit.span.length)
        }
        self.written = written
        self.shifts = shifts
    }

    /// Where a byte stands afterwards. One that an edit replaces is where the replacement begins; what is inserted goes before the byte.
    func moved(_ offset: Int) -> Int {
        let behind = edits.partitioningIndex { $0.span.end > offset }
        let start = offset + shifts[behind]
        guard behind < edits.count, edits[behind].span.start < offset else { return start }
        return written[behind].start
    }

    func moved(_ span: Span) -> Span {
        let start = moved(span.start)
        return Span(start, max(start, moved(span.end)))
    }
}

extension Array {
    /// The first index whose element fulfils `isSecond`. Precondition: those that do stand behind all others.
    func partitioningIndex(_ isSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
