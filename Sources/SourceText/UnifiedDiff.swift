/// How one file changes, as a unified diff that `git apply` accepts.
///
///     diff --git a/web.yaml b/web.yaml
///     --- a/web.yaml
///     +++ b/web.yaml
///     @@ -8,1 +8,1 @@
///     -      privileged: true
///     +      privileged: false
///
/// Bytes are kept as they are, carriage returns and invalid UTF-8 included.
package struct UnifiedDiff: Sendable {
    /// Lines that change together, with those around them.
    package struct Hunk: Sendable {
        /// The first line, counted from 1; 0 in a text without lines.
        package let oldStart: Int
        package let oldCount: Int
        package let newStart: Int
        package let newCount: Int
        package let lines: [Line]
    }

    package struct Line: Sendable {
        package enum Kind: UInt8, Sendable {
            case context = 0x20
            case removed = 0x2D
            case added = 0x2B
        }

        package let kind: Kind
        /// Without the line feed.
        package let bytes: ArraySlice<UInt8>
        /// False on a last line that ends without a line feed.
        package let isTerminated: Bool
    }

    package let path: String
    package let hunks: [Hunk]
    /// Either side holds a NUL byte early on, as Git tells binary files; there are no hunks then.
    package let isBinary: Bool
    package let isNewFile: Bool
    package let isDeletedFile: Bool
    private let mode: String

    /// Compares two states of a file; nil stands for a file that is not there.
    /// - Parameter isExecutable: the mode that the header of a new or deleted file names.
    package init(path: String, old: [UInt8]?, new: [UInt8]?, isExecutable: Bool = false, context: Int = 3) {
        self.path = path
        isNewFile = old == nil && new != nil
        isDeletedFile = old != nil && new == nil
        mode = isExecutable ? "100755" : "100644"
        isBinary = old != new && (UnifiedDiff.isBinary(old ?? []) || UnifiedDiff.isBinary(new ?? []))
        hunks = isBinary || old == new ? [] : UnifiedDiff.hunks(old ?? [], new ?? [], context: context)
    }

    package var isEmpty: Bool { hunks.isEmpty && !isBinary && !isNewFile && !isDeletedFile }
    package var addedLines: Int { count(.added) }
    package var removedLines: Int { count(.removed) }

    private func count(_ kind: Line.Kind) -> Int {
        hunks.reduce(0) { $0 + $1.lines.reduce(0) { $0 + ($1.kind == kind ? 1 : 0) } }
    }

    /// The diff for people; invalid UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The whole diff; empty when nothing changes.
    package var bytes: [UInt8] {
        if isEmpty { return [] }
        var result = Array("diff --git \(name("a/")) \(name("b/"))\n".utf8)
        if isNewFile { result += Array("new file mode \(mode)\n".utf8) }
        if isDeletedFile { result += Array("deleted file mode \(mode)\n".utf8) }
        let before = isNewFile ? "/dev/null" : name("a/")
        let after = isDeletedFile ? "/dev/null" : name("b/")
        if isBinary { return result + Array("Binary files \(before) and \(after) differ\n".utf8) }
        if hunks.isEmpty { return result }
        // Git ends a name with blanks by a tab here, since patch(1) cuts at the first blank otherwise.
        let end = path.utf8.contains(0x20) && !name("a/").hasPrefix("\"") ? "\t\n" : "\n"
        result += Array("--- \(before)\(isNewFile ? "\n" : end)+++ \(after)\(isDeletedFile ? "\n" : end)".utf8)
        for hunk in hunks { hunk.append(to: &result) }
        return result
    }

    /// The path as Git shows it: quoted as C does where it holds control characters, quotes or backslashes.
    package var shownPath: String { name("") }

    /// The path with its side, quoted as C does where Git does.
    private func name(_ side: String) -> String {
        let needsQuotes = path.utf8.contains {
            $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
        }
        guard needsQuotes else { return side + path }
        var result = "\"" + side
        for scalar in path.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let octal = String(scalar.value, radix: 8)
                result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether Git would call the content binary: a NUL among the first 8,000 bytes.
    package static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(8_000).contains(0) }
}

