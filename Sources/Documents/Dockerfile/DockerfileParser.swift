import SourceText

/// Splits a file into parser directives, comment lines and instructions.
struct DockerfileParser {
    let source: SourceFile
    var bytes: [UInt8] { source.bytes }
    var escape = UInt8(ascii: "\\")
    var directives: [DockerfileDocument.Pair] = []
    var instructions: [DockerfileDocument.Instruction] = []
    var commentLines: [Span] = []
    var diagnostics: [Diagnostic] = []
    /// Whether the shell of the stage being read is one whose grammar we know.
    var hasPosixShell = true
    private var at = 0

    /// The largest Dockerfile that is read; people write none of a hundredth of it.
    static let sizeLimit = 4 << 20

    init(_ source: SourceFile) { self.source = source }

    mutating func run() {
        guard bytes.count <= DockerfileParser.sizeLimit else {
            diagnostics.append(
                Diagnostic(
                    .error, "file-too-large", "this Dockerfile is larger than \(DockerfileParser.sizeLimit) bytes",
                    path: source.path,
                    help: "exclude the file from the scan"))
            return
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        if let zero = bytes.firstIndex(of: 0) {
            trouble("there is a NUL byte in this file", Span(zero, zero + 1), help: "is this a text file?")
        }
        if String(validating: bytes, as: UTF8.self) == nil {
            trouble("this file is not valid UTF-8", .at(0), help: "store the file as UTF-8")
        }
        readDirectives()
        hasPosixShell = escape == UInt8(ascii: "\\")
        while at < bytes.count { step() }
        if !diagnostics.contains(where: { $0.severity == .error }) { checkStages() }
    }

    mutating func trouble(_ message: String, _ span: Span, help: String? = nil) {
        diagnostics.append(Diagnostic(.error, "dockerfile-syntax", message, path: source.path, span: span, help: help))
    }

    /// The line that starts at `start`: where its content and its line end stop.
    func line(at start: Int) -> (content: Range<Int>, next: Int) {
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        let next = min(end + 1, bytes.count)
        while end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return (start..<end, next)
    }

    private func firstInk(_ range: Range<Int>) -> Int? { range.first { !bytes[$0].isBlank } }

    /// `# name=value` lines before anything else.
    private mutating func readDirectives() {
        while at < bytes.count {
            let (content, next) = line(at: at)
            guard let start = firstInk(content), bytes[start] == UInt8(ascii: "#") else { return }
            var place = start + 1
            func skipBlanks() { while place < content.upperBound, bytes[place].isBlank { place += 1 } }
            skipBlanks()
            let nameStart = place
            while place < content.upperBound, bytes[place].isLetter || (place > nameStart && bytes[place].isDigit) {
                place += 1
            }
            let name = nameStart..<place
            skipBlanks()
            guard !name.isEmpty, place < content.upperBound, bytes[place] == UInt8(ascii: "=") else { return }
            place += 1
            skipBlanks()
            var end = content.upperBound
            while end > place, bytes[end - 1].isBlank { end -= 1 }
            let key = String(decoding: bytes[name], as: UTF8.self).lowercased()
            guard place < end, ["syntax", "escape", "check"].contains(key) else { return }
            let pair = DockerfileDocument.Pair(
                name: .init(value: key, span: Span(name)),
                value: .init(value: String(decoding: bytes[place..<end], as: UTF8.self), span: Span(place, end)))
            if directives.contains(where: { $0.name.value == key }) {
                trouble("the parser directive '\(key)' is given twice", Span(start, end), help: "keep one of them")
            }
            if key == "escape" {
                if end - place == 1, bytes[place] == UInt8(ascii: "\\") || bytes[place] == UInt8(ascii: "`") {
                    escape = bytes[place]
                } else {
                    trouble("the escape character is neither \\ nor `", Span(place, end))
                }
            }
            directives.append(pair)
            at = next
        }
    }

    /// Reads one blank line, comment line or instruction.
    private mutating func step() {
        let (content, next) = line(at: at)
        guard let start = firstInk(content) else {
            at = next
            return
        }
        if bytes[start] == UInt8(ascii: "#") {
            commentLines.append(Span(start, content.upperBound))
            at = next
            return
        }
        var text = LogicalText()
        var (body, isContinued) = split(start..<content.upperBound)
        text.append(body, of: bytes)
        var end = content.upperBound
        at = next
        while isContinued, at < bytes.count {
            let (content, next) = line(at: at)
            at = next
            guard let ink = firstInk(content) else { continue }
            if bytes[ink] == UInt8(ascii: "#") {
                commentLines.append(Span(ink, content.upperBound))
                continue
            }
            (body, isContinued) = split(content)
            text.append(body, of: bytes)
            end = content.upperBound
        }
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        instruction(text, end: end)
    }

    /// The part of a line before its continuation character, and whether it has one.
    ///
    /// Two escape characters are no continuation, as in BuildKit's `([^\\])\\[ \t]*$|^\\[ \t]*$`.
    private func split(_ content: Range<Int>) -> (Range<Int>, Bool) {
        var end = content.upperBound
        while end > content.lowerBound, bytes[end - 1].isBlank { end -= 1 }
        guard end > content.lowerBound, bytes[end - 1] == escape else { return (content, false) }
        if end - 2 >= content.lowerBound, bytes[end - 2] == escape { return (content, false) }
        return (content.lowerBound..<end - 1, true)
    }

    /// Reads the bodies of the heredocs that an instruction announces; they start at `at`.
    mutating func heredocs(_ markers: [HeredocMarker]) -> [DockerfileDocument.Heredoc] {
        var found: [DockerfileDocument.Heredoc] = []
        for marker in markers {
            let start = at
            var end: Int?
            while at < bytes.count {
                let (content, next) = line(at: at)
                var text = bytes[content]
                if marker.stripsTabs { text = text.drop { $0 == 0x09 } }
                if text.elementsEqual(marker.name.utf8) {
                    end = at
                    lastHeredocEnd = content.upperBound
                    at = next
                    break
                }
                at = next
            }
            if end == nil {
                trouble(
                    "the heredoc '\(marker.name)' has no end", marker.span,
                    help: "add a line that holds only \(marker.name)")
                lastHeredocEnd = bytes.count
            }
            found.append(
                .init(
                    name: marker.name, expands: marker.expands, stripsTabs: marker.stripsTabs, markerSpan: marker.span,
                    bodySpan: Span(min(start, end ?? bytes.count), end ?? bytes.count)))
        }
        return found
    }

    /// The end of the line that closed the last heredoc.
    var lastHeredocEnd = 0

    struct HeredocMarker {
        let name: String
        let expands: Bool
        let stripsTabs: Bool
        let span: Span
    }

    private mutating func checkStages() {
        guard let first = instructions.first(where: { $0.keyword != "ARG" || $0.isOnbuild }) else {
            let end = bytes.count
            return trouble(
                "there is no FROM in this file", .at(end), help: "every image starts FROM another, or FROM scratch")
        }
        if first.keyword != "FROM" {
            trouble(
                "\(first.keyword) stands before the first FROM, where only ARG may", first.keywordSpan,
                help: "move it below a FROM instruction")
        }
    }
}
