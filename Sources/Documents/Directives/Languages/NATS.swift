internal import ConfigModel
internal import SourceText

extension DirectiveLanguage {
    /// Configuration of the NATS server, a superset of JSON: `key: value`, `key = value`, `key value`, maps and arrays, `#` and `//`
    /// comments, `include`, `$VARIABLES`.
    ///
    /// Source: https://docs.nats.io/running-a-nats-service/configuration and `conf/lex.go` of nats-server
    package static let nats = DirectiveLanguage(
        "nats",
        DirectiveSyntax(
            layout: .init(form: .maps, indentsBlocks: true, entrySeparators: ",;", entrySeparator: ","),
            assignment: .init(marks: ":=", separator: ": ", followsBlanks: true),
            values: .init(scalar: scalar, encode: encoded),
            repetition: .init(accumulating: .listed(["include"]))))
}

private let quotes: ByteSet = "\"'("

/// Quoted text is a string; a bare word may be a boolean, a number or a variable (`$2…` begins a bcrypt hash).
@Sendable private func scalar(_ node: Directive, _ source: SourceFile) -> Value {
    guard let word = node.words.first else { return .null }
    if word.span.length > 0, quotes.contains(source.bytes[word.span.start]) { return .string(word.text) }
    if word.text.hasPrefix("$"), word.text.count > 1, !word.text.hasPrefix("$2") {
        return .unknown(UnknownReason("is the variable \(word.text)"))
    }
    switch word.text.lowercased() {
    case "true", "yes", "on": return .bool(true)
    case "false", "no", "off": return .bool(false)
    default: return Int64(word.text).map(Value.int) ?? .string(word.text)
    }
}

private let bare: ByteSet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-./"

/// A new value is quoted; in the place of a bare word it stays bare where that is safe.
@Sendable private func encoded(_ plain: String, replacing old: String) -> String {
    let isOldBare = !old.isEmpty && !old.hasPrefix("\"") && !old.hasPrefix("'")
    if isOldBare, !plain.isEmpty, plain.utf8.allSatisfy(bare.contains) { return plain }
    let quote = old.hasPrefix("'") || plain.contains("\"") ? "'" : "\""
    return quote + plain + quote
}
