import SourceText

/// An instruction as Docker sees it: continuation characters, line ends and comment lines are taken out.
///
///     RUN apt-get update && \
///         # the compiler
///         apt-get install -y gcc
///
/// is the one line `RUN apt-get update &&     apt-get install -y gcc`. Every byte still knows its place in the file.
struct LogicalText: Sendable {
    private(set) var bytes: [UInt8] = []
    private var pieces: [Piece] = []

    /// Bytes from `logical` on lie in the file from `source` on, up to the next piece.
    private struct Piece: Sendable {
        let logical: Int
        let source: Int
    }

    mutating func append(_ range: Range<Int>, of file: [UInt8]) {
        if range.isEmpty, !pieces.isEmpty { return }
        pieces.append(Piece(logical: bytes.count, source: range.lowerBound))
        bytes.append(contentsOf: file[range])
    }

    var count: Int { bytes.count }

    /// Where in the file the byte at `index` is; for the end, the place after the last byte.
    func offset(_ index: Int) -> Int {
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].logical <= index { low = middle } else { high = middle }
        }
        guard low < pieces.count else { return 0 }
        return pieces[low].source + index - pieces[low].logical
    }

    /// The bytes of the file from the first to the last byte of `range`, with all continuations between them.
    func span(_ range: Range<Int>) -> Span {
        guard !range.isEmpty else { return .at(offset(range.lowerBound)) }
        return Span(offset(range.lowerBound), offset(range.upperBound - 1) + 1)
    }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// `range` without blanks at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, bytes[low].isBlank { low += 1 }
        while high > low, bytes[high - 1].isBlank { high -= 1 }
        return low..<high
    }
}

extension UInt8 {
    /// White space within a line, as Docker trims it.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0B || self == 0x0C || self == 0x0D }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    /// What a variable name may hold after its first character.
    var isNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
