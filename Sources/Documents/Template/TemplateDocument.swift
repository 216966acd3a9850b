package import ConfigModel
package import SourceText

/// Text with actions that becomes YAML when it is rendered: a Helm template or a file of helpers.
///
///     {{- /* larboard: allow host-network-used -- node agent */}}
///     spec:
///       hostNetwork: {{ .Values.hostNetwork }}
///
/// It holds no values of its own: a change says by a `TextAnchor` where it goes, and only rendering shows what it did.
package struct TemplateDocument: Document {
    package let source: SourceFile
    package let comments: [Comment]

    package var format: Format { .template }
    package var diagnostics: [Diagnostic] { [] }
    package var roots: [Traced] { [] }

    package static func parse(_ source: SourceFile) -> TemplateDocument {
        TemplateDocument(source: source, comments: templateComments(source.bytes))
    }

    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        var plan = TemplateEdits(source.bytes)
        for change in changes { plan.add(change) }
        return plan.finished()
    }
}

/// The comments of a template: `{{/* … */}}`, and `#` at the start of a line or behind a blank, outside of actions.
private func templateComments(_ bytes: [UInt8]) -> [Comment] {
    var comments: [Comment] = []
    var at = 0
    var lineStart = 0
    var isBlankSoFar = true
    var quote: UInt8?
    while at < bytes.count {
        let byte = bytes[at]
        if byte == 0x0A {
            (lineStart, isBlankSoFar, quote) = (at + 1, true, nil)
        } else if byte == UInt8(ascii: "{"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "{") {
            let end = actionEnd(bytes, at)
            if let comment = actionComment(bytes, Span(at, end), isTrailing: !isBlankSoFar) { comments.append(comment) }
            isBlankSoFar = false
            at = max(end, at + 2)
            continue
        } else if let open = quote {
            if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "#"), at == lineStart || bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 {
            var end = at
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
            let text = String(decoding: bytes[at..<end].drop { $0 == UInt8(ascii: "#") || $0 == 0x20 }, as: UTF8.self)
            comments.append(Comment(span: Span(at, end), text: text, isTrailing: !isBlankSoFar))
            at = end
            continue
        } else if byte == 0x22 || byte == 0x27, at > 0, bytes[at - 1] == 0x20 {
            quote = byte
            isBlankSoFar = false
        } else if byte != 0x20, byte != 0x09 {
            isBlankSoFar = false
        }
        at += 1
    }
    return comments
}

/// The offset behind the action that starts at `start`; strings within may hold its closing braces.
private func actionEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var at = start + 2
    while at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == 0x20 { at += 1 }
    let isComment = at + 1 < bytes.count && bytes[at] == UInt8(ascii: "/") && bytes[at + 1] == UInt8(ascii: "*")
    var quote: UInt8?
    while at + 1 < bytes.count {
        let byte = bytes[at]
        if isComment {
            if byte == UInt8(ascii: "*"), bytes[at + 1] == UInt8(ascii: "/") {
                while at < bytes.count, bytes[at] != UInt8(ascii: "}") { at += 1 }
                return min(at + 2, bytes.count)
            }
        } else if let open = quote {
            if byte == UInt8(ascii: "\\"), open == 0x22 { at += 1 } else if byte == open { quote = nil }
        } else if byte == 0x22 || byte == UInt8(ascii: "`") {
            quote = byte
        } else if byte == UInt8(ascii: "}"), bytes[at + 1] == UInt8(ascii: "}") {
            return at + 2
        }
        at += 1
    }
    return bytes.count
}

private func actionComment(_ bytes: [UInt8], _ span: Span, isTrailing: Bool) -> Comment? {
    var inner = bytes[span.range].dropFirst(2)
    while let first = inner.first, first == UInt8(ascii: "-") || first == 0x20 || first == 0x0A { inner = inner.dropFirst() }
    guard inner.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "*")]) else { return nil }
    inner = inner.dropFirst(2)
    let text = String(decoding: inner, as: UTF8.self)
    let body = text.split(separator: "*/", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    return Comment(span: span, text: String(body.drop { $0 == " " }), isTrailing: isTrailing)
}
