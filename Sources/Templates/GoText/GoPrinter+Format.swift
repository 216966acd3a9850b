extension GoPrinter {
    /// Interprets a format as Go's `doPrintf` does: verbs, flags, `*`, `[n]`, and the error forms.
    mutating func run(_ format: [UInt8], _ arguments: [GoValue], _ emit: ((Piece) -> Void)?) {
        var index = 0
        var argument = 0
        var reordered = false
        while index < format.count {
            let start = index
            while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
            if index > start {
                write(Array(format[start..<index]))
                emit?(.literal(start..<index))
            }
            guard index < format.count else { break }
            index += 1
            let before = bytes.count
            let used = verb(format, &index, arguments, &argument, &reordered)
            let length = bytes.count - before
            if let used, case .string(let text) = arguments[used], text.count == length,
                text.bytes.elementsEqual(bytes[before...])
            {
                emit?(.argument(used, length: length, isVerbatim: true))
            } else if length > 0 {
                emit?(
                    used.map { .argument($0, length: length, isVerbatim: false) }
                        ?? .argument(-1, length: length, isVerbatim: false))
            }
        }
        if !reordered, argument < arguments.count {
            let before = bytes.count
            flags = Flags()
            write("%!(EXTRA ")
            for (offset, value) in arguments[argument...].enumerated() {
                if offset > 0 { write(", ") }
                if value.isNil {
                    write("<nil>")
                } else {
                    write(value.typeName + "=")
                    printVerb(value)
                }
            }
            write(")")
            emit?(.argument(arguments.count - 1, length: bytes.count - before, isVerbatim: false))
        }
    }

    /// Reads one verb after its percent sign and prints what it asks for. Returns the argument that it used.
    private mutating func verb(
        _ format: [UInt8], _ index: inout Int, _ arguments: [GoValue], _ argument: inout Int, _ reordered: inout Bool
    ) -> Int? {
        flags = Flags()
        reordered = false
        var isGoodIndex = true
        flagLoop: while index < format.count {
            switch format[index] {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: " "): flags.space = true
            default: break flagLoop
            }
            index += 1
        }
        readIndex(format, &index, arguments.count, &argument, &reordered, &isGoodIndex)
        if index < format.count, format[index] == UInt8(ascii: "*") {
            index += 1
            if let width = integer(arguments, &argument), width.magnitude <= 1_000_000 {
                flags.width = abs(width)
                if width < 0 {
                    flags.minus = true
                    flags.zero = false
                }
            } else {
                write("%!(BADWIDTH)")
            }
        } else if let width = number(format, &index) {
            flags.width = width
        }
        if index < format.count, format[index] == UInt8(ascii: ".") {
            index += 1
            readIndex(format, &index, arguments.count, &argument, &reordered, &isGoodIndex)
            if index < format.count, format[index] == UInt8(ascii: "*") {
                index += 1
                if let precision = integer(arguments, &argument), precision <= 1_000_000 {
                    flags.precision = precision < 0 ? nil : precision
                } else {
                    write("%!(BADPREC)")
                }
            } else {
                flags.precision = number(format, &index) ?? 0
            }
        }
        readIndex(format, &index, arguments.count, &argument, &reordered, &isGoodIndex)
        guard index < format.count else {
            write("%!(NOVERB)")
            return nil
        }
        let (verb, length) = format.scalar(at: index)
        index += length
        if verb == "%" {
            write("%")
            return nil
        }
        if !isGoodIndex {
            write("%!\(Character(verb))(BADINDEX)")
            return nil
        }
        guard argument < arguments.count else {
            write("%!\(Character(verb))(MISSING)")
            return nil
        }
        if verb == "w" {
            badVerb(verb, arguments[argument])
            argument += 1
            return argument - 1
        }
        if verb == "v" {
            if flags.sharp {
                flags.sharp = false
                flags.sharpV = true
            }
            if flags.plus {
                flags.plus = false
                flags.plusV = true
            }
        }
        let used = argument
        argument += 1
        print(arguments[used], verb: verb)
        return used
    }

    private func number(_ format: [UInt8], _ index: inout Int) -> Int? {
        var value: Int?
        while index < format.count, (48...57).contains(format[index]) {
            value = min((value ?? 0) * 10 + Int(format[index] - 48), 1_000_000)
            index += 1
        }
        return value
    }

    private func integer(_ arguments: [GoValue], _ argument: inout Int) -> Int? {
        guard argument < arguments.count else { return nil }
        argument += 1
        switch arguments[argument - 1] {
        case .int(let number, _): return number
        case .int64(let number, _): return Int(number)
        default: return nil
        }
    }

    /// Reads `[3]`, which chooses the next argument.
    private func readIndex(
        _ format: [UInt8], _ index: inout Int, _ count: Int, _ argument: inout Int, _ reordered: inout Bool,
        _ isGood: inout Bool
    ) {
        guard index < format.count, format[index] == UInt8(ascii: "[") else { return }
        reordered = true
        guard let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
            isGood = false
            index += 1
            return
        }
        var inner = index + 1
        let chosen = number(format, &inner)
        index = close + 1
        guard let chosen, inner == close, chosen >= 1, chosen <= count else {
            isGood = false
            return
        }
        argument = chosen - 1
    }
}
