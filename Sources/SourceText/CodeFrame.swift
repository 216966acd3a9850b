/// A few lines of a file with the interesting bytes underlined.
///
///      12 |     securityContext:
///      13 |       privileged: true
///         |                   ^^^^
package struct CodeFrame: Sendable {
    package struct Line: Sendable {
        package let number: Int
        package let text: String
        /// Columns (in characters, from 0) to underline; nil on lines of context.
        package let marked: Range<Int>?
    }

    package let lines: [Line]

    /// - Parameters:
    ///   - context: how many lines before and after are shown.
    ///   - index: of `bytes`, where many frames of one file are made.
    /// A span of several lines is marked on its first line only and shows at most four lines; text is cut
    /// at 200 characters and control characters are shown as `·`, since the file is not to be trusted.
    package init(bytes: [UInt8], span: Span, context: Int = 2, index: LineIndex? = nil) {
        let index = index ?? LineIndex(bytes)
        let first = index.lineNumber(min(span.start, bytes.count))
        let lastOfSpan = index.lineNumber(max(min(span.end, bytes.count) - 1, span.start))
        let last = min(max(lastOfSpan, first), first + 3)
        lines = (max(1, first - context)...min(index.lineCount, last + context)).compactMap { number in
            let lineSpan = index.span(ofLine: number, in: bytes)
            if number == index.lineCount, number > last, lineSpan.isEmpty { return nil }
            let text = CodeFrame.shown(bytes[lineSpan.range])
            guard number == first else { return Line(number: number, text: text, marked: nil) }
            let before = CodeFrame.shown(bytes[lineSpan.start..<min(span.start, lineSpan.end)], cut: false).count
            let end = max(min(span.end, lineSpan.end), min(span.start, lineSpan.end))
            let within = CodeFrame.shown(bytes[min(span.start, lineSpan.end)..<end], cut: false).count
            let limit = max(text.count, 1)
            let start = min(before, limit - 1)
            return Line(number: number, text: text, marked: start..<min(max(before + within, start + 1), max(limit, start + 1)))
        }
    }

    package var plain: String {
        let width = max(String(lines.last?.number ?? 1).count, 3)
        return lines.map { line in
            let number = String(repeating: " ", count: width - String(line.number).count) + "\(line.number)"
            guard let marked = line.marked else { return trimmed("  \(number) | \(line.text)") }
            let carets = String(repeating: " ", count: marked.lowerBound) + String(repeating: "^", count: marked.count)
            return trimmed("  \(number) | \(line.text)") + "\n  " + String(repeating: " ", count: width) + " | " + carets
        }.joined(separator: "\n")
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func shown(_ bytes: ArraySlice<UInt8>, cut: Bool = true) -> String {
        var result = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case _ where (0x20..<0x7F).contains(scalar.value): result.unicodeScalars.append(scalar)
            case "\t": result += "    "
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                result += "·"
            default: result.unicodeScalars.append(scalar)
            }
            if cut, result.utf8.count > 800 { break }
        }
        return cut && result.count > 200 ? String(result.prefix(199)) + "…" : result
    }
}
