/// Go's `fmt`: `Sprint`, `Sprintln` and `Sprintf` over template values, error forms such as `%!d(string=x)` included.
struct GoPrinter {
    private(set) var bytes: [UInt8] = []
    var flags = Flags()
    private var depth = 0
    /// Deeper nesting (a map that holds itself) is cut off.
    private static let maximumDepth = 200

    struct Flags {
        var minus = false, plus = false, sharp = false, space = false, zero = false
        var width: Int?
        var precision: Int?
        /// `%+v` and `%#v` mean other things than plus and sharp of numbers.
        var plusV = false, sharpV = false
    }

    static func text(of value: GoValue) -> [UInt8] {
        var printer = GoPrinter()
        printer.printVerb(value)
        return printer.bytes
    }

    static func sprint(_ values: [GoValue]) -> [UInt8] {
        var printer = GoPrinter()
        var previousWasString = false
        for (index, value) in values.enumerated() {
            let isString = if case .string = value { true } else { false }
            if index > 0, !isString, !previousWasString { printer.bytes.append(0x20) }
            printer.printVerb(value)
            previousWasString = isString
        }
        return printer.bytes
    }

    /// `[104 105]`. Whole files are printed this way when a context is used as a key, so it has to be quick.
    private mutating func writeNumbers(_ content: [UInt8]) {
        bytes.reserveCapacity(bytes.count + content.count * 4 + 2)
        bytes.append(UInt8(ascii: "["))
        let capacity = content.count * 4
        let written = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var end = 0
            for byte in content {
                if end > 0 {
                    buffer[end] = 0x20
                    end += 1
                }
                if byte >= 100 {
                    buffer[end] = 48 + byte / 100
                    end += 1
                }
                if byte >= 10 {
                    buffer[end] = 48 + byte / 10 % 10
                    end += 1
                }
                buffer[end] = 48 + byte % 10
                end += 1
            }
            count = end
        }
        bytes += written
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func write(_ string: String) { bytes.append(contentsOf: string.utf8) }
    mutating func write(_ content: [UInt8]) { bytes.append(contentsOf: content) }

    /// `%v` of the value.
    mutating func printVerb(_ value: GoValue) { print(value, verb: "v") }

    private mutating func pad(_ content: [UInt8], width count: Int? = nil) {
        let length = count ?? String(decoding: content, as: UTF8.self).unicodeScalars.count
        guard let width = flags.width, width > length else {
            write(content)
            return
        }
        let padding = [UInt8](repeating: flags.zero && !flags.minus ? 48 : 32, count: width - length)
        write(flags.minus ? content + padding : padding + content)
    }

    mutating func badVerb(_ verb: Unicode.Scalar, _ value: GoValue) {
        write("%!\(Character(verb))(")
        if value.isNil {
            write("<nil>")
        } else {
            write(value.typeName)
            write("=")
            let saved = flags
            flags = Flags()
            print(value, verb: "v")
            flags = saved
        }
        write(")")
    }

    mutating func print(_ value: GoValue, verb: Unicode.Scalar) {
        if verb == "T" {
            pad(Array(value.typeName.utf8))
            return
        }
        if verb == "p" {
            badVerb(verb, value)
            return
        }
        switch value {
        case .invalid, .null:
            if verb == "v" { pad(Array("<nil>".utf8)) } else { badVerb(verb, value) }
        case .bool(let flag, _):
            if verb == "t" || verb == "v" { pad(Array((flag ? "true" : "false").utf8)) } else { badVerb(verb, value) }
        case .int(let number, _): printInteger(Int64(number), verb, value)
        case .int64(let number, _): printInteger(number, verb, value)
        case .float(let number, _): printFloat(number, verb, value)
        case .string(let text): printString(text.bytes, verb, value)
        case .bytes(let text):
            if verb == "v" || verb == "d" {
                writeNumbers(text.bytes)
            } else {
                printString(text.bytes, verb, value)
            }
        case .list(let list, _): printList(list, verb)
        case .map(let map, _): printMap(map, verb)
        case .object(let object, _):
            if let underlying = object.underlying, object.kindName == "slice" {
                print(underlying, verb: verb)
            } else if verb == "v" || verb == "s" {
                pad(Array(object.description.utf8))
            } else if verb == "q" {
                pad(goQuoted(Array(object.description.utf8)))
            } else {
                badVerb(verb, value)
            }
        }
    }
}

