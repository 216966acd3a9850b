extension FunctionTable {
    /// Functions that change the case of letters or the way words are joined.
    static let caseFunctions: [GoFunction] = [
        GoFunction("upper", [.string], .own) { arguments, execution in
            .string(mapped(arguments.text(0), execution, upper))
        },
        GoFunction("lower", [.string], .own) { arguments, execution in
            .string(mapped(arguments.text(0), execution, lower))
        },
        GoFunction("title", [.string], .own) { arguments, execution in
            var previous: Unicode.Scalar = " "
            return .string(
                mapped(arguments.text(0), execution) { scalar in
                    defer { previous = scalar }
                    return isWordSeparator(previous) ? upper(scalar) : scalar
                })
        },
        GoFunction("untitle", [.string]) { arguments, _ in
            var isStart = true
            return .text(
                mapped(arguments.string(0)) { scalar in
                    defer { isStart = isSpace(scalar) }
                    return isStart ? lower(scalar) : scalar
                })
        },
        GoFunction("swapcase", [.string]) { arguments, _ in
            .text(
                mapped(arguments.string(0)) {
                    $0.properties.isUppercase ? lower($0) : $0.properties.isLowercase ? upper($0) : $0
                })
        },
        GoFunction("initials", [.string]) { arguments, _ in
            var result = String.UnicodeScalarView()
            var isStart = true
            for scalar in arguments.string(0).unicodeScalars {
                if isSpace(scalar) {
                    isStart = true
                } else if isStart {
                    result.append(scalar)
                    isStart = false
                }
            }
            return .text(String(result))
        },
        GoFunction("snakecase", [.string]) { arguments, _ in .text(CaseWords.joined(arguments.string(0), by: "_")) },
        GoFunction("kebabcase", [.string]) { arguments, _ in .text(CaseWords.joined(arguments.string(0), by: "-")) },
        GoFunction("camelcase", [.string]) { arguments, _ in .text(CaseWords.pascal(arguments.string(0))) },
    ]

    static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 0x80 {
            return ("a"..."z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value - 32)) : scalar
        }
        let mapping = scalar.properties.uppercaseMapping.unicodeScalars
        return mapping.count == 1 ? mapping.first ?? scalar : scalar
    }

    static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 0x80 {
            return ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
        }
        let mapping = scalar.properties.lowercaseMapping.unicodeScalars
        return mapping.count == 1 ? mapping.first ?? scalar : scalar
    }

    private static func isWordSeparator(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return !scalar.isGoAlphanumeric }
        if scalar.isGoLetter || scalar.properties.generalCategory == .decimalNumber { return false }
        return isSpace(scalar)
    }

    static func mapped(_ string: String, _ transform: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in string.unicodeScalars { result.append(transform(scalar)) }
        return String(result)
    }

    /// Maps each scalar; the origins stay where they are when no length changed.
    private static func mapped(_ text: Text, _ execution: Execution, _ transform: (Unicode.Scalar) -> Unicode.Scalar)
        -> Text
    {
        let result = Array(mapped(text.string, transform).utf8)
        if result.count == text.count { return Text(bytes: result, runs: text.runs, trace: text.trace) }
        return Text(result, text.summary(in: execution.table))
    }
}

/// Splits identifiers into words as the xstrings library does: `HTTPStatus2xx` is HTTP, Status, 2xx.
enum CaseWords {
    private enum Kind { case invalid, number, upper, alphabet, connector, punctuation, other }
    private typealias Word = (kind: Kind, scalars: ArraySlice<Unicode.Scalar>)

