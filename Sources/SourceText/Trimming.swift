extension StringProtocol {
    /// The rest behind a prefix; nil where the text does not start with it.
    package func dropping(_ prefix: String) -> SubSequence? { hasPrefix(prefix) ? self[index(startIndex, offsetBy: prefix.count)...] : nil }

    /// Without white space at both ends.
    package var trimmed: SubSequence {
        var part = self[...]
        while let first = part.first, first.isWhitespace { part = part.dropFirst() }
        while let last = part.last, last.isWhitespace { part = part.dropLast() }
        return part
    }
}
