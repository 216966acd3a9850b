/// What an expression of GitHub Actions can come to, as far as its source says.
///
///     inputs.tag || github.ref_name      may be inputs.tag or github.ref_name
///     matrix.os == 'windows-latest'      true or false, whatever the matrix says
///
/// Grammar: docs.github.com, "Evaluate expressions in workflows and actions".
package struct WorkflowExpression: Hashable, Sendable {
    /// Contexts whose text can become part of the result, in lower case, in order: `github.event.issue.title`, `steps.a.outputs.b`.
    /// A computed index is `[]`, `.*` stays.
    package private(set) var sources: [String] = []
    /// Whether the source follows the grammar; otherwise `sources` is empty and anything may come out.
    package private(set) var isUnderstood = true
    /// The one context that the expression consists of, as it is written: `github.event.issue.title`.
    package private(set) var context: String?

    package init(_ source: String) {
        var reader = WorkflowExpressionReader(Array(source.utf8))
        guard let value = reader.whole() else {
            isUnderstood = false
            return
        }
        var seen: Set<String> = []
        sources = value.sources.filter { seen.insert($0).inserted }
        context = value.context
    }
}

/// What a part of an expression may come to.
private struct PartialResult {
    var sources: [String] = []
    var context: String?
}

private struct WorkflowExpressionReader {
    let bytes: [UInt8]
    var at = 0
    var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() -> PartialResult? {
        guard let value = either() else { return nil }
        skipBlanks()
        return at == bytes.count ? value : nil
    }

    private mutating func either() -> PartialResult? {
        guard depth < 50 else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard var value = both() else { return nil }
        while take("||") {
            guard let next = both() else { return nil }
            value = PartialResult(sources: value.sources + next.sources)
        }
        return value
    }

    /// `a && b` is b, or a where that is false, empty or 0: nothing that anybody could choose.
    private mutating func both() -> PartialResult? {
        guard var value = comparison() else { return nil }
        while take("&&") {
            guard let next = comparison() else { return nil }
            value = PartialResult(sources: next.sources)
        }
        return value
    }

    private mutating func comparison() -> PartialResult? {
        guard var value = unary() else { return nil }
        while ["==", "!=", "<=", ">=", "<", ">"].contains(where: { take($0) }) {
            guard unary() != nil else { return nil }
            value = PartialResult()
        }
        return value
    }

    private mutating func unary() -> PartialResult? {
        skipBlanks()
        if at < bytes.count, bytes[at] == UInt8(ascii: "!"), at + 1 >= bytes.count || bytes[at + 1] != UInt8(ascii: "=") {
            at += 1
            depth += 1
            defer { depth -= 1 }
            return depth < 50 && unary() != nil ? PartialResult() : nil
        }
        return primary()
    }

    private mutating func primary() -> PartialResult? {
        skipBlanks()
        guard at < bytes.count else { return nil }
        switch bytes[at] {
        case UInt8(ascii: "("):
            at += 1
            guard let value = either(), take(")") else { return nil }
            return value
        case UInt8(ascii: "'"): return literalText() ? PartialResult() : nil
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            while at < bytes.count, isNameByte(bytes[at]) || bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: "+") { at += 1 }
            return PartialResult()
        default: return named()
        }
    }

    private mutating func literalText() -> Bool {
        at += 1
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "'") {
                at += 1
                if at >= bytes.count || bytes[at] != UInt8(ascii: "'") { return true }
            }
            at += 1
        }
        return false
    }

    private mutating func named() -> PartialResult? {
        let start = at
        guard let name = word() else { return nil }
        skipBlanks()
        if at < bytes.count, bytes[at] == UInt8(ascii: "(") { return call(name) }
        if ["true", "false", "null", "nan", "infinity"].contains(name) { return PartialResult() }
        guard let path = steps(after: name) else { return nil }
        let written = String(decoding: bytes[start..<at], as: UTF8.self)
        return PartialResult(sources: [path], context: written.trimmed())
    }

    private mutating func call(_ name: String) -> PartialResult? {
        at += 1
        var sources: [String] = []
        if !take(")") {
            repeat {
                guard let argument = either() else { return nil }
                sources += argument.sources
            } while take(",")
            guard take(")") else { return nil }
        }
        guard steps(after: name) != nil else { return nil }
        switch name {
        case "contains", "startswith", "endswith", "success", "always", "cancelled", "failure", "hashfiles": return PartialResult()
        default: return PartialResult(sources: sources)
        }
    }

    /// `.name`, `.*` and `[…]` behind a name.
    private mutating func steps(after name: String) -> String? {
        var path = name
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: ".") {
                at += 1
                if at < bytes.count, bytes[at] == UInt8(ascii: "*") {
                    at += 1
                    path += ".*"
                } else {
                    guard let next = word() else { return nil }
                    path += "." + next
                }
            } else if bytes[at] == UInt8(ascii: "[") {
                let start = at + 1
                at += 1
                guard either() != nil, take("]") else { return nil }
                let inner = String(decoding: bytes[start..<at - 1], as: UTF8.self).trimmed()
                let isText = inner.hasPrefix("'") && inner.hasSuffix("'") && inner.utf8.count > 2
                path += isText ? "." + inner.dropFirst().dropLast().lowercased() : "[]"
            } else {
                break
            }
        }
        return path
    }

    private mutating func word() -> String? {
        let start = at
        while at < bytes.count, isNameByte(bytes[at]) { at += 1 }
        return at > start ? String(decoding: bytes[start..<at], as: UTF8.self).lowercased() : nil
    }

    private mutating func take(_ token: String) -> Bool {
        skipBlanks()
        guard bytes[at...].starts(with: token.utf8) else { return false }
        at += token.utf8.count
        return true
    }

    private mutating func skipBlanks() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95 || byte == 45
    }
}

extension String {
    /// Without blanks and line ends at both sides.
    func trimmed() -> String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