    private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || FunctionTable.isSpace(scalar)
    }

    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .uppercaseLetter
    }

    private static func isAlphabet(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isGoLetter && !(0x3000...0x9FFF).contains(scalar.value) && !(0xAC00...0xD7AF).contains(scalar.value)
    }

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation,
            .otherPunctuation:
            true
        default: false
        }
    }

    private static func nextWord(_ rest: inout ArraySlice<Unicode.Scalar>) -> Word {
        guard let first = rest.first else { return (.invalid, []) }
        let whole = rest
        func take(_ kind: Kind, _ isPart: (Unicode.Scalar) -> Bool) -> Word {
            rest = rest.dropFirst().drop(while: isPart)
            return (kind, whole[whole.startIndex..<rest.startIndex])
        }
        if isConnector(first) { return take(.connector, isConnector) }
        if isPunctuation(first) { return take(.punctuation) { isPunctuation($0) && !isConnector($0) } }
        if isUpper(first) {
            let second = rest.dropFirst().first
            if let second, isUpper(second) {
                var word = take(.upper, isUpper)
                if let following = rest.first, isAlphabet(following) {
                    rest = whole[(rest.startIndex - 1)...]
                    word.scalars = whole[whole.startIndex..<rest.startIndex]
                }
                return word
            }
            return take(.upper) { isAlphabet($0) && !isUpper($0) }
        }
        if isAlphabet(first) { return take(.alphabet) { isAlphabet($0) && !isUpper($0) } }
        if isNumber(first) { return take(.number, isNumber) }
        return take(.other) { !isConnector($0) && !isAlphabet($0) && !isNumber($0) && !isPunctuation($0) }
    }

    /// `snakecase` and `kebabcase`.
    static func joined(_ text: String, by connector: Unicode.Scalar) -> String {
        var rest = Array(text.unicodeScalars)[...]
        var result = String.UnicodeScalarView()
        func write(_ word: Word) {
            for scalar in word.scalars {
                if word.kind != .upper, word.kind != .connector {
                    result.append(scalar)
                } else {
                    result.append(isConnector(scalar) ? connector : FunctionTable.lower(scalar))
                }
            }
        }
        var word = nextWord(&rest)
        while !rest.isEmpty {
            if word.kind != .connector { write(word) }
            let previous = word
            word = nextWord(&rest)
            switch previous.kind {
            case .number:
                while word.kind == .alphabet || word.kind == .number {
                    write(word)
                    word = nextWord(&rest)
                }
                if word.kind != .invalid, word.kind != .punctuation, word.kind != .connector {
                    result.append(connector)
                }
            case .connector: write(previous)
            case .punctuation: break
            default:
                if word.kind != .number {
                    if word.kind != .connector, word.kind != .punctuation { result.append(connector) }
                    break
                }
                if rest.isEmpty { break }
                let number = word
                word = nextWord(&rest)
                if word.kind != .alphabet {
                    write(number)
                    if word.kind != .connector, word.kind != .punctuation { result.append(connector) }
                    break
                }
                result.append(connector)
                write(number)
                while word.kind == .alphabet || word.kind == .number {
                    write(word)
                    word = nextWord(&rest)
                }
                if word.kind != .invalid, word.kind != .connector, word.kind != .punctuation {
                    result.append(connector)
                }
            }
        }
        write(word)
        return String(result)
    }

    /// `camelcase`, which begins with an upper-case letter.
    static func pascal(_ text: String) -> String {
        var rest = Array(text.unicodeScalars)[...]
        var result = String.UnicodeScalarView()
        while let first = rest.first, isConnector(first) {
            result.append(first)
            rest = rest.dropFirst()
        }
        guard let first = rest.popFirst() else { return String(result) }
        var isFirstUpper = isUpper(first)
        var current = FunctionTable.upper(first)
        while let next = rest.popFirst() {
            let previous = current
            current = next
            if isConnector(current), isConnector(previous) {
                result.append(previous)
                continue
            }
            if isConnector(previous) {
                isFirstUpper = isUpper(current)
                current = FunctionTable.upper(current)
            } else {
                if isFirstUpper {
                    if isUpper(current) { current = FunctionTable.lower(current) } else { isFirstUpper = false }
                }
                result.append(previous)
            }
        }
        result.append(current)
        return String(result)
    }
}
