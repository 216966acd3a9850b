internal import Documents
internal import SourceText

/// The suppressions that comments of one file ask for, and what is wrong with those that do not count.
///
///     image: nginx        # larboard: allow image-tag-missing -- mirrored by the platform until 2027-01-31
///     #checkov:skip=CKV_AWS_20:public website
///     # trivy:ignore:AVD-AWS-0086
///     # hadolint ignore=DL3006,DL3018
///     # tfsec:ignore:aws-s3-enable-versioning
///     # kics-scan ignore-line
func suppressionMarks(
    _ document: any Document, _ comments: [Comment], lines: LineIndex
) -> (marks: [SuppressionMark], diagnostics: [Diagnostic]) {
    var marks: [SuppressionMark] = []
    var diagnostics: [Diagnostic] = []
    let instructions = comments.filter { mayInstruct($0.text) }
    if instructions.isEmpty { return ([], []) }
    let commentLines = Set(comments.filter { !$0.isTrailing }.map { lines.lineNumber($0.span.start) })
    for comment in instructions {
        let text = comment.text.trimmed
        let line = lines.lineNumber(comment.span.start)
        let place = Place(path: document.source.path, span: comment.span, line: line, isTrailing: comment.isTrailing) {
            nextCodeLine(after: line, lines: lines, bytes: document.source.bytes, comments: commentLines)
        }
        if let rest = text.dropping("larboard:") {
            switch nativeMark(rest.trimmed, place) {
            case .success(let mark): marks.append(mark)
            case .failure(let trouble):
                diagnostics.append(
                    Diagnostic(
                        .warning, "suppression-malformed", trouble.message, path: place.path, span: place.span,
                        help: "write 'larboard: allow RULE -- reason until 2027-01-31'"))
            }
        } else {
            marks += foreignMarks(text, place)
        }
    }
    return (marks, diagnostics)
}

/// Whether a comment holds a word that an instruction has; nearly none does.
func mayInstruct(_ comment: some StringProtocol) -> Bool {
    var text = String(comment)
    return text.withUTF8 { bytes in
        bytes.indices.contains { start in
            switch bytes[start] {
            case UInt8(ascii: "l"): bytes[start...].starts(with: "larboard:".utf8)
            case UInt8(ascii: "s"): bytes[start...].starts(with: "skip=".utf8)
            case UInt8(ascii: "i"): bytes[start...].starts(with: "ignore".utf8)
            case UInt8(ascii: "k"): bytes[start...].starts(with: "kics-scan".utf8)
            default: false
            }
        }
    }
}

struct Place {
    let path: String
    let span: Span
    let line: Int
    let isTrailing: Bool
    let nextLine: () -> Int

    var scope: SuppressionMark.Scope { .line(isTrailing ? line : nextLine()) }
}

struct Trouble: Error { let message: String }

private func nativeMark(_ text: Substring, _ place: Place) -> Result<SuppressionMark, Trouble> {
    let wholeFile = text.dropping("allow-file ")
    guard let rest = wholeFile ?? text.dropping("allow ") else {
        return .failure(Trouble(message: "unknown instruction '\(text.prefix(40))'"))
    }
    guard let dash = rest.firstRange(of: " -- ") else { return .failure(Trouble(message: "a suppression needs a reason")) }
    let names = rest[..<dash.lowerBound].split { $0 == "," || $0 == " " }.map(String.init)
    var reason = rest[dash.upperBound...].trimmed
    var until: Day?
    let words = reason.split(separator: " ")
    if words.count >= 2, words[words.count - 2] == "until" {
        guard let day = Day(words[words.count - 1]) else {
            return .failure(Trouble(message: "'\(words[words.count - 1])' is not a date"))
        }
        until = day
        reason = words.dropLast(2).joined(separator: " ")[...]
    }
    guard !names.isEmpty, !reason.isEmpty else { return .failure(Trouble(message: "a suppression names a rule and a reason")) }
    let suppression = Suppression(source: .comment, reason: String(reason), until: until, path: place.path, span: place.span)
    return .success(SuppressionMark(names: names, scope: wholeFile == nil ? place.scope : .file, suppression: suppression))
}

private func foreignMarks(_ text: Substring, _ place: Place) -> [SuppressionMark] {
    func mark(_ names: [String], _ scope: SuppressionMark.Scope, reason: Substring = "", until: Day? = nil) -> SuppressionMark {
        let words = reason.trimmed.isEmpty ? "no reason given" : String(reason.trimmed)
        return SuppressionMark(
            names: names, scope: scope,
            suppression: Suppression(source: .foreign, reason: words, until: until, path: place.path, span: place.span))
    }
    let enclosing = SuppressionMark.Scope.enclosing(at: place.span.start, nextLine: place.isTrailing ? place.line : place.nextLine())
    if let rest = text.dropping("checkov:skip=") ?? text.dropping("bridgecrew:skip=") {
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return [mark(names(parts[0]), enclosing, reason: parts.count > 1 ? parts[1] : "")]
    }
    for marker in ["trivy:ignore:", "tfsec:ignore:"] where text.contains(marker) {
        return text.split(separator: " ").compactMap { $0.dropping(marker) }.map { rest in
            let parts = rest.split(separator: ":")
            let until = parts.dropFirst().compactMap { $0.dropping("exp:") }.first.flatMap { Day($0) }
            return mark(names(parts.first ?? ""), place.scope, until: until)
        }
    }
    if let rest = text.dropping("hadolint global ignore=") { return [mark(names(rest.prefix { $0 != " " }), .file)] }
    if let rest = text.dropping("hadolint ignore=") { return [mark(names(rest.prefix { $0 != " " }), place.scope)] }
    if let rest = text.dropping("zizmor: ignore[") { return [mark(names(rest.prefix { $0 != "]" }), place.scope)] }
    if text.hasPrefix("kics-scan ignore-line") || text.hasPrefix("kics-scan ignore-block") { return [mark(["*"], place.scope)] }
    if let rest = text.dropping("kics-scan disable=") { return [mark(names(rest), .file)] }
    if text == "kics-scan ignore" { return [mark(["*"], .file)] }
    return []
}

private func names(_ text: Substring) -> [String] {
    text.split { $0 == "," || $0 == " " }.map(String.init)
}

/// The line of the first code after a comment, so that a comment may stand above others and blank lines do not matter.
private func nextCodeLine(after line: Int, lines: LineIndex, bytes: [UInt8], comments: Set<Int>) -> Int {
    var next = line + 1
    while next <= lines.lineCount {
        let span = lines.span(ofLine: next, in: bytes)
        let isBlank = bytes[span.range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if !isBlank, !comments.contains(next) { return next }
        next += 1
    }
    return line
}
