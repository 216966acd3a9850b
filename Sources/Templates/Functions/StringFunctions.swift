extension FunctionTable {
    static let stringFunctions: [GoFunction] =
        [
            GoFunction("hello", []) { _, _ in .text("Hello!") },
            GoFunction("trim", [.string], .own) { arguments, execution in
                .string(trimmed(arguments.text(0), execution) { isSpace($0) })
            },
            GoFunction("trimSuffix", [.string, .string], .own) { arguments, execution in
                let (suffix, text) = (arguments.text(0), arguments.text(1))
                guard !suffix.isEmpty, text.bytes.hasSuffix(suffix.bytes) else { return .string(text) }
                return .string(text.slice(0..<text.count - suffix.count, in: execution.table))
            },
            GoFunction("trimPrefix", [.string, .string], .own) { arguments, execution in
                let (prefix, text) = (arguments.text(0), arguments.text(1))
                guard !prefix.isEmpty, text.bytes.starts(with: prefix.bytes) else { return .string(text) }
                return .string(text.slice(prefix.count..<text.count, in: execution.table))
            },
            GoFunction("trunc", [.int, .string], .own) { arguments, execution in
                let (length, text) = (arguments.int(0), arguments.text(1))
                if length < 0, length > -text.count {
                    return .string(text.slice(text.count + length..<text.count, in: execution.table))
                }
                if length >= 0, text.count > length { return .string(text.slice(0..<length, in: execution.table)) }
                return .string(text)
            },
            GoFunction("substr", [.int, .int, .string], .own) { arguments, execution in
                let (start, end, text) = (arguments.int(0), arguments.int(1), arguments.text(2))
                let range: (Int, Int) = start < 0 ? (0, end) : (start, end < 0 || end > text.count ? text.count : end)
                guard range.0 >= 0, range.0 <= range.1, range.1 <= text.count else {
                    throw CallFailure("runtime error: slice bounds out of range")
                }
                return .string(text.slice(range.0..<range.1, in: execution.table))
            },
            GoFunction("repeat", [.int, .string], .own) { arguments, execution in
                let (count, text) = (arguments.int(0), arguments.text(1))
                guard count >= 0 else { throw CallFailure("strings: negative Repeat count") }
                try execution.require(count.multipliedReportingOverflow(by: max(text.count, 1)))
                var builder = TextBuilder(execution.table)
                for _ in 0..<count { builder.append(text) }
                return .string(builder.finish())
            },
            GoFunction("contains", [.string, .string]) { arguments, _ in
                .flag(arguments.text(1).bytes.firstRange(of: arguments.text(0).bytes) != nil)
            },
            GoFunction("hasPrefix", [.string, .string]) { arguments, _ in
                .flag(arguments.text(1).bytes.starts(with: arguments.text(0).bytes))
            },
            GoFunction("hasSuffix", [.string, .string]) { arguments, _ in
                .flag(arguments.text(1).bytes.hasSuffix(arguments.text(0).bytes))
            },
            GoFunction("indent", [.int, .string], .own) { arguments, execution in
                .string(try execution.indented(arguments.text(1), by: arguments.int(0), leadingNewline: false))
            },
            GoFunction("nindent", [.int, .string], .own) { arguments, execution in
                .string(try execution.indented(arguments.text(1), by: arguments.int(0), leadingNewline: true))
            },
            GoFunction("replace", [.string, .string, .string], .own) { arguments, execution in
                .string(try execution.replaced(arguments.text(0), by: arguments.text(1), in: arguments.text(2)))
            },
            GoFunction("quote", [], variadic: .any, .own) { arguments, execution in
                var builder = TextBuilder(execution.table)
                var isFirst = true
                for value in arguments where !value.isNil {
                    if !isFirst { builder.append(byte: 0x20, .none) }
                    isFirst = false
                    execution.appendQuoted(value.stringValue, &builder)
                }
                return .string(execution.orAbsence(builder.finish(), arguments))
            },
            GoFunction("squote", [], variadic: .any, .own) { arguments, execution in
                var builder = TextBuilder(execution.table)
                var isFirst = true
                for value in arguments where !value.isNil {
                    builder.append(isFirst ? "'" : " '", .none)
                    isFirst = false
                    if case .string(let text) = value {
                        builder.append(text)
                    } else {
                        builder.append(GoPrinter.text(of: value), value.trace)
                    }
                    builder.append(byte: UInt8(ascii: "'"), .none)
                }
                return .string(execution.orAbsence(builder.finish(), arguments))
            },
            GoFunction("cat", [], variadic: .any, .own) { arguments, execution in
                .string(execution.concatenated(arguments.filter { !$0.isNil }, separator: .always))
            },
            GoFunction("plural", [.string, .string, .int], .own) { arguments, execution in
                arguments[arguments.int(2) == 1 ? 0 : 1].influenced(by: arguments[2].trace, in: execution.table)
            },
            GoFunction("join", [.string, .any], .own) { arguments, execution in
                var builder = TextBuilder(execution.table)
                for (index, piece) in stringSlice(arguments[1]).enumerated() {
                    if index > 0 { builder.append(arguments.text(0)) }
                    builder.append(piece)
                }
                return .string(builder.finish().influenced(by: arguments[1].trace, in: execution.table))
            },
            GoFunction("splitList", [.string, .string], .own) { arguments, execution in
                .strings(split(arguments.text(1), by: arguments.text(0).bytes, limit: -1, execution))
            },
            GoFunction("split", [.string, .string]) { arguments, execution in
                .record(numbered(split(arguments.text(1), by: arguments.text(0).bytes, limit: -1, execution)))
            },
            GoFunction("splitn", [.string, .int, .string]) { arguments, execution in
                .record(
                    numbered(split(arguments.text(2), by: arguments.text(0).bytes, limit: arguments.int(1), execution)))
            },
            GoFunction("toString", [.any], .own) { arguments, _ in .string(arguments[0].stringValue) },
            GoFunction("toStrings", [.any], .own) { arguments, _ in .strings(stringSlice(arguments[0])) },
            GoFunction("nospace", [.string]) { arguments, _ in .text(arguments.string(0).filter { !$0.isWhitespace }) },
            GoFunction("wrap", [.int, .string]) { arguments, _ in
                .bytes(wrapped(arguments.text(1).bytes, arguments.int(0), newline: [0x0A], breaksLongWords: false))
            },
            GoFunction("wrapWith", [.int, .string, .string]) { arguments, _ in
                let newline = arguments.text(1).bytes
                return .bytes(
                    wrapped(
                        arguments.text(2).bytes, arguments.int(0), newline: newline.isEmpty ? [0x0A] : newline,
                        breaksLongWords: true))
            },
            GoFunction("abbrev", [.int, .string]) { arguments, _ in
                let (width, text) = (arguments.int(0), arguments.text(1).bytes)
                return .bytes(width < 4 ? text : abbreviated(text, offset: 0, width: width) ?? [])
            },
            GoFunction("abbrevboth", [.int, .int, .string]) { arguments, _ in
                let (left, right, text) = (arguments.int(0), arguments.int(1), arguments.text(2).bytes)
                return .bytes(
                    right < 4 || left > 0 && right < 7 ? text : abbreviated(text, offset: left, width: right) ?? [])
            },
        ]
        + aliases(
            GoFunction("trimAll", [.string, .string], .own) { arguments, execution in
                let set = Set(arguments.string(0).unicodeScalars)
                return .string(trimmed(arguments.text(1), execution) { set.contains($0) })
            }, "trimall")

    /// Go's `unicode.IsSpace`.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    static func trimmed(_ text: Text, _ execution: Execution, _ isTrimmed: (Unicode.Scalar) -> Bool) -> Text {
        let bytes = text.bytes
        var start = 0
        while start < bytes.count {
            let (scalar, length) = bytes.scalar(at: start)
            guard isTrimmed(scalar) else { break }
            start += length
        }
        var end = bytes.count
        while end > start {
            var head = end - 1
            while head > start, bytes[head] & 0xC0 == 0x80 { head -= 1 }
            guard isTrimmed(bytes.scalar(at: head).0) else { break }
            end = head
        }
        return text.slice(start..<end, in: execution.table)
    }

    /// Sprig's `strslice`.
    static func stringSlice(_ value: GoValue) -> [Text] {
        if let elements = value.elements { return elements.filter { !$0.isNil }.map(\.stringValue) }
        return value.isNil ? [] : [value.stringValue]
    }

    static func split(_ text: Text, by separator: [UInt8], limit: Int, _ execution: Execution) -> [Text] {
        if limit == 0 { return [] }
        var pieces: [Text] = []
        var start = 0
        if separator.isEmpty {
            var index = 0
            while index < text.count {
                let length =
                    limit > 0 && pieces.count == limit - 1 ? text.count - index : text.bytes.scalar(at: index).1
                pieces.append(text.slice(index..<index + length, in: execution.table))
                index += length
            }
            return pieces
        }
        while limit < 0 || pieces.count < limit - 1, let found = text.bytes.firstRange(of: separator, from: start) {
            pieces.append(text.slice(start..<found, in: execution.table))
            start = found + separator.count
        }
        pieces.append(text.slice(start..<text.count, in: execution.table))
        return pieces
    }

    private static func numbered(_ pieces: [Text]) -> GoMap {
        let map = GoMap(kind: .strings)
        for (index, piece) in pieces.enumerated() { map.set("_\(index)", .string(piece)) }
        return map
    }

    private static func wrapped(_ text: [UInt8], _ width: Int, newline: [UInt8], breaksLongWords: Bool) -> [UInt8] {
        let width = min(max(1, width), max(1, text.count))
        var result: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == 0x20 {
                offset += 1
                continue
            }
            let end = min(width + offset + 1, text.count)
            if let space = text[offset..<end].lastIndex(of: 0x20) {
                result += text[offset..<space] + newline
                offset = space + 1
            } else if breaksLongWords {
                result += text[offset..<offset + width] + newline
                offset += width
            } else if let space = text[(width + offset)...].firstIndex(of: 0x20) {
                result += text[offset..<space] + newline
                offset = space + 1
            } else {
                result += text[offset...]
                offset = text.count
            }
        }
        return result + text[offset...]
    }

    private static func abbreviated(_ text: [UInt8], offset: Int, width: Int) -> [UInt8]? {
        if text.isEmpty || width < 4 { return text.isEmpty ? [] : nil }
        if text.count <= width { return text }
        var offset = min(max(0, offset), text.count)
        if text.count - offset < width - 3 { offset = text.count - (width - 3) }
        let marker = Array("...".utf8)
        if offset <= 4 { return text[..<(width - 3)] + marker }
        if width < 7 { return nil }
        if offset + width - 3 < text.count {
            return (abbreviated(Array(text[offset...]), offset: 0, width: width - 3)).map { marker + $0 } ?? marker
        }
        return marker + text[(text.count - (width - 3))...]
    }
}