extension UnifiedDiff.Hunk {
    /// `@@ -8 +8,2 @@`
    package var header: String {
        func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
        return "@@ -\(range(oldStart, oldCount)) +\(range(newStart, newCount)) @@"
    }

    fileprivate func append(to result: inout [UInt8]) {
        result += Array(header.utf8)
        result.append(0x0A)
        for line in lines {
            result.append(line.kind.rawValue)
            result += line.bytes
            result.append(0x0A)
            if !line.isTerminated { result += Array("\\ No newline at end of file\n".utf8) }
        }
    }
}

extension UnifiedDiff {
    private static func hunks(_ old: [UInt8], _ new: [UInt8], context: Int) -> [Hunk] {
        let oldLines = lines(old)
        let newLines = lines(new)
        var numbers: [ArraySlice<UInt8>: Int32] = [:]
        func number(_ range: Range<Int>, _ bytes: [UInt8]) -> Int32 {
            let line = bytes[range]
            if let known = numbers[line] { return known }
            let next = Int32(numbers.count)
            numbers[line] = next
            return next
        }
        let diff = LineDiff(old: oldLines.map { number($0, old) }, new: newLines.map { number($0, new) })
        var hunks: [Hunk] = []
        var builder = HunkBuilder(context: context)
        var left = 0
        var right = 0
        while left < oldLines.count || right < newLines.count {
            if left < oldLines.count, diff.isRemoved[left] {
                builder.change(line(.removed, oldLines[left], old), left, right)
                left += 1
            } else if right < newLines.count, diff.isAdded[right] {
                builder.change(line(.added, newLines[right], new), left, right)
                right += 1
            } else {
                if let hunk = builder.keep(line(.context, oldLines[left], old)) { hunks.append(hunk) }
                left += 1
                right += 1
            }
        }
        if let hunk = builder.finish() { hunks.append(hunk) }
        return hunks
    }

    private static func line(_ kind: Line.Kind, _ range: Range<Int>, _ bytes: [UInt8]) -> Line {
        let isTerminated = bytes[range.upperBound - 1] == 0x0A
        return Line(
            kind: kind, bytes: bytes[range.lowerBound..<(range.upperBound - (isTerminated ? 1 : 0))],
            isTerminated: isTerminated)
    }

    /// Where each line lies, line feed included.
    private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
        let starts = LineIndex(bytes).starts
        var result: [Range<Int>] = []
        result.reserveCapacity(starts.count)
        for index in starts.indices {
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            if starts[index] < end { result.append(starts[index]..<end) }
        }
        return result
    }
}

/// Collects changed lines with their context into hunks.
private struct HunkBuilder {
    let context: Int
    private var lines: [UnifiedDiff.Line] = []
    private var isOpen = false
    /// Unchanged lines since the last change, or the last few before the first.
    private var tail: [UnifiedDiff.Line] = []
    private var oldStart = 0
    private var newStart = 0

    init(context: Int) { self.context = context }

    mutating func change(_ line: UnifiedDiff.Line, _ left: Int, _ right: Int) {
        if !isOpen {
            tail = tail.suffix(context)
            oldStart = left - tail.count
            newStart = right - tail.count
            isOpen = true
        }
        lines += tail
        tail = []
        lines.append(line)
    }

    /// Takes an unchanged line; gives the open hunk back when the line lies too far from its last change.
    mutating func keep(_ line: UnifiedDiff.Line) -> UnifiedDiff.Hunk? {
        tail.append(line)
        if isOpen { return tail.count > 2 * context ? finish() : nil }
        if tail.count > 4 * context + 64 { tail = tail.suffix(context) }
        return nil
    }

    mutating func finish() -> UnifiedDiff.Hunk? {
        guard isOpen else { return nil }
        isOpen = false
        lines += tail.prefix(context)
        tail = tail.suffix(max(0, tail.count - context))
        defer { lines = [] }
        let oldCount = lines.reduce(0) { $0 + ($1.kind == .added ? 0 : 1) }
        let newCount = lines.reduce(0) { $0 + ($1.kind == .removed ? 0 : 1) }
        return UnifiedDiff.Hunk(
            oldStart: oldCount == 0 ? oldStart : oldStart + 1, oldCount: oldCount,
            newStart: newCount == 0 ? newStart : newStart + 1,
            newCount: newCount, lines: lines)
    }
}
