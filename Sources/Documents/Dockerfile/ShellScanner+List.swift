extension ShellScanner {
    /// What encloses the commands being read.
    private enum Enclosure {
        case condition, loop, group, subshell
        /// In `case`, between `pattern)` and `;;`.
        case branch
    }

    /// Where in a list the scanner stands.
    private enum Position {
        /// A command may start.
        case start
        /// A compound command ended: only redirections and operators may follow.
        case afterCompound
    }

    /// Reads commands up to the closing parenthesis of a substitution, or the limit.
    mutating func list(until closer: UInt8?, depth: Int, script: inout ShellScript, substituted: Bool) {
        guard depth < ShellScanner.depthLimit else { return giveUp(&script) }
        var stack: [Enclosure] = []
        var joint = ""
        var jointRange: Range<Int>?
        var position = Position.start
        var seen = false

        while true {
            skipBlanks(&script)
            guard let byte = peek() else { break }
            let start = at
            if stack.count >= ShellScanner.depthLimit { return giveUp(&script) }
            switch byte {
            case 0x0A:
                lineEnd()
                if position == .afterCompound || joint.isEmpty { joint = seen ? ";" : "" }
                if position == .afterCompound { jointRange = nil }
                position = .start
                continue
            case UInt8(ascii: ";"):
                at += 1
                if peek() == UInt8(ascii: ";") || peek() == UInt8(ascii: "&") {
                    at += 1
                    if peek() == UInt8(ascii: "&") { at += 1 }
                    guard stack.last == .branch else { return giveUp(&script) }
                    guard pattern(&script, depth: depth) else { return giveUp(&script) }
                    (joint, jointRange) = ("", nil)
                    if endOfCase(&script) {
                        stack.removeLast()
                        position = .afterCompound
                        if stack.isEmpty, !substituted { script.ended(at) }
                    } else {
                        position = .start
                    }
                    continue
                }
                (joint, jointRange, position) = (";", start..<at, .start)
            case UInt8(ascii: "&") where peek(1) != UInt8(ascii: ">"):
                at += peek(1) == UInt8(ascii: "&") ? 2 : 1
                (joint, jointRange, position) = (at - start == 2 ? "&&" : "&", start..<at, .start)
            case UInt8(ascii: "|"):
                at += peek(1) == UInt8(ascii: "|") || peek(1) == UInt8(ascii: "&") ? 2 : 1
                joint = at - start == 2 && bytes[at - 1] == UInt8(ascii: "|") ? "||" : "|"
                (jointRange, position) = (start..<at, .start)
            case UInt8(ascii: ")"):
                if stack.last == .subshell {
                    at += 1
                    stack.removeLast()
                    position = .afterCompound
                    if stack.isEmpty, !substituted { script.ended(at) }
                    continue
                }
                guard closer == byte, stack.isEmpty else { return giveUp(&script) }
                return
            case UInt8(ascii: "(") where position == .start:
                if peek(1) == UInt8(ascii: "("), let end = arithmeticEnd(from: at + 2) {
                    at = end
                    position = .afterCompound
                    seen = true
                    if stack.isEmpty, !substituted { script.ended(at) }
                } else {
                    at += 1
                    stack.append(.subshell)
                    (joint, jointRange) = ("", nil)
                }
                continue
            default:
                if position == .afterCompound {
                    guard let redirect = redirect(&script, depth: depth) else {
                        // `fi` after `fi`, `done` after `fi` and so on need no separator after a subshell or `}`.
                        guard let closed = closing(&stack) else { return giveUp(&script) }
                        if stack.isEmpty, !substituted { script.ended(closed) }
                        continue
                    }
                    if stack.isEmpty, !substituted { script.ended(redirect.range.upperBound) }
                    continue
                }
                seen = true
                if let word = reservedWord() {
                    guard reserved(word, &stack, &position, &script, depth: depth) else { return giveUp(&script) }
                    if word != "!" { (joint, jointRange) = ("", nil) }
                    if stack.isEmpty, position == .afterCompound, !substituted { script.ended(at) }
                    continue
                }
                guard var command = simpleCommand(&script, depth: depth) else { return giveUp(&script) }
                if functionParentheses(after: command) {
                    (joint, jointRange) = ("", nil)
                    continue
                }
                command.joint = joint
                command.jointRange = jointRange
                command.depth = stack.count
                (joint, jointRange) = ("", nil)
                script.add(command, substituted: substituted)
                position = .afterCompound
                if stack.isEmpty, !substituted { script.ended(command.range.upperBound) }
                continue
            }
            if !stack.isEmpty { continue }
            guard seen else { return giveUp(&script) }
            if !substituted, let range = jointRange {
                if joint == "&&" || joint == ";" { script.separators.append(range) }
                script.trailingOperator = joint
                if joint == ";" || joint == "&" { script.end = at }
            }
        }
        if !stack.isEmpty || closer != nil { giveUp(&script) }
        if !substituted, joint == "&&" || joint == "||" || joint == "|" { script.isOpaque = true }
    }

    mutating func giveUp(_ script: inout ShellScript) {
        script.isOpaque = true
        at = limit
    }

    /// A reserved word of the shell at the start of a command, without consuming it.
    private func reservedWord() -> String? {
        var end = at
        while end < limit, end - at < 9 {
            let byte = bytes[end]
            guard byte.isLetter || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "!")
            else { break }
            end += 1
        }
        guard end > at,
            end == limit || ShellScanner.endsWord(bytes[end])
                || bytes[end] == UInt8(ascii: "\\") && end + 1 < limit && bytes[end + 1] == 0x0A
        else { return nil }
        let word = String(decoding: bytes[at..<end], as: UTF8.self)
        return ShellScanner.reservedWords.contains(word) ? word : nil
    }

    private static let reservedWords: Set<String> = [
        "if", "then", "elif", "else", "fi", "while", "until", "for", "select", "do", "done", "case", "esac", "{", "}",
        "!", "function",
    ]

    /// Consumes `fi`, `done`, `}` or `esac` that closes the innermost enclosure.
    /// - Returns: the place after it.
    private mutating func closing(_ stack: inout [Enclosure]) -> Int? {
        guard let word = reservedWord() else { return nil }
        let wanted: Enclosure? =
            switch word {
            case "fi": .condition
            case "done": .loop
            case "}": .group
            case "esac": .branch
            default: nil
            }
        guard let wanted, stack.last == wanted else { return nil }
        stack.removeLast()
        at += word.utf8.count
        return at
    }

    private mutating func reserved(
        _ word: String, _ stack: inout [Enclosure], _ position: inout Position, _ script: inout ShellScript, depth: Int
    ) -> Bool {
        if closing(&stack) != nil {
            position = .afterCompound
            return true
        }
        at += word.utf8.count
        switch word {
        case "if": stack.append(.condition)
        case "while", "until": stack.append(.loop)
        case "{": stack.append(.group)
        case "then", "elif", "else": return stack.last == .condition
        case "do": return stack.last == .loop
        case "!": break
        case "for", "select":
            stack.append(.loop)
            return loopHead(&script, depth: depth)
        case "case":
            skipBlanks(&script)
            guard self.word(&script, depth: depth) != nil else { return false }
            skipBlanksAndLines(&script)
            guard starts("in") else { return false }
            at += 2
            stack.append(.branch)
            guard pattern(&script, depth: depth) else { return false }
            if endOfCase(&script) {
                stack.removeLast()
                position = .afterCompound
            }
        case "function":
            skipBlanks(&script)
            guard self.word(&script, depth: depth) != nil else { return false }
            skipBlanks(&script)
            if starts("(") {
                at += 1
                skipBlanks(&script)
                guard starts(")") else { return false }
                at += 1
            }
        default: return false
        }
        return true
    }

    private mutating func skipBlanksAndLines(_ script: inout ShellScript) {
        skipBlanks(&script)
        while peek() == 0x0A {
            lineEnd()
            skipBlanks(&script)
        }
    }

    /// `x in a b c;` after `for`, or `((i = 0; i < 3; i++))`.
    private mutating func loopHead(_ script: inout ShellScript, depth: Int) -> Bool {
        skipBlanks(&script)
        if starts("((") {
            guard let end = arithmeticEnd(from: at + 2) else { return false }
            at = end
        } else {
            guard word(&script, depth: depth) != nil else { return false }
            skipBlanksAndLines(&script)
            if starts("in"),
                at + 2 >= limit || ShellScanner.endsWord(bytes[at + 2]) || bytes[at + 2] == UInt8(ascii: "\\")
            {
                at += 2
                skipBlanks(&script)
                while word(&script, depth: depth) != nil { skipBlanks(&script) }
            }
        }
        skipBlanks(&script)
        if peek() == UInt8(ascii: ";") { at += 1 }
        return true
    }

    /// Reads `a | b)` of a `case`; stays before `esac`.
    private mutating func pattern(_ script: inout ShellScript, depth: Int) -> Bool {
        skipBlanksAndLines(&script)
        if reservedWord() == "esac" { return true }
        if peek() == UInt8(ascii: "(") { at += 1 }
        while true {
            skipBlanks(&script)
            guard word(&script, depth: depth) != nil else { return false }
            skipBlanks(&script)
            switch peek() {
            case UInt8(ascii: "|"): at += 1
            case UInt8(ascii: ")"):
                at += 1
                return true
            default: return false
            }
        }
    }

    private mutating func endOfCase(_ script: inout ShellScript) -> Bool {
        guard reservedWord() == "esac" else { return false }
        at += 4
        return true
    }

    /// Steps over `()` after a single word: a function definition, whose body follows.
    private mutating func functionParentheses(after command: ShellCommand) -> Bool {
        guard command.words.count == 1, command.assignments.isEmpty, command.redirects.isEmpty,
            peek() == UInt8(ascii: "(")
        else { return false }
        var end = at + 1
        while end < limit, bytes[end] == 0x20 { end += 1 }
        guard end < limit, bytes[end] == UInt8(ascii: ")") else { return false }
        at = end + 1
        return true
    }
}

extension ShellScript {
    fileprivate mutating func ended(_ place: Int) {
        end = place
        trailingOperator = ""
    }

    fileprivate mutating func add(_ command: ShellCommand, substituted: Bool) {
        if substituted { self.substituted.append(command) } else { commands.append(command) }
    }
}
