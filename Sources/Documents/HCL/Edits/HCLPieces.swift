import SourceText

/// A file in the course of several changes, as runs of its original bytes and new bytes between them.
///
/// Invariant: original runs are in file order and do not overlap, so the whole can be told as edits of the original.
struct HCLPieces {
    private enum Piece {
        case original(Range<Int>)
        case new([UInt8])

        var count: Int {
            switch self {
            case .original(let range): range.count
            case .new(let bytes): bytes.count
            }
        }
    }

    private var pieces: [Piece]
    private let originalCount: Int

    init(originalCount: Int) {
        self.originalCount = originalCount
        pieces = originalCount == 0 ? [] : [.original(0..<originalCount)]
    }

    /// Makes edits whose spans count bytes of the present state.
    mutating func apply(_ list: EditList) {
        var result: [Piece] = []
        var rest = pieces[...]
        var at = 0
        func take(_ count: Int, keeping: Bool) {
            var missing = count
            while missing > 0, let first = rest.first {
                rest.removeFirst()
                let taken = min(missing, first.count)
                let (head, tail) = HCLPieces.split(first, taken)
                if keeping { result.append(head) }
                if let tail { rest.insert(tail, at: rest.startIndex) }
                missing -= taken
            }
        }
        for edit in list.edits {
            take(edit.span.start - at, keeping: true)
            take(edit.span.length, keeping: false)
            if !edit.replacement.isEmpty { result.append(.new(edit.replacement)) }
            at = edit.span.end
        }
        pieces = result + rest
    }

    private static func split(_ piece: Piece, _ count: Int) -> (Piece, Piece?) {
        guard count < piece.count else { return (piece, nil) }
        switch piece {
        case .original(let range):
            let middle = range.lowerBound + count
            return (.original(range.lowerBound..<middle), .original(middle..<range.upperBound))
        case .new(let bytes): return (.new(Array(bytes[..<count])), .new(Array(bytes[count...])))
        }
    }

    /// What has changed since the start, as edits of the original.
    var edits: [Edit] {
        var result: [Edit] = []
        var at = 0
        var new: [UInt8] = []
        func flush(upTo next: Int) {
            if at < next || !new.isEmpty { result.append(Edit(Span(at, next), new)) }
            new = []
        }
        for piece in pieces {
            switch piece {
            case .new(let bytes): new += bytes
            case .original(let range):
                flush(upTo: range.lowerBound)
                at = range.upperBound
            }
        }
        flush(upTo: originalCount)
        return result
    }
}