extension GoPrinter {
    private mutating func printInteger(_ number: Int64, _ verb: Unicode.Scalar, _ value: GoValue) {
        let digits: String
        switch verb {
        case "v", "d": digits = String(number.magnitude)
        case "b": digits = String(number.magnitude, radix: 2)
        case "o", "O": digits = String(number.magnitude, radix: 8)
        case "x": digits = String(number.magnitude, radix: 16)
        case "X": digits = String(number.magnitude, radix: 16, uppercase: true)
        case "c":
            pad(Array(String(Character(UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")).utf8))
            return
        case "q":
            let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
            pad(goQuoted(Array(String(Character(scalar)).utf8), quote: UInt8(ascii: "'")))
            return
        case "U":
            let hex = String(number.magnitude, radix: 16, uppercase: true)
            pad(Array(("U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex).utf8))
            return
        default:
            badVerb(verb, value)
            return
        }
        var prefix = ""
        if flags.sharp {
            switch verb {
            case "b": prefix = "0b"
            case "o": prefix = digits.hasPrefix("0") ? "" : "0"
            case "x": prefix = "0x"
            case "X": prefix = "0X"
            default: break
            }
        }
        if verb == "O" { prefix = "0o" }
        let sign = number < 0 ? "-" : flags.plus ? "+" : flags.space ? " " : ""
        var body = digits
        if let precision = flags.precision {
            if precision == 0, number == 0 {
                let zero = flags.zero
                flags.zero = false
                pad([])
                flags.zero = zero
                return
            }
            body = String(repeating: "0", count: max(0, precision - body.count)) + body
        } else if flags.zero, !flags.minus, let width = flags.width {
            body = String(repeating: "0", count: max(0, width - body.count - sign.count)) + body
        }
        let zero = flags.zero
        flags.zero = false
        pad(Array((sign + prefix + body).utf8))
        flags.zero = zero
    }

    private mutating func printFloat(_ number: Double, _ verb: Unicode.Scalar, _ value: GoValue) {
        var text: String
        switch verb {
        case "v", "g", "G":
            if let precision = flags.precision, number.isFinite {
                text = formatWithPrecision(number, "g", precision == 0 ? 1 : precision, alternate: flags.sharp)
            } else {
                text = goFormatFloat(number)
            }
            if verb == "G" { text = text.uppercased() }
        case "e", "E":
            text = number.isFinite ? formatWithPrecision(number, "e", flags.precision ?? 6) : goFormatFloat(number)
            if verb == "E" { text = text.uppercased() }
        case "f", "F":
            text = number.isFinite ? formatWithPrecision(number, "f", flags.precision ?? 6) : goFormatFloat(number)
        default:
            badVerb(verb, value)
            return
        }
        var sign = ""
        if text.hasPrefix("-") || text.hasPrefix("+") {
            sign = String(text.removeFirst())
            if sign == "+", !flags.plus { sign = number.isInfinite ? "+" : "" }
        } else if flags.plus {
            sign = "+"
        } else if flags.space {
            sign = " "
        }
        if flags.zero, !flags.minus, number.isFinite, let width = flags.width {
            text = String(repeating: "0", count: max(0, width - text.count - sign.count)) + text
        }
        let zero = flags.zero
        flags.zero = false
        pad(Array((sign + text).utf8))
        flags.zero = zero
    }

    private mutating func printString(_ content: [UInt8], _ verb: Unicode.Scalar, _ value: GoValue) {
        var text = content
        if let precision = flags.precision, verb != "x", verb != "X" {
            text = Array(
                String(String.UnicodeScalarView(String(decoding: text, as: UTF8.self).unicodeScalars.prefix(precision)))
                    .utf8)
        }
        switch verb {
        case "v": if flags.sharpV { pad(goQuoted(text)) } else { pad(text) }
        case "s": pad(text)
        case "q":
            if flags.sharp, !text.contains(where: { $0 == UInt8(ascii: "`") || $0 < 0x20 && $0 != 0x09 }) {
                pad([UInt8(ascii: "`")] + text + [UInt8(ascii: "`")])
            } else {
                pad(goQuoted(text, asciiOnly: flags.plus))
            }
        case "x", "X":
            let limited = flags.precision.map { Array(text.prefix($0)) } ?? text
            let digits = Array((verb == "x" ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
            var result: [UInt8] = []
            for (index, byte) in limited.enumerated() {
                if flags.space, index > 0 { result.append(0x20) }
                if flags.sharp, flags.space || index == 0 { result += [48, UInt8(verb.value)] }
                result += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            pad(result)
        default: badVerb(verb, value)
        }
    }

    private mutating func printList(_ list: GoList, _ verb: Unicode.Scalar) {
        depth += 1
        defer { depth -= 1 }
        if depth > GoPrinter.maximumDepth {
            write("...")
            return
        }
        write(flags.sharpV ? list.element.listType + "{" : "[")
        for (index, element) in list.elements.enumerated() {
            if index > 0 { write(flags.sharpV ? ", " : " ") }
            if flags.sharpV, element.isNil { write("interface {}(nil)") } else { print(element, verb: verb) }
        }
        write(flags.sharpV ? "}" : "]")
    }

    private mutating func printMap(_ map: GoMap, _ verb: Unicode.Scalar) {
        depth += 1
        defer { depth -= 1 }
        if depth > GoPrinter.maximumDepth {
            write("...")
            return
        }
        write(flags.sharpV ? map.kind.rawValue + "{" : "map[")
        for (index, entry) in map.entries.enumerated() {
            if index > 0 { write(flags.sharpV ? ", " : " ") }
            print(.text(entry.key), verb: verb)
            write(":")
            if flags.sharpV, entry.value.isNil { write("interface {}(nil)") } else { print(entry.value, verb: verb) }
        }
        write(flags.sharpV ? "}" : "]")
    }

    /// `Sprintf`.
    static func format(_ format: [UInt8], _ arguments: [GoValue], _ emit: ((Piece) -> Void)? = nil) -> [UInt8] {
        var printer = GoPrinter()
        printer.run(format, arguments, emit)
        return printer.bytes
    }

    /// What a stretch of formatted output came from.
    enum Piece {
        case literal(Range<Int>)
        /// An argument, with the length of its output, and whether that is exactly the argument's own text.
        case argument(Int, length: Int, isVerbatim: Bool)
    }
}
