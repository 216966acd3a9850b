/// A Go string: bytes, and for each run of bytes where it came from.
///
/// Invariant: without `runs` the whole text is one run that starts at offset 0 of `trace`; with `runs` the last one ends at the byte
/// count and `trace` is something that decided on the whole text, or none.
package struct Text {
    package let bytes: [UInt8]
    package let runs: [Run]?
    package let trace: TraceID

    /// Bytes up to `end` that came from `trace`, beginning `offset` bytes into it, under the conditions of `control`.
    package struct Run: Hashable, Sendable {
        package var end: UInt32
        package let trace: TraceID
        package let offset: UInt32
        package let control: ControlID

        package init(end: UInt32, trace: TraceID, offset: UInt32, control: ControlID) {
            self.end = end
            self.trace = trace
            self.offset = offset
            self.control = control
        }
    }

    package init(_ bytes: [UInt8], _ trace: TraceID = .none) {
        self.bytes = bytes
        self.trace = trace
        runs = nil
    }

    package init(_ string: String, _ trace: TraceID = .none) { self.init(Array(string.utf8), trace) }

    package init(bytes: [UInt8], runs: [Run]?, trace: TraceID) {
        self.bytes = bytes
        self.runs = runs
        self.trace = trace
    }

    package static let empty = Text([])

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    /// As Swift text; invalid UTF-8 becomes U+FFFD.
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    package func influenced(by cause: TraceID, in table: TraceTable) -> Text {
        if cause.isNone || !table.isEnabled { return self }
        if runs == nil { return Text(bytes, table.influenced(trace, by: cause)) }
        return Text(bytes: bytes, runs: runs, trace: table.derived(trace, cause))
    }

    /// One origin for all of the text, for functions that cannot tell which bytes went where.
    package func summary(in table: TraceTable) -> TraceID {
        guard let runs else { return trace }
        var result = trace
        var previous = TraceID.none
        for run in runs where run.trace != previous {
            previous = run.trace
            result = table.derived(result, table.guarded(run.trace, control: run.control))
        }
        return result
    }

    /// The origin of the bytes in `range`, conditions included.
    package func summary(_ range: Range<Int>, in table: TraceTable) -> TraceID {
        guard table.isEnabled else { return trace }
        guard let runs else {
            guard case .template(let source, let base) = table[trace] else { return trace }
            let (start, end) = (UInt32(truncatingIfNeeded: range.lowerBound), UInt32(truncatingIfNeeded: range.upperBound))
            return table.add(.constant(source: source, start: base &+ start, end: base &+ end))
        }
        var result = TraceID.none
        var index = firstRun(at: range.lowerBound)
        var start = index > 0 ? Int(runs[index - 1].end) : 0
        while index < runs.count {
            let run = runs[index]
            var piece = run.trace
            if case .template(let source, let base) = table[piece] {
                // The bytes at hand, not the whole text that they are part of.
                let from = UInt32(truncatingIfNeeded: max(start, range.lowerBound) - start)
                let to = UInt32(truncatingIfNeeded: min(Int(run.end), range.upperBound) - start)
                piece = table.add(
                    .constant(
                        source: source, start: base &+ run.offset &+ from, end: base &+ run.offset &+ max(from, to)))
            }
            result = table.derived(result, table.guarded(piece, control: run.control))
            if Int(run.end) >= range.upperBound { break }
            start = Int(run.end)
            index += 1
        }
        return table.influenced(result, by: trace)
    }

    /// One origin for all of the text, as `summary` gives it, with one stretch for each template from the first to the last byte used.
    package func extent(in table: TraceTable) -> TraceID {
        guard table.isEnabled else { return trace }
        guard let runs else { return summary(0..<count, in: table) }
        var stretches: [UInt32: (start: UInt32, end: UInt32)] = [:]
        var result = trace
        var start: UInt32 = 0
        for run in runs {
            var piece = run.trace
            if case .template(let source, let base) = table[piece] {
                let from = base &+ run.offset
                let to = from &+ (run.end &- start)
                let known = stretches[source] ?? (from, to)
                stretches[source] = (min(known.start, from), max(known.end, to))
                piece = .none
            }
            result = table.derived(result, table.guarded(piece, control: run.control))
            start = run.end
        }
        for (source, stretch) in stretches.sorted(by: { $0.key < $1.key }) {
            result = table.derived(result, table.add(.constant(source: source, start: stretch.start, end: stretch.end)))
        }
        return result
    }

    /// Index of the run that holds the byte at `offset`. Precondition: there are runs.
    package func firstRun(at offset: Int) -> Int {
        guard let runs else { return 0 }
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if Int(runs[middle].end) <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package func slice(_ range: Range<Int>, in table: TraceTable) -> Text {
        if range.lowerBound == 0, range.upperBound == bytes.count { return self }
        var builder = TextBuilder(table)
        builder.append(self, range)
        return builder.finish()
    }
}
