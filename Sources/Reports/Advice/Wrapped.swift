/// Text broken at blanks so that no line is longer than `width`, longer words excepted.
///
/// - Parameters:
///   - first: what the first line begins with, such as `- `.
///   - rest: what the others begin with.
func wrapped(_ text: String, width: Int = 72, first: String = "", rest: String = "") -> String {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
        if !isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = rest
            isEmpty = true
        }
        line += isEmpty ? word : " " + word
        isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
}

/// Text cut at a blank so that it is at most `width` long.
func cut(_ text: String, to width: Int) -> String {
    if text.count <= width { return text }
    let head = text.prefix(width - 1)
    let atBlank = head.lastIndex(of: " ").map { head[..<$0] } ?? head
    return (atBlank.count > width / 2 ? atBlank : head) + "…"
}
