/// Text that does nothing where it is shown: file content and names are not to be trusted.

/// One line without control and formatting characters, for terminals and for single-line fields.
///
/// Escape sequences, carriage returns and marks that reorder text (CVE-2021-42574) show as `·`.
func oneLine(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n", "\t", "\u{2028}", "\u{2029}": result.append(" ")
        case _ where isActive(scalar): result.append("·")
        default: result.append(scalar)
        }
    }
    return String(result)
}

/// Whether a character acts on what shows it rather than being shown.
func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: return false
    case 0..<0x20, 0x7F..<0xA0: return true
    default:
        let category = scalar.properties.generalCategory
        return category == .control || category == .format || category == .lineSeparator
            || category == .paragraphSeparator
    }
}

/// Text for a commit message, where forges act on mentions, issue references and words that switch CI off.
///
///     fixes #12        ->  fixes # 12
///     @octocat         ->  @ octocat
///     [skip ci]        ->  (skip ci)
func commitText(_ text: String) -> String {
    let characters = Array(oneLine(text))
    var result = ""
    for (index, character) in characters.enumerated() {
        let next = index + 1 < characters.count ? characters[index + 1] : " "
        let previous = index > 0 ? characters[index - 1] : " "
        result.append(character)
        switch character {
        case "#" where next.isNumber: result.append(" ")
        case "@" where !isWord(previous) && isWord(next): result.append(" ")
        case ":" where next == "/" && previous.isLetter: result.append(" ")
        default: break
        }
    }
    for word in ["skip", "ci", "no", "actions"] where result.contains("[") {
        result = result.replacing("[\(word) ", with: "(\(word) ")
        result = result.replacing("[\(word.uppercased()) ", with: "(\(word.uppercased()) ")
    }
    return result
}

func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
