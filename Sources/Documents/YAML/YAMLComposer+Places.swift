// Where the text of a node starts and ends.
extension YAMLComposer {
    /// Skips up to `properties` of `&anchor` and `!tag`, with the blanks, line ends and comments behind them.
    func contentStart(_ start: Int, _ end: Int, properties: Int) -> Int {
        var at = start
        for _ in 0..<properties {
            guard at < end, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "!") else { break }
            let isVerbatim = at + 1 < end && bytes[at] == UInt8(ascii: "!") && bytes[at + 1] == UInt8(ascii: "<")
            while at < end, !isBlank(bytes[at]), isVerbatim || !isFlowIndicator(bytes[at]) { at += 1 }
            at = skipBlanksAndComments(at, end)
        }
        return at
    }

    private func skipBlanksAndComments(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end {
            if isBlank(bytes[at]) {
                at += 1
            } else if bytes[at] == UInt8(ascii: "#") {
                while at < end, bytes[at] != 0x0A { at += 1 }
            } else {
                break
            }
        }
        return at
    }

    private func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// The end of the last line that has text, or of the header when none has.
    func textEnd(ofBlockScalar start: Int, _ end: Int) -> Int {
        var last = end
        while last > start, isBlank(bytes[last - 1]) { last -= 1 }
        // Blanks at the end of the last line are text.
        while last < end, bytes[last] == 0x20 || bytes[last] == 0x09 { last += 1 }
        return last
    }
}
