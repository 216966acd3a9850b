/// Builds a text piece by piece and keeps the origin of each piece.
package struct TextBuilder {
    package private(set) var bytes: [UInt8] = []
    private var runs: [Text.Run] = []
    private let table: TraceTable
    private let isTracing: Bool

    package init(_ table: TraceTable) {
        self.table = table
        isTracing = table.isEnabled
    }

    package var count: Int { bytes.count }

    package mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    @inline(__always)
    private mutating func addRun(_ count: Int, _ trace: TraceID, _ offset: UInt32, _ control: ControlID) {
        let end = UInt32(truncatingIfNeeded: bytes.count)
        if let last = runs.last, last.trace == trace, last.control == control {
            let start = runs.count > 1 ? runs[runs.count - 2].end : 0
            if trace.isNone || offset == last.offset &+ (last.end &- start) {
                runs[runs.count - 1].end = end
                return
            }
        }
        runs.append(Text.Run(end: end, trace: trace, offset: offset, control: control))
    }

    package mutating func append(_ content: [UInt8], _ trace: TraceID, offset: Int = 0, control: ControlID = .none) {
        if content.isEmpty { return }
        bytes.append(contentsOf: content)
        if isTracing { addRun(content.count, trace, UInt32(truncatingIfNeeded: offset), control) }
    }

    package mutating func append(
        _ content: ArraySlice<UInt8>, _ trace: TraceID, offset: Int = 0, control: ControlID = .none
    ) {
        if content.isEmpty { return }
        bytes.append(contentsOf: content)
        if isTracing { addRun(content.count, trace, UInt32(truncatingIfNeeded: offset), control) }
    }

    package mutating func append(_ string: String, _ trace: TraceID, control: ControlID = .none) {
        if string.isEmpty { return }
        let before = bytes.count
        bytes.append(contentsOf: string.utf8)
        if isTracing { addRun(bytes.count - before, trace, 0, control) }
    }

    package mutating func append(byte: UInt8, _ trace: TraceID, offset: Int = 0, control: ControlID = .none) {
        bytes.append(byte)
        if isTracing { addRun(1, trace, UInt32(truncatingIfNeeded: offset), control) }
    }

    package mutating func append(repeating byte: UInt8, count: Int, _ trace: TraceID) {
        guard count > 0 else { return }
        for _ in 0..<count { bytes.append(byte) }
        if isTracing { addRun(count, trace, 0, .none) }
    }

    package mutating func append(_ text: Text, control: ControlID = .none) {
        if text.bytes.isEmpty { return }
        let base = UInt32(truncatingIfNeeded: bytes.count)
        bytes.append(contentsOf: text.bytes)
        guard isTracing else { return }
        guard let pieces = text.runs else {
            addRun(text.bytes.count, text.trace, 0, control)
            return
        }
        for piece in pieces {
            let trace = text.trace.isNone ? piece.trace : table.influenced(piece.trace, by: text.trace)
            runs.append(
                Text.Run(
                    end: base &+ piece.end, trace: trace, offset: piece.offset,
                    control: piece.control.isNone ? control : piece.control))
        }
    }

    /// Appends the bytes of `text` in `range`.
    package mutating func append(_ text: Text, _ range: Range<Int>) {
        if range.isEmpty { return }
        bytes.append(contentsOf: text.bytes[range])
        guard isTracing else { return }
        guard let pieces = text.runs else {
            addRun(range.count, text.trace, UInt32(truncatingIfNeeded: range.lowerBound), .none)
            return
        }
        let base = bytes.count - range.count
        var index = text.firstRun(at: range.lowerBound)
        var start = index > 0 ? Int(pieces[index - 1].end) : 0
        while index < pieces.count, start < range.upperBound {
            let piece = pieces[index]
            let from = max(start, range.lowerBound)
            let to = min(Int(piece.end), range.upperBound)
            let trace = text.trace.isNone ? piece.trace : table.influenced(piece.trace, by: text.trace)
            runs.append(
                Text.Run(
                    end: UInt32(truncatingIfNeeded: base + to - range.lowerBound), trace: trace,
                    offset: piece.offset &+ UInt32(truncatingIfNeeded: from - start), control: piece.control))
            start = Int(piece.end)
            index += 1
        }
    }

    package consuming func finish() -> Text {
        if !isTracing || runs.isEmpty { return Text(bytes) }
        if runs.count == 1, runs[0].offset == 0, runs[0].control.isNone { return Text(bytes, runs[0].trace) }
        return Text(bytes: bytes, runs: runs, trace: .none)
    }
}
