import ConfigModel
import SourceText
internal import Projects

/// Tells where each byte of a text that is itself a value, such as an inline patch, is written in its file.
struct EmbeddedText {
    /// For each line of the text its offset in the text and in the file, with its length.
    private var lines: [(text: Int, file: Int, length: Int)] = []
    private let whole: Span

    /// - Parameter span: where the value is written; block scalars, and flow scalars of one line without escapes, are told apart by line.
    init(_ text: String, in bytes: [UInt8], span: Span) {
        whole = span
        var offset = 0
        var from = span.start
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let content = Array(line)
            if let place = EmbeddedText.find(content, in: bytes, from: from, to: span.end) {
                lines.append((offset, place, content.count))
                from = place + content.count
            } else {
                // What does not stand there as it is read has no narrower place than the value.
                lines.append((offset, -1, content.count))
            }
            offset += content.count + 1
        }
    }

    private static func find(_ content: [UInt8], in bytes: [UInt8], from: Int, to end: Int) -> Int? {
        guard !content.isEmpty else { return from }
        guard end <= bytes.count, from + content.count <= end else { return nil }
        for start in from...(end - content.count) where bytes[start] == content[0] {
            if bytes[start..<start + content.count].elementsEqual(content) { return start }
        }
        return nil
    }

    private func place(_ offset: Int) -> Int? {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].text <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let line = lines[low - 1]
        guard line.file >= 0, offset - line.text <= line.length else { return nil }
        return line.file + offset - line.text
    }

    /// The span of the file that holds the text's span; the whole value where that cannot be told.
    func span(_ inner: Span) -> Span {
        guard let start = place(inner.start), let end = place(inner.end), start <= end else { return whole }
        return Span(start, end)
    }
}
