import SourceText

/// Writes `text` as one word of a shell, in the quotes that the old word had when they still do.
func shellQuoted(_ text: String, like old: ArraySlice<UInt8> = []) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0.isNameByte || "-./:=@%+,".utf8.contains($0) }
    let needsNoEscape = !text.utf8.contains { "\"$`\\!".utf8.contains($0) }
    if old.count >= 2, old.first == UInt8(ascii: "\""), old.last == UInt8(ascii: "\""), needsNoEscape {
        return "\"\(text)\""
    }
    if old.count >= 2, old.first == UInt8(ascii: "'"), old.last == UInt8(ascii: "'"),
        !text.utf8.contains(UInt8(ascii: "'"))
    {
        return "'\(text)'"
    }
    if isPlain { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
}

/// Writes `text` as a word of an instruction that Docker itself splits: ENV, LABEL, COPY.
func dockerQuoted(_ text: String, like old: ArraySlice<UInt8> = [], escape: String) -> String {
    let isQuoted =
        old.count >= 2 && old.first == old.last && (old.first == UInt8(ascii: "\"") || old.first == UInt8(ascii: "'"))
    let hasSpecial =
        text.isEmpty || text.utf8.contains { $0.isBlank || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
    if !isQuoted, !hasSpecial, !text.contains(escape) { return text }
    if old.first == UInt8(ascii: "'"), isQuoted, !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
    return "\"" + text.replacing(escape, with: escape + escape).replacing("\"", with: escape + "\"") + "\""
}

func jsonQuoted(_ text: String) -> String { doubleQuoted(text, uppercase: false) { $0.value < 0x20 } }
