import Rules
import SourceText
import TestSupport

/// The same example as other people write it. There is no opting out per case.
enum Variant: String, CaseIterable, CustomStringConvertible {
    case asWritten = "as written"
    case carriageReturns = "CRLF"
    case noFinalNewline = "no final newline"
    case byteOrderMark = "byte-order mark"
    case multibyte = "multi-byte text before"
    case secondDocument = "second document"
    case suppressed = "suppressed by comment"

    var description: String { rawValue }

    func applies(to example: RuleCase) -> Bool {
        let isYAML = example.files.keys.allSatisfy { $0.hasSuffix(".yaml") }
        let hasJSON = example.files.keys.contains { $0.hasSuffix(".json") }
        // Docker reads parser directives from the first lines only, and a heredoc keeps its carriage returns as content.
        let startsWithDirective = example.files.values.contains { $0.hasPrefix("# ") && $0.prefix(60).contains("=") }
        let hasHeredoc = example.files.values.contains { $0.contains("<<") }
        switch self {
        case .asWritten, .noFinalNewline: return true
        case .carriageReturns: return !hasHeredoc
        case .byteOrderMark: return !hasJSON
        case .multibyte: return !hasJSON && !startsWithDirective
        case .secondDocument: return isYAML && !example.files.values.contains { $0.hasPrefix("%") }
        case .suppressed:
            if case .fires = example.expectation { return !hasJSON && !startsWithDirective }
            return false
        }
    }

    /// As written, and the others: all of them, or the one that a hash of the case's name (FNV-1a) points at.
    static func chosen(for example: RuleCase, of rule: String) -> [Variant] {
        let others = allCases.filter { $0 != .asWritten && $0.applies(to: example) }
        if Tier.isFull || others.isEmpty { return [.asWritten] + others }
        let hash = "\(rule)/\(example.name)".utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return [.asWritten, others[Int((hash >> 32) % UInt64(others.count))]]
    }

    func applied(to example: RuleCase, rule: String) -> RuleCase {
        switch self {
        case .asWritten: example
        case .carriageReturns: transformed(example, prefix: "") { $0.replacing("\n", with: "\r\n") }
        case .noFinalNewline: transformed(example, prefix: "") { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
        case .byteOrderMark: transformed(example, prefix: "\u{FEFF}") { $0 }
        case .multibyte: transformed(example, prefix: "# Größe ☃ 日本\n") { $0 }
        case .secondDocument: transformed(example, prefix: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, namespace: first}\n---\n") { $0 }
        case .suppressed: transformed(example, prefix: "# larboard: allow-file \(rule) -- tested\n") { $0 }
        }
    }

    private func transformed(_ example: RuleCase, prefix: String, _ body: (String) -> String) -> RuleCase {
        var expectation = example.expectation
        if case .fires(let spans) = expectation {
            expectation = .fires(
                Dictionary(
                    uniqueKeysWithValues: spans.map { path, spans in
                        (path, spans.map { moved($0, in: example.files[path] ?? "", prefix: prefix, body) })
                    }))
        }
        return RuleCase(
            name: example.name, files: example.files.mapValues { prefix + body($0) }, expectation: expectation,
            fixed: example.fixed.map { $0.mapValues { prefix + body($0) } }, unfixable: example.unfixable, parameters: example.parameters,
            plan: example.plan)
    }

    private func moved(_ span: Span, in text: String, prefix: String, _ body: (String) -> String) -> Span {
        let bytes = Array(text.utf8)
        func position(_ offset: Int) -> Int {
            prefix.utf8.count + (self == .carriageReturns ? body(String(decoding: bytes[..<offset], as: UTF8.self)).utf8.count : offset)
        }
        return Span(position(span.start), position(span.end))
    }
}