extension Execution {
    /// Refuses results that would be larger than the limit.
    func require(_ size: (partialValue: Int, overflow: Bool)) throws {
        if size.overflow || size.partialValue > limits.bytes {
            var failure = CallFailure("result would have more than \(limits.bytes) bytes")
            failure.isLimit = true
            throw failure
        }
    }

    func indented(_ text: Text, by count: Int, leadingNewline: Bool) throws -> Text {
        guard count >= 0 else { throw CallFailure("strings: negative Repeat count") }
        let bytes = text.bytes
        try require((bytes.count &+ 1).multipliedReportingOverflow(by: count))
        var builder = TextBuilder(table)
        builder.reserve(bytes.count + bytes.count / 16 * count + count + 1)
        if leadingNewline { builder.append(byte: 0x0A, .none) }
        builder.append(repeating: 0x20, count: count, .none)
        var start = 0
        while let newline = bytes[start...].firstIndex(of: 0x0A) {
            builder.append(text, start..<newline + 1)
            builder.append(repeating: 0x20, count: count, .none)
            start = newline + 1
        }
        builder.append(text, start..<bytes.count)
        return builder.finish()
    }

    func replaced(_ old: Text, by new: Text, in text: Text) throws -> Text {
        if old.isEmpty {
            try require((text.count &+ 1).multipliedReportingOverflow(by: new.count + 1))
            var builder = TextBuilder(table)
            builder.append(new)
            var index = 0
            while index < text.count {
                let length = text.bytes.scalar(at: index).1
                builder.append(text, index..<index + length)
                builder.append(new)
                index += length
            }
            return builder.finish()
        }
        guard var found = text.bytes.firstRange(of: old.bytes, from: 0) else { return text }
        try require((text.count / old.count &+ 1).multipliedReportingOverflow(by: new.count + 1))
        var builder = TextBuilder(table)
        var start = 0
        while true {
            builder.append(text, start..<found)
            builder.append(new)
            start = found + old.count
            guard let next = text.bytes.firstRange(of: old.bytes, from: start) else { break }
            found = next
        }
        builder.append(text, start..<text.count)
        return builder.finish()
    }

