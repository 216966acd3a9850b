import Primitives

/// Writes values as `toYaml` does: JSON's view of them, printed by go-yaml v2 (`toYamlPretty`: v3).
///
///     a:
///     - b: "yes"
///       c: |
///         two
///         lines
struct YAMLWriter {
    enum Style { case version2, version3 }

    private let table: TraceTable
    private let style: Style
    private var builder: TextBuilder
    private var column = 0
    private var depth = 0

    private static let maximumDepth = 500
    private static let width = 80

    /// The text with its final newline.
    /// - Throws: `CallFailure` for what JSON cannot say.
    static func text(of value: GoValue, in table: TraceTable, style: Style = .version2) throws -> Text {
        var writer = YAMLWriter(table: table, style: style, builder: TextBuilder(table))
        try writer.root(value)
        return writer.builder.finish()
    }

    private init(table: TraceTable, style: Style, builder: TextBuilder) {
        self.table = table
        self.style = style
        self.builder = builder
    }

    private mutating func root(_ value: GoValue) throws {
        switch value.plain {
        case .map(let map, let trace) where map.count > 0: try mapping(map, trace, indent: 0, isFirstInline: true)
        case .list(let list, let trace) where !list.elements.isEmpty:
            try sequence(list, trace, indent: 0, isFirstInline: true)
        default: try scalarOrEmpty(value.plain, indent: 2)
        }
        newline(.none)
    }

    private mutating func put(_ string: String, _ trace: TraceID) {
        builder.append(string, trace)
        column += string.utf8.count
    }

    private mutating func newline(_ trace: TraceID) {
        builder.append(byte: 0x0A, trace)
        column = 0
    }

    private mutating func indentation(_ count: Int, _ trace: TraceID) {
        builder.append(repeating: 0x20, count: count, trace)
        column = count
    }

    private mutating func mapping(_ map: GoMap, _ trace: TraceID, indent: Int, isFirstInline: Bool) throws {
        try enter()
        defer { depth -= 1 }
        var isInline = isFirstInline
        for entry in YAMLWriter.sorted(map, style) {
            if !isInline {
                newline(trace)
                indentation(indent, trace)
            }
            isInline = false
            let key = Text(entry.key, entry.keyTrace)
            let keyStyle = ScalarStyle(key, isKey: true, style: style)
            if entry.key.utf8.count > 128 || keyStyle.isMultiline {
                put("? ", trace)
                writeScalar(key, ScalarStyle(key, isKey: false, style: style), indent: indent + 2, allowsBreaks: true)
                newline(trace)
                indentation(indent, trace)
                put(":", trace)
            } else {
                writeScalar(key, keyStyle, indent: indent + 2, allowsBreaks: false)
                put(":", trace)
            }
            try self.value(entry.value.plain, trace, indent: indent)
        }
    }

    /// A value after `key:`.
    private mutating func value(_ value: GoValue, _ trace: TraceID, indent: Int) throws {
        switch value {
        case .map(let map, let inner) where map.count > 0:
            newline(inner)
            indentation(indent + 2, inner)
            try mapping(map, inner, indent: indent + 2, isFirstInline: true)
        case .list(let list, let inner) where !list.elements.isEmpty:
            let listIndent = style == .version3 ? indent + 2 : indent
            newline(inner)
            indentation(listIndent, inner)
            try sequence(list, inner, indent: listIndent, isFirstInline: true)
        default:
            put(" ", trace)
            try scalarOrEmpty(value, indent: indent + 2)
        }
    }

    private mutating func sequence(_ list: GoList, _ trace: TraceID, indent: Int, isFirstInline: Bool) throws {
        try enter()
        defer { depth -= 1 }
        for (index, element) in list.elements.enumerated() {
            if index > 0 || !isFirstInline {
                newline(trace)
                indentation(indent, trace)
            }
            put("- ", trace)
            switch element.plain {
            case .map(let map, let inner) where map.count > 0:
                try mapping(map, inner, indent: indent + 2, isFirstInline: true)
            case .list(let inner, let innerTrace) where !inner.elements.isEmpty:
                try sequence(inner, innerTrace, indent: indent + 2, isFirstInline: true)
            case let plain: try scalarOrEmpty(plain, indent: indent + 2)
            }
        }
    }

    private mutating func enter() throws {
        depth += 1
        if depth > YAMLWriter.maximumDepth { throw CallFailure("json: unsupported value: encountered a cycle") }
    }

