/// A half-open range of byte offsets in one file.
///
/// Offsets count bytes of the file as stored (byte-order mark included), never characters or lines.
package struct Span: Hashable, Sendable, Comparable {
    package var start: Int
    package var end: Int

    /// Precondition: `0 <= start <= end`.
    package init(_ start: Int, _ end: Int) {
        precondition(start >= 0 && start <= end, "span \(start)..<\(end) is not a range")
        self.start = start
        self.end = end
    }

    package init(_ range: Range<Int>) { self.init(range.lowerBound, range.upperBound) }

    /// The empty span between two bytes, where an insertion goes.
    package static func at(_ offset: Int) -> Span { Span(offset, offset) }

    package var length: Int { end - start }
    package var isEmpty: Bool { start == end }
    package var range: Range<Int> { start..<end }

    package func contains(_ offset: Int) -> Bool { start <= offset && offset < end }
    package func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }
    package func union(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }

    package static func < (left: Span, right: Span) -> Bool {
        (left.start, left.end) < (right.start, right.end)
    }
}
