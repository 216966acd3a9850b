internal import SourceText

/// Where things are on their lines.
extension YAMLEditor {
    func lineStart(_ offset: Int) -> Int {
        let start = bytes[..<min(offset, bytes.count)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? min(3, offset) : start
    }

    /// The end of the line's text, before its line break.
    func lineEnd(_ offset: Int) -> Int {
        var end = bytes[min(offset, bytes.count)...].firstIndex(of: 0x0A) ?? bytes.count
        if end > offset, bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// The first byte of the next line, or the end of the file.
    func nextLine(_ offset: Int) -> Int {
        bytes[min(offset, bytes.count)...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }

    /// The column that new lines beside this one start in; nil where tabs make it unclear.
    ///
    /// Behind `- ` the column counts the dash as a blank, as YAML does.
    func column(of offset: Int) -> Int? {
        let start = lineStart(offset)
        guard !bytes[start..<offset].contains(0x09) else { return nil }
        return bytes[start..<offset].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// The `:` between a key and its value.
    func colon(after key: Int, before value: Int) -> Int? {
        let found = bytes[key..<max(key, min(value, bytes.count))].firstIndex(of: UInt8(ascii: ":"))
        guard let found, bytes[key..<found].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        return found
    }

    /// The `-` of a list item, on the item's line.
    func dash(before item: Int) -> Int? {
        let start = lineStart(item)
        guard let dash = bytes[start..<item].lastIndex(of: UInt8(ascii: "-")) else {
            // A null item's position is right behind its dash.
            return nil
        }
        return bytes[(dash + 1)..<item].allSatisfy { $0 == 0x20 || $0 == 0x09 } ? dash : nil
    }

    /// Whether text at this place would stick to what stands before it.
    func needsBlank(_ offset: Int) -> Bool {
        offset > 0 && ![0x20, 0x09, 0x0A].contains(bytes[offset - 1])
    }

    func isBlankLine(_ start: Int) -> Bool {
        bytes[start..<lineEnd(start)].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// The start of the comments that belong to the line at `start`: directly above it, at its own indent, no blank line between.
    func startWithComments(_ start: Int, column: Int) -> Int {
        var top = start
        while top > 0 {
            let previous = lineStart(top - 1)
            let text = bytes[previous..<lineEnd(previous)]
            let blanks = text.prefix { $0 == 0x20 }.count
            guard blanks == column, text.dropFirst(blanks).first == UInt8(ascii: "#") else { break }
            top = previous
        }
        // A comment at the very top of the file speaks of the file.
        return top == 0 ? start : top
    }

    /// Adds whole lines behind the line on which `offset` lies.
    mutating func insertLines(_ lines: [String], behind offset: Int) {
        let place = lineEnd(offset)
        replace(place, place, lines.map { writer.style.newline + $0 }.joined())
    }

    /// Deletes whole lines from the one at `start` to the one that holds `last`.
    mutating func deleteLines(from start: Int, through last: Int) {
        let end = nextLine(max(last, start))
        if end == bytes.count, bytes.last != 0x0A, start > 0 {
            // The file has no final newline: the line break before goes instead.
            var from = start - 1
            if from > 0, bytes[from - 1] == 0x0D { from -= 1 }
            return replace(from, end, "")
        }
        replace(start, end, "")
    }
}
