package import ConfigModel
package import SourceText

/// A place in a file, with what people call it, so that no file has to be read to name it.
package struct RecordedPlace: Hashable, Sendable, Codable {
    /// Relative to the work tree.
    package let path: String
    /// Bytes of the file as it was when the place was recorded.
    package let span: Span
    /// From 1; nil where the file was not at hand or had been changed by an earlier fix.
    package let line: Int?
    /// From 1, in bytes as compilers count; nil with `line`.
    package let column: Int?

    /// Precondition: `column` is nil where `line` is.
    package init(path: String, span: Span, line: Int? = nil, column: Int? = nil) {
        self.path = path
        self.span = span
        self.line = line
        self.column = column
    }

    /// `deploy/web.yaml:9`, or only the path when the line is not known.
    package var text: String { line.map { "\(path):\($0)" } ?? path }
}

extension Span: Codable {
    /// - Throws: `DecodingError` where the two numbers are no range.
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        let (start, end) = (try container.decode(Int.self), try container.decode(Int.self))
        guard start >= 0, start <= end else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(start)..<\(end) is no range of bytes")
        }
        self.init(start, end)
    }

    /// Two numbers, start and end.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(start)
        try container.encode(end)
    }
}

extension ValuePath: Codable {
    /// A list of keys and indexes, which no key can be mistaken in.
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var elements: [Element] = []
        while !container.isAtEnd {
            if let index = try? container.decode(Int.self) {
                elements.append(.index(index))
            } else {
                elements.append(.key(try container.decode(String.self)))
            }
        }
        self.init(elements)
    }

    /// Writes what `init(from:)` reads.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for element in elements {
            switch element {
            case .key(let key): try container.encode(key)
            case .index(let index): try container.encode(index)
            }
        }
    }
}
