internal import ConfigModel

/// How a file is written, learned from the file itself.
struct YAMLStyle {
    /// Spaces per level of nested maps.
    var indent = 2
    /// Whether `- ` stands further in than the key of its list.
    var indentsLists = true
    var newline = "\n"
    var isJSON = false
    /// JSON only: the text of one level.
    var jsonIndent = "  "

    init(_ tree: YAMLTree, _ bytes: [UInt8], isJSON: Bool) {
        self.isJSON = isJSON
        if let first = bytes.firstIndex(of: 0x0A), first > 0, bytes[first - 1] == 0x0D { newline = "\r\n" }
        var steps: [Int: Int] = [:]
        var indented = 0
        var flush = 0
        func column(_ offset: Int) -> Int { offset - (bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) }
        for (index, node) in tree.nodes.enumerated() where node.kind == .mapping && !node.isFlow {
            if steps.values.reduce(0, +) + indented + flush > 400 { break }
            let own = column(node.start)
            for (_, value) in tree.entries(index) {
                let child = tree.nodes[value]
                guard !child.isFlow, child.kind == .mapping || child.kind == .sequence, child.end > child.start else { continue }
                let step = column(child.start) - own
                if child.kind == .mapping, step > 0 { steps[step, default: 0] += 1 }
                if child.kind == .sequence { if step > 0 { indented += 1 } else { flush += 1 } }
            }
        }
        if let common = steps.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key, common <= 8 { indent = common }
        indentsLists = indented + flush == 0 ? true : indented >= flush
        if isJSON { jsonIndent = YAMLStyle.jsonStep(bytes) }
    }

    private static func jsonStep(_ bytes: [UInt8]) -> String {
        guard let newline = bytes.firstIndex(of: 0x0A) else { return "  " }
        let blanks = bytes[(newline + 1)...].prefix { $0 == 0x20 || $0 == 0x09 }
        return blanks.isEmpty ? "  " : String(decoding: blanks, as: UTF8.self)
    }
}

/// Writes new values as YAML text.
struct YAMLWriter {
    let style: YAMLStyle

    /// Lines of `key: value`; the first is not indented, the others are, by `indent` spaces and more.
    func entry(_ key: String, _ value: NewValue, indent: Int) -> [String] {
        let name = scalar(.string(key), isKey: true)
        switch value {
        case .map(let entries) where !entries.isEmpty:
            return ["\(name):"] + entries.flatMap { lines($0.key, $0.value, indent: indent + style.indent) }
        case .list(let items) where !items.isEmpty:
            let column = indent + (style.indentsLists ? style.indent : 0)
            return ["\(name):"] + items.flatMap { element -> [String] in
                var written = item(element, indent: column)
                written[0] = pad(column) + written[0]
                return written
            }
        default: return ["\(name): \(inline(value))"]
        }
    }

    /// All lines of `key: value` with their indentation.
    func lines(_ key: String, _ value: NewValue, indent: Int) -> [String] {
        var written = entry(key, value, indent: indent)
        written[0] = pad(indent) + written[0]
        return written
    }

    /// Lines of `- value`, the first without indentation.
    func item(_ value: NewValue, indent: Int) -> [String] {
        guard case .map(let entries) = value, let first = entries.first else { return ["- \(inline(value))"] }
        var written = entry(first.key, first.value, indent: indent + 2)
        written[0] = "- " + written[0]
        for next in entries.dropFirst() { written += lines(next.key, next.value, indent: indent + 2) }
        return written
    }

    /// The value on one line, collections in flow style.
    func inline(_ value: NewValue) -> String {
        switch value {
        case .list(let items): "[" + items.map(inline).joined(separator: ", ") + "]"
        case .map(let entries) where entries.isEmpty: "{}"
        case .map(let entries):
            "{" + entries.map { "\(scalar(.string($0.key), isKey: true, inFlow: true)): \(inlineScalarOrFlow($0.value))" }.joined(separator: ", ") + "}"
        default: scalar(value, inFlow: false)
        }
    }

    func inlineScalarOrFlow(_ value: NewValue) -> String {
        switch value {
        case .list(let items): "[" + items.map(inlineScalarOrFlow).joined(separator: ", ") + "]"
        case .map: inline(value)
        default: scalar(value, inFlow: true)
        }
    }

    func scalar(_ value: NewValue, isKey: Bool = false, inFlow: Bool = false, like old: YAMLNode.Style = .plain) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return String(flag)
        case .int(let number): return String(number)
        case .double(let number): return number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) + ".0" : String(number)
        case .expression(let text): return text
        case .string(let text):
            if style.isJSON { return doubleQuoted(text) }
            if old == .doubleQuoted { return doubleQuoted(text) }
            let isOneLine = !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0.value == 0x85 || $0.value == 0x2028 || $0.value == 0x2029 || $0.value == 0xFEFF }
            if old == .singleQuoted, isOneLine { return "'" + text.replacing("'", with: "''") + "'" }
            return isPlainSafe(text, isKey: isKey, inFlow: inFlow) ? text : doubleQuoted(text)
        case .list, .map: return inline(value)
        }
    }

    func pad(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// Whether every reader, of YAML 1.1 or 1.2, takes the plain form for this text.
    private func isPlainSafe(_ text: String, isKey: Bool, inFlow: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        if first == " " || last == " " || last == ":" { return false }
        if "-?:,[]{}#&*!|>'\"%@`=<~".unicodeScalars.contains(first) {
            // `-x`, `?x`, `:x` are text; an indicator alone or before a blank is not.
            let next = text.unicodeScalars.dropFirst().first
            guard "-?:<=".unicodeScalars.contains(first), let next, next != " ", !",[]{}".unicodeScalars.contains(next), text != "<<", first != "=" || isKey == false else { return false }
            if first == "-" && text.hasPrefix("---") { return false }
        }
        if text.hasPrefix("...") { return false }
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F || scalar.value > 0x7E { return false }
            if inFlow, ",[]{}".unicodeScalars.contains(scalar) { return false }
        }
        if text.contains(": ") || text.contains(" #") || text.contains("{{") { return false }
        if inFlow, text.contains(":") , text.hasSuffix(":") { return false }
        if isKey { return resolvesToText(text) || resolvePlainScalar(text).int != nil }
        return resolvesToText(text)
    }

    private func resolvesToText(_ text: String) -> Bool {
        guard case .string = resolvePlainScalar(text) else { return false }
        if text == "=" || text == "<<" { return false }
        // Dates, times and sexagesimal numbers of YAML 1.1, and 1.2's octal.
        if let first = text.utf8.first, (48...57).contains(first) || first == 43 || first == 45 || first == 46 {
            let isNumeric = text.utf8.allSatisfy { (48...57).contains($0) || [43, 45, 46, 58, 95, 84, 90, 116, 122, 32, 69, 101].contains($0) }
            if isNumeric { return false }
            if text.hasPrefix("0o") || text.hasPrefix("0x") || text.hasPrefix("0b") { return false }
        }
        return true
    }

    func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x85 || scalar.value == 0xFEFF || scalar.value == 0x2028 || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