    private mutating func scalarOrEmpty(_ value: GoValue, indent: Int) throws {
        switch value {
        case .invalid(let trace), .null(let trace): put("null", trace)
        case .bool(let flag, let trace): put(flag ? "true" : "false", trace)
        case .int(let number, let trace): put(String(number), trace)
        case .int64(let number, let trace): put(String(number), trace)
        case .float(let number, let trace):
            guard number.isFinite else {
                guard style == .version3 else { throw CallFailure("json: unsupported value: \(goFormatFloat(number))") }
                put(number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf", trace)
                return
            }
            put(style == .version3 ? goFormatFloat(number) : YAMLWriter.number(number), trace)
        case .map(_, let trace): put("{}", trace)
        case .bytes(let text):
            writeScalar(
                Text(Base64.encoded(text.bytes), text.trace), ScalarStyle(Text(Base64.encoded(text.bytes)), isKey: false, style: style),
                indent: indent, allowsBreaks: true)
        case .list(_, let trace): put("[]", trace)
        case .string(let original):
            let text = style == .version2 ? YAMLWriter.foldingNextLine(original, in: table) : original
            writeScalar(text, ScalarStyle(text, isKey: false, style: style), indent: indent, allowsBreaks: true)
        case .object: break
        }
    }

    /// A float64 after its way through JSON, where whole numbers become integers again.
    static func number(_ number: Double) -> String {
        let json = goJSONNumber(number)
        if json == "-0" { return "0" }
        if !json.contains(where: { $0 == "." || $0 == "e" }), Int64(json) != nil || UInt64(json) != nil { return json }
        return goFormatFloat(number)
    }
}

extension GoValue {
    /// The value as encoders see it: objects by what they stand for.
    fileprivate var plain: GoValue {
        if case .object(let object, let trace) = self { return object.encoded ?? .text(object.description, trace) }
        return self
    }
}

extension YAMLWriter {
    /// JSON text goes through a YAML reader on its way, which folds the control character NEL like a line end.
    static func foldingNextLine(_ text: Text, in table: TraceTable) -> Text {
        guard text.bytes.contains(0x85), text.bytes.firstRange(of: [0xC2, 0x85]) != nil else { return text }
        var result: [UInt8] = []
        var index = 0
        let bytes = text.bytes
        while index < bytes.count {
            guard bytes[index...].starts(with: [0xC2, 0x85]) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            while let last = result.last, last == 0x20 || last == 0x09 { result.removeLast() }
            var breaks = 0
            while index < bytes.count {
                if bytes[index...].starts(with: [0xC2, 0x85]) {
                    breaks += 1
                    index += 2
                } else if bytes[index] == 0x20 || bytes[index] == 0x09 {
                    index += 1
                } else {
                    break
                }
            }
            result += breaks == 1 ? [0x20] : [UInt8](repeating: 0x0A, count: breaks - 1)
        }
        return Text(result, text.summary(in: table))
    }

    private mutating func writeScalar(_ text: Text, _ scalar: ScalarStyle, indent: Int, allowsBreaks: Bool) {
        switch scalar.kind {
        case .plain, .single:
            writeFolded(text, isQuoted: scalar.kind == .single, indent: indent, allowsBreaks: allowsBreaks)
        case .double: writeDoubleQuoted(text, indent: indent, allowsBreaks: allowsBreaks)
        case .literal: writeLiteral(text, indent: indent)
        }
    }

    private func whole(_ text: Text) -> TraceID { text.runs == nil ? text.trace : .none }

    /// Breaks a line at a single space once it is longer than the width, as the emitter does.
    private mutating func writeFolded(_ text: Text, isQuoted: Bool, indent: Int, allowsBreaks: Bool) {
        let bytes = text.bytes
        if isQuoted { put("'", whole(text)) }
        var start = 0
        var index = 0
        var previousWasSpace = false
        let isFoldable = allowsBreaks && style == .version2
        if !isFoldable || column + bytes.count <= YAMLWriter.width {
            if !bytes.contains(0xE2), !isQuoted || !bytes.contains(UInt8(ascii: "'")) {
                builder.append(text)
                column += bytes.count
                if isQuoted { put("'", whole(text)) }
                return
            }
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x20 {
                let isInside = index > 0 && index < bytes.count - 1
                let nextIsSpace = index + 1 < bytes.count && bytes[index + 1] == 0x20
                if isFoldable, !previousWasSpace, column > YAMLWriter.width, !isQuoted || isInside, !nextIsSpace {
                    builder.append(text, start..<index)
                    start = index + 1
                    newline(whole(text))
                    indentation(indent, whole(text))
                } else {
                    column += 1
                }
                previousWasSpace = true
            } else {
                previousWasSpace = false
                if byte == 0xE2,
                    bytes[index...].starts(with: [0xE2, 0x80, 0xA8])
                        || bytes[index...].starts(with: [0xE2, 0x80, 0xA9])
                {
                    builder.append(text, start..<index + 3)
                    index += 3
                    start = index
                    column = 0
                    if index < bytes.count { indentation(indent, whole(text)) }
                    continue
                }
                if isQuoted, byte == UInt8(ascii: "'") {
                    builder.append(text, start..<index + 1)
                    start = index
                    column += 1
                }
                if byte & 0xC0 != 0x80 { column += 1 }
            }
            index += 1
        }
        builder.append(text, start..<bytes.count)
        if isQuoted { put("'", whole(text)) }
    }

