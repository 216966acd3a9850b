extension ShellScanner {
    /// Whether an unquoted byte ends a word.
    static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"),
            UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }

    /// Assignments, words and redirections up to the next operator; nil when there is none of them.
    mutating func simpleCommand(_ script: inout ShellScript, depth: Int) -> ShellCommand? {
        var command = ShellCommand(range: at..<at)
        var end = at
        while true {
            skipBlanks(&script)
            if let redirect = redirect(&script, depth: depth) {
                command.redirects.append(redirect)
                end = redirect.range.upperBound
            } else if command.words.isEmpty, let assignment = assignment(&script, depth: depth) {
                command.assignments.append(assignment)
                end = assignment.value.range.upperBound
            } else if let word = word(&script, depth: depth) {
                command.words.append(word)
                end = word.range.upperBound
                if command.words.count == 1, !word.isQuoted, word.bytes == [UInt8(ascii: "["), UInt8(ascii: "[")] {
                    guard let closed = conditionWords(&command, &script, depth: depth) else { return nil }
                    end = closed
                }
            } else {
                break
            }
        }
        guard end > command.range.lowerBound else { return nil }
        command.range = command.range.lowerBound..<end
        return command
    }

    /// The words of `[[ … ]]`, where operators are no ends of commands.
    private mutating func conditionWords(_ command: inout ShellCommand, _ script: inout ShellScript, depth: Int) -> Int? {
        while true {
            skipBlanks(&script)
            guard let byte = peek() else { return nil }
            if let word = word(&script, depth: depth) {
                command.words.append(word)
                if !word.isQuoted, word.value == "]]" { return at }
            } else if byte == 0x0A {
                lineEnd()
            } else {
                command.words.append(ShellWord(bytes: [byte], range: at..<at + 1))
                at += 1
            }
        }
    }

    /// `NAME=value` or `NAME+=value`.
    private mutating func assignment(_ script: inout ShellScript, depth: Int) -> ShellAssignment? {
        var end = at
        while end < limit, bytes[end].isNameByte { end += 1 }
        guard end > at, !bytes[at].isDigit else { return nil }
        let name = at..<end
        if end < limit, bytes[end] == UInt8(ascii: "+") { end += 1 }
        guard end < limit, bytes[end] == UInt8(ascii: "=") else { return nil }
        at = end + 1
        if peek() == UInt8(ascii: "(") {
            let start = at
            at += 1
            repeat {
                skipBlanks(&script)
                if peek() == 0x0A { lineEnd() }
            } while word(&script, depth: depth) != nil || peek() == 0x0A
            if peek() == UInt8(ascii: ")") { at += 1 } else { giveUp(&script) }
            return ShellAssignment(
                name: name, value: ShellWord(bytes: Array(bytes[start..<at]), range: start..<at, isExpanded: true))
        }
        return ShellAssignment(name: name, value: word(&script, depth: depth) ?? ShellWord(range: at..<at))
    }

    /// `>file`, `2>&1`, `<<EOF`, `<<<word`.
    mutating func redirect(_ script: inout ShellScript, depth: Int) -> ShellRedirect? {
        let start = at
        var place = at
        while place < limit, bytes[place].isDigit { place += 1 }
        if place == at, peek() == UInt8(ascii: "&"), peek(1) == UInt8(ascii: ">") { place += 1 }
        guard place < limit, bytes[place] == UInt8(ascii: "<") || bytes[place] == UInt8(ascii: ">") else { return nil }
        let saved = at
        at = place
        if peek(1) == UInt8(ascii: "(") {
            // Process substitution is a word.
            at = saved
            return nil
        }
        let symbols: [StaticString] = ["<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"]
        for symbol in symbols where starts(symbol) {
            at += symbol.utf8CodeUnitCount
            let symbolRange = start..<at
            let isHeredoc = symbol.description == "<<" || symbol.description == "<<-"
            skipBlanks(&script)
            let target = word(&script, depth: depth)
            if isHeredoc, let target {
                pendingBodies.append(PendingBody(delimiter: target.bytes, stripsTabs: symbol.description == "<<-"))
            }
            if target == nil { script.isOpaque = true }
            return ShellRedirect(
                symbol: symbolRange, target: target, range: start..<(target?.range.upperBound ?? symbolRange.upperBound)
            )
        }
        return nil
    }

    /// The word that starts here, or nil before an operator.
    mutating func word(_ script: inout ShellScript, depth: Int) -> ShellWord? {
        var word = ShellWord(range: at..<at)
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                guard at == word.range.lowerBound, peek(1) == UInt8(ascii: "(") else { return finished(&word) }
                copy(&word, dynamic: false) { scanner in scanner.substitution(&script, depth: depth) }
            case _ where ShellScanner.endsWord(byte):
                return finished(&word)
            case UInt8(ascii: "\\"):
                word.isQuoted = true
                if let length = escapedLineEnd() {
                    at += length
                } else {
                    if let next = peek(1) { word.bytes.append(next) }
                    at = min(at + 2, limit)
                }
            case UInt8(ascii: "'"):
                word.isQuoted = true
                at += 1
                let start = at
                while let next = peek(), next != UInt8(ascii: "'") { at += 1 }
                word.bytes.append(contentsOf: bytes[start..<at])
                if at < limit { at += 1 } else { giveUp(&script) }
            case UInt8(ascii: "\""):
                word.isQuoted = true
                doubleQuoted(&word, &script, depth: depth)
            case UInt8(ascii: "$"), UInt8(ascii: "`"):
                copy(&word, dynamic: true) { scanner in scanner.expansion(&script, depth: depth) }
            default:
                if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
                    || byte == UInt8(ascii: "{")
                {
                    word.isExpanded = true
                } else if byte == UInt8(ascii: "~"), word.bytes.isEmpty {
                    word.isExpanded = true
                }
                word.bytes.append(byte)
                at += 1
            }
        }
        return finished(&word)
    }

    private func finished(_ word: inout ShellWord) -> ShellWord? {
        guard at > word.range.lowerBound else { return nil }
        word.range = word.range.lowerBound..<at
        return word
    }

    /// Keeps the text of an expansion as it is written.
    private mutating func copy(_ word: inout ShellWord, dynamic: Bool, _ scan: (inout ShellScanner) -> Void) {
        let start = at
        scan(&self)
        word.bytes.append(contentsOf: bytes[start..<at])
        if at > start + 1 {
            word.isExpanded = true
            if dynamic { word.isDynamic = true }
        }
    }

    private mutating func doubleQuoted(_ word: inout ShellWord, _ script: inout ShellScript, depth: Int) {
        guard depth < ShellScanner.depthLimit else { return giveUp(&script) }
        at += 1
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return
            case UInt8(ascii: "\\"):
                if let length = escapedLineEnd() {
                    at += length
                    continue
                }
                guard let next = peek(1) else { return giveUp(&script) }
                let isEscape =
                    next == UInt8(ascii: "$") || next == UInt8(ascii: "`") || next == UInt8(ascii: "\"")
                    || next == UInt8(ascii: "\\")
                if !isEscape { word.bytes.append(byte) }
                word.bytes.append(next)
                at += 2
            case UInt8(ascii: "$"), UInt8(ascii: "`"):
                copy(&word, dynamic: false) { scanner in scanner.expansion(&script, depth: depth + 1) }
            default:
                word.bytes.append(byte)
                at += 1
            }
        }
        giveUp(&script)
    }

    /// `$name`, `${…}`, `$(…)`, `$((…))` or backticks; a lone `$` is itself.
    private mutating func expansion(_ script: inout ShellScript, depth: Int) {
        if peek() == UInt8(ascii: "`") { return backticks(&script, depth: depth) }
        switch peek(1) {
        case UInt8(ascii: "("):
            if peek(2) == UInt8(ascii: "("), let end = arithmeticEnd(from: at + 3) {
                at = end
            } else {
                substitution(&script, depth: depth)
            }
        case UInt8(ascii: "{"):
            braces(&script, depth: depth)
        case let next? where next.isLetter || next == UInt8(ascii: "_"):
            at += 1
            while let byte = peek(), byte.isNameByte { at += 1 }
        case let next? where next.isDigit || "?$!#@*-".utf8.contains(next):
            at += 2
        default:
            at += 1
        }
    }

    /// `$(…)` or `<(…)`: two bytes, a list, a parenthesis.
    private mutating func substitution(_ script: inout ShellScript, depth: Int) {
        at += 2
        list(until: UInt8(ascii: ")"), depth: depth + 1, script: &script, substituted: true)
        if peek() == UInt8(ascii: ")") { at += 1 } else { giveUp(&script) }
    }

    private mutating func backticks(_ script: inout ShellScript, depth: Int) {
        var close = at + 1
        while close < limit, bytes[close] != UInt8(ascii: "`") { close += bytes[close] == UInt8(ascii: "\\") ? 2 : 1 }
        guard close < limit else { return giveUp(&script) }
        let outer = limit
        at += 1
        limit = close
        list(until: nil, depth: depth + 1, script: &script, substituted: true)
        limit = outer
        at = close + 1
    }

    private mutating func braces(_ script: inout ShellScript, depth: Int) {
        guard depth < ShellScanner.depthLimit else { return giveUp(&script) }
        at += 2
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "}"):
                at += 1
                return
            case UInt8(ascii: "\\"): at = min(at + 2, limit)
            case UInt8(ascii: "\""):
                var inner = ShellWord(range: at..<at)
                doubleQuoted(&inner, &script, depth: depth + 1)
            case UInt8(ascii: "$"), UInt8(ascii: "`"): expansion(&script, depth: depth + 1)
            default: at += 1
            }
        }
        giveUp(&script)
    }

    /// The place after the `))` that closes an arithmetic expression, or nil when the parentheses close apart.
    func arithmeticEnd(from start: Int) -> Int? {
        var open = 2
        var place = start
        while place < limit {
            if bytes[place] == UInt8(ascii: "(") { open += 1 }
            if bytes[place] == UInt8(ascii: ")") {
                open -= 1
                if open == 1 { return place + 1 < limit && bytes[place + 1] == UInt8(ascii: ")") ? place + 2 : nil }
            }
            place += 1
        }
        return nil
    }
}