    func appendQuoted(_ text: Text, _ builder: inout TextBuilder) {
        builder.append(byte: UInt8(ascii: "\""), .none)
        if text.bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            builder.append(text)
        } else {
            goEscape(text.bytes, asciiOnly: false, quote: UInt8(ascii: "\"")) { offset, piece in
                builder.append(piece, text.summary(offset..<offset + 1, in: table), offset: offset)
            }
        }
        builder.append(byte: UInt8(ascii: "\""), .none)
    }

    /// Lets a text that came out empty know the values that were not there.
    func orAbsence(_ text: Text, _ arguments: [GoValue]) -> Text {
        guard text.isEmpty, table.isEnabled else { return text }
        return Text([], arguments.reduce(TraceID.none) { table.derived($0, $1.trace) })
    }
}

extension [UInt8] {
    func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }

    /// Where `needle` first stands at or after `start`.
    func firstRange(of needle: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start <= count ? start : nil }
        if needle.count > count { return nil }
        return withUnsafeBufferPointer { haystack in
            needle.withUnsafeBufferPointer { needle in
                var index = start
                let last = haystack.count - needle.count
                search: while index <= last {
                    if haystack[index] == first {
                        var offset = 1
                        while offset < needle.count {
                            if haystack[index + offset] != needle[offset] {
                                index += 1
                                continue search
                            }
                            offset += 1
                        }
                        return index
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}
