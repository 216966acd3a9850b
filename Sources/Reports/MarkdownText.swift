/// Text as a Markdown paragraph shows it, whatever it holds: no markup, HTML, mention, issue reference or link comes of it.
///
/// Mentions and references are broken by a zero-width space, since forges look for them after entities are resolved.
func markdownText(_ text: String) -> String {
    let characters = Array(oneLine(text).unicodeScalars)
    var result = ""
    for (index, character) in characters.enumerated() {
        let next = index + 1 < characters.count ? characters[index + 1] : " "
        switch character {
        case "&": result += "&amp;" + (isReference(next) ? "&#8203;" : "")
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\\", "`", "*", "_", "[", "]", "|", "~", "$": result += "\\\(character)"
        case "@": result += "@" + (isReference(next) ? "&#8203;" : "")
        case "#", "!", "%": result += "\(character)" + (isReference(next) ? "&#8203;" : "")
        case ":" where next == "/": result += ":&#8203;"
        case "." where hasSuffix(characters[..<index], "www"): result += "&#8203;."
        default: result.unicodeScalars.append(character)
        }
    }
    return result
}

/// Whether a character after `@`, `#`, `!`, `%` or `&` makes a reference: a mention, issue, merge request, milestone, epic.
private func isReference(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "\""
}

private func hasSuffix(_ characters: ArraySlice<Unicode.Scalar>, _ word: String) -> Bool {
    characters.count >= word.count
        && String(String.UnicodeScalarView(characters.suffix(word.count))).lowercased() == word
}

/// Text as code within a line; works in table cells too.
func markdownCode(_ text: String) -> String {
    let line = oneLine(text).replacing("|", with: "\\|")
    if line.isEmpty { return "` `" }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
    // A blank is taken off either side again where the code itself begins or ends with a backtick or blank.
    let pad = line.first == "`" || line.last == "`" || (line.first == " " && line.last == " ") ? " " : ""
    return fence + pad + line + pad + fence
}

/// A code block whose fence no line of the text can close.
func markdownBlock(_ text: String, language: String = "") -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
}

/// A link to a page that the rules name. Anything but a plain web address stays text.
func markdownReference(_ text: String) -> String {
    let isAddress =
        text.hasPrefix("https://") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"`|".utf8.contains($0) }
    return isAddress ? "<\(text)>" : markdownText(text)
}

/// Rows of a table with a head; cells are Markdown already.
func markdownTable(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return ([line(head), "|" + String(repeating: "---|", count: head.count)] + rows.map(line)).joined(separator: "\n")
}

private func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for next in text {
        run = next == character ? run + 1 : 0
        longest = max(longest, run)
    }
    return longest
}