    private mutating func writeDoubleQuoted(_ text: Text, indent: Int, allowsBreaks: Bool) {
        let bytes = text.bytes
        put("\"", whole(text))
        var index = 0
        var previousWasSpace = false
        while index < bytes.count {
            let (scalar, length) = bytes.scalar(at: index)
            let trace = text.summary(index..<index + 1, in: table)
            if let escape = ScalarStyle.escape(scalar, isBroken: bytes[index] >= 0x80 && length == 1, style: style) {
                builder.append(escape, trace, control: .none)
                column += escape.utf8.count
                previousWasSpace = false
            } else if scalar == " " {
                if allowsBreaks, style == .version2, !previousWasSpace, column > YAMLWriter.width, index > 0,
                    index < bytes.count - 1
                {
                    newline(trace)
                    indentation(indent, trace)
                    if bytes[index + 1] == 0x20 { put("\\", trace) }
                } else {
                    builder.append(text, index..<index + 1)
                    column += 1
                }
                previousWasSpace = true
            } else {
                builder.append(text, index..<index + length)
                column += 1
                previousWasSpace = false
            }
            index += length
        }
        put("\"", whole(text))
    }

    private mutating func writeLiteral(_ text: Text, indent: Int) {
        let bytes = text.bytes
        var header = "|"
        if bytes[0] == 0x20 || bytes[0] == 0x0A { header += "2" }
        if bytes[bytes.count - 1] != 0x0A {
            header += "-"
        } else if bytes.count == 1 || bytes[bytes.count - 2] == 0x0A {
            header += "+"
        }
        put(header, whole(text))
        newline(whole(text))
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            if end > start {
                indentation(indent, whole(text))
                builder.append(text, start..<end)
            }
            if end < bytes.count - 1 { newline(text.summary(end..<end + 1, in: table)) }
            start = end + 1
        }
        if header.hasSuffix("+") { newline(whole(text)) }
    }

    /// go-yaml's order of keys, in which numbers within names count as numbers: `a2` before `a10`.
    static func sorted(_ map: GoMap, _ style: Style) -> [GoMap.Entry] {
        let entries = map.entries
        if entries.count < 2 { return entries }
        // Bytewise order, which entries have, is the natural one as long as no digits, underscores or foreign letters are about.
        if entries.allSatisfy({ $0.key.utf8.allSatisfy(isOrderedByByte) }) { return entries }
        let keyed = entries.map { (Array($0.key.unicodeScalars), $0) }
        return keyed.sorted { naturallyPrecedes($0.0, $1.0, minding: style == .version3) }.map(\.1)
    }

    private static func isOrderedByByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (0x2D...0x2F).contains(byte)
    }

    private static func naturallyPrecedes(
        _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], minding digitsMatter: Bool
    ) -> Bool {
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        var index = 0
        var digits = false
        while index < left.count, index < right.count {
            if left[index] == right[index] {
                digits = isDigit(left[index])
                index += 1
                continue
            }
            let isLeftLetter = left[index].isGoLetter
            let isRightLetter = right[index].isGoLetter
            if isLeftLetter, isRightLetter { return left[index] < right[index] }
            if isLeftLetter || isRightLetter { return digitsMatter && digits ? isLeftLetter : isRightLetter }
            var (leftNumber, rightNumber): (Int64, Int64) = (0, 0)
            if left[index] == "0" || right[index] == "0" {
                var before = index - 1
                while before >= 0, isDigit(left[before]) {
                    if left[before] != "0" {
                        (leftNumber, rightNumber) = (1, 1)
                        break
                    }
                    before -= 1
                }
            }
            var leftEnd = index
            while leftEnd < left.count, isDigit(left[leftEnd]) {
                leftNumber = leftNumber &* 10 &+ Int64(left[leftEnd].value - 48)
                leftEnd += 1
            }
            var rightEnd = index
            while rightEnd < right.count, isDigit(right[rightEnd]) {
                rightNumber = rightNumber &* 10 &+ Int64(right[rightEnd].value - 48)
                rightEnd += 1
            }
            if leftNumber != rightNumber { return leftNumber < rightNumber }
            if leftEnd != rightEnd { return leftEnd < rightEnd }
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}
