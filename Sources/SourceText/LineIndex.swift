/// Where each line of a file starts, to turn byte offsets into what editors show.
///
/// A line ends after `\n`; a lone `\r` does not end one, as in Git and the YAML and HCL readers we agree with.
package struct LineIndex: Sendable {
    package let starts: [Int]
    package let byteCount: Int

    package init(_ bytes: [UInt8]) {
        var starts = [0]
        starts.reserveCapacity(bytes.count / 32 + 1)
        bytes.withUnsafeBufferPointer { buffer in
            for index in buffer.indices where buffer[index] == UInt8(ascii: "\n") { starts.append(index + 1) }
        }
        self.starts = starts
        byteCount = bytes.count
    }

    /// A place as people count it: line and column from 1, the column in bytes.
    package struct Position: Hashable, Sendable {
        package let line: Int
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    package func position(_ offset: Int) -> Position {
        let line = lineNumber(offset)
        return Position(line: line, column: offset - starts[line - 1] + 1)
    }

    /// The line, counted from 1, that holds the byte at `offset`.
    package func lineNumber(_ offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    package var lineCount: Int { starts.count }

    /// The bytes of line `number` (from 1), without its line ending.
    package func span(ofLine number: Int, in bytes: [UInt8]) -> Span {
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] : byteCount
        if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return Span(start, end)
    }
}
