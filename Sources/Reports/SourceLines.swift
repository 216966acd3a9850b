internal import SourceText

/// The files that a report quotes, each read, indexed and masked once.
///
/// Invariant: what `frame` shows holds no secret that `masked` recognises.
final class SourceLines {
    private struct File {
        let bytes: [UInt8]
        let index: LineIndex
        var masked: [UInt8]?
    }

    private let read: FileBytes
    private var files: [String: File?] = [:]

    init(_ read: @escaping FileBytes) { self.read = read }

    private func file(_ path: String) -> File? {
        if let known = files[path] { return known }
        let file = read(path).map { File(bytes: $0, index: LineIndex($0)) }
        files[path] = .some(file)
        return file
    }

    /// Line and column from 1, the column in bytes as compilers count it; nil when the file is not at hand.
    func position(_ path: String, _ offset: Int) -> LineIndex.Position? {
        guard let file = file(path) else { return nil }
        return file.index.position(min(offset, file.bytes.count))
    }

    /// `deploy/web.yaml:9`, or only the path when the file is not at hand.
    func place(_ path: String, _ span: Span) -> String {
        position(path, span.start).map { "\(path):\($0.line)" } ?? path
    }

    /// The bytes of `span`, or nil when the file is not at hand or is shorter.
    func bytes(_ path: String, _ span: Span) -> ArraySlice<UInt8>? {
        guard let file = file(path), span.end <= file.bytes.count else { return nil }
        return file.bytes[span.range]
    }

    /// Lines and columns of a span, or nil when the file is not at hand or is shorter.
    func region(_ path: String, _ span: Span) -> TextRegion? {
        guard let file = file(path), span.end <= file.bytes.count else { return nil }
        let startLine = file.index.lineNumber(span.start)
        let endLine = file.index.lineNumber(span.end)
        let start = utf16Column(file, startLine, span.start)
        let end = utf16Column(file, endLine, span.end)
        let columns = start.flatMap { start in end.map { (start, $0) } }
        return TextRegion(
            startLine: startLine, startColumn: columns?.0, endLine: endLine, endColumn: columns?.1, span: span)
    }

    /// Columns beyond this are not counted, since nobody looks for them and a file may be one line.
    private static let mostColumns = 1 << 16

    /// Column from 1 in UTF-16 code units, a byte-order mark not counted.
    private func utf16Column(_ file: File, _ line: Int, _ offset: Int) -> Int? {
        var start = file.index.starts[line - 1]
        if start == 0, file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, offset) }
        if offset - start > SourceLines.mostColumns { return nil }
        return String(decoding: file.bytes[start..<offset], as: UTF8.self).utf16.count + 1
    }

    /// The lines around a span with secrets masked; nil when the file is not at hand or its line is too long to show.
    func frame(_ path: String, _ span: Span, context: Int = 2) -> CodeFrame? {
        guard var file = file(path), span.end <= file.bytes.count else { return nil }
        let line = file.index.span(ofLine: file.index.lineNumber(span.start), in: file.bytes)
        if line.length > Masking.longestLine { return nil }
        if file.masked == nil {
            file.masked = masked(file.bytes)
            files[path] = file
        }
        return CodeFrame(bytes: file.masked ?? [], span: span, context: context, index: file.index)
    }
}

/// A span as editors count it: lines and columns from 1, columns in UTF-16 code units, the end exclusive.
struct TextRegion: Hashable {
    let startLine: Int
    /// Nil with `endColumn` on lines that are too long to count.
    let startColumn: Int?
    let endLine: Int
    let endColumn: Int?
    let span: Span
}
