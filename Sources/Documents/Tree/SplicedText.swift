internal import SourceText

/// A file after several rounds of edits, as pieces of the original with new bytes between them.
///
/// Invariant: the pieces of the original keep their order, so all rounds together are one list of edits of the original.
struct SplicedText {
    private enum Piece {
        case original(Range<Int>)
        case new([UInt8])

        var count: Int {
            switch self {
            case .original(let range): range.count
            case .new(let bytes): bytes.count
            }
        }

        func part(_ from: Int, _ to: Int) -> Piece {
            switch self {
            case .original(let whole): .original(whole.lowerBound + from..<whole.lowerBound + to)
            case .new(let bytes): .new(Array(bytes[from..<to]))
            }
        }
    }

    private let originalCount: Int
    private var pieces: [Piece]

    init(_ bytes: [UInt8]) {
        originalCount = bytes.count
        pieces = [.original(0..<bytes.count)]
    }

    /// Makes edits whose places count in the text as it is now.
    mutating func apply(_ list: EditList) {
        var result: [Piece] = []
        var rest = pieces[...]
        var position = 0
        /// Moves the pieces before `offset` to the result, or drops them.
        func take(to offset: Int, keeping: Bool) {
            while position < offset, let piece = rest.first {
                let wanted = min(piece.count, offset - position)
                if keeping, wanted > 0 { result.append(piece.part(0, wanted)) }
                position += wanted
                rest = rest.dropFirst()
                if wanted < piece.count { rest = [piece.part(wanted, piece.count)] + rest }
            }
        }
        for edit in list.edits {
            take(to: edit.span.start, keeping: true)
            take(to: edit.span.end, keeping: false)
            if !edit.replacement.isEmpty { result.append(.new(edit.replacement)) }
        }
        pieces = result + rest
    }

    /// All rounds as edits of the original.
    var edits: EditList {
        var edits: [Edit] = []
        var position = 0
        var pending: [UInt8] = []
        func flush(to offset: Int) {
            if offset > position || !pending.isEmpty { edits.append(Edit(Span(position, offset), pending)) }
            pending = []
        }
        for piece in pieces {
            switch piece {
            case .new(let bytes): pending += bytes
            case .original(let range):
                if range.isEmpty { continue }
                flush(to: range.lowerBound)
                position = range.upperBound
            }
        }
        flush(to: originalCount)
        return (try? EditList(edits)) ?? EditList()
    }
}
