extension FunctionTable {
    /// Go's own functions other than comparisons.
    static let builtins: [GoFunction] = [
        // `and` and `or` are evaluated by the caller, which has to leave arguments alone; the bodies never run.
        GoFunction("and", [.value], variadic: .value, .own) { arguments, _ in arguments[0] },
        GoFunction("or", [.value], variadic: .value, .own) { arguments, _ in arguments[0] },
        GoFunction("not", [.value]) { arguments, _ in .flag(!arguments[0].isTrue) },
        GoFunction("len", [.value]) { arguments, _ in
            switch arguments[0] {
            case .string(let text), .bytes(let text): return .number(text.count)
            case .list(let list, _): return .number(list.elements.count)
            case .map(let map, _): return .number(map.count)
            case .null: throw CallFailure("len of nil pointer")
            case .invalid: throw CallFailure("reflect: call of reflect.Value.Type on zero Value")
            default:
                if let elements = arguments[0].elements { return .number(elements.count) }
                throw CallFailure("len of type \(arguments[0].typeName)")
            }
        },
        GoFunction("index", [.value], variadic: .value, .own, index),
        GoFunction("call", [.value], variadic: .value) { arguments, _ in
            if arguments[0].isNil { throw CallFailure("call of nil") }
            throw CallFailure("non-function <nil> of type \(arguments[0].typeName)")
        },
        GoFunction("print", [], variadic: .any, .own) { arguments, execution in
            .string(execution.concatenated(arguments, separator: .whenNeitherIsString))
        },
        GoFunction("println", [], variadic: .any, .own) { arguments, execution in
            var builder = TextBuilder(execution.table)
            builder.append(execution.concatenated(arguments, separator: .always))
            builder.append(byte: 0x0A, .none)
            return .string(builder.finish())
        },
        GoFunction("printf", [.string], variadic: .any, .own) { arguments, execution in
            .string(execution.formatted(arguments.text(0), Array(arguments.dropFirst())))
        },
        GoFunction("html", [], variadic: .any) { arguments, _ in .bytes(escapeHTML(GoPrinter.sprint(arguments))) },
        GoFunction("js", [], variadic: .any) { arguments, _ in .bytes(escapeJavaScript(GoPrinter.sprint(arguments))) },
        GoFunction("urlquery", [], variadic: .any) { arguments, _ in .bytes(escapeQuery(GoPrinter.sprint(arguments))) },
    ]

    private static let index: @Sendable ([GoValue], Execution) throws -> GoValue = { arguments, execution in
        var current = arguments[0]
        var keys = TraceID.none
        if case .invalid = current { throw CallFailure("index of untyped nil") }
        if case .null = current { throw CallFailure("index of untyped nil") }
        for key in arguments.dropFirst() {
            let container = current.trace
            if case .object(let object, _) = current, let underlying = object.underlying { current = underlying }
            switch current {
            case .string(let text), .bytes(let text):
                current = .int(Int(text.bytes[try position(key, text.count)]), text.trace)
            case .list(let list, _): current = list.elements[try position(key, list.elements.count)]
            case .map(let map, _):
                let name: Text
                switch key {
                case .string(let text): name = text
                case .invalid, .null: throw CallFailure("value is nil; should be of type string")
                default: throw CallFailure("value has type \(key.typeName); should be string")
                }
                let word = name.string
                if let value = map[word] {
                    current = value
                } else if map.kind == .strings {
                    current = .string(.empty)
                } else {
                    current = .null(
                        container.isNone ? .none : execution.table.add(.absent(parent: container, key: word)))
                }
            case .null: throw CallFailure("index of nil pointer")
            default: throw CallFailure("can't index item of type \(current.typeName)")
            }
            if execution.table.isEnabled, case .value = execution.table[key.trace] {
                keys = execution.table.derived(keys, key.summary(in: execution.table))
            }
        }
        return current.influenced(by: keys, in: execution.table)
    }

    private static func position(_ key: GoValue, _ count: Int) throws -> Int {
        let position: Int
        switch key {
        case .int(let number, _): position = number
        case .int64(let number, _): position = Int(number)
        case .invalid, .null: throw CallFailure("cannot index slice/array with nil")
        default: throw CallFailure("cannot index slice/array with type \(key.typeName)")
        }
        guard position >= 0, position < count else { throw CallFailure("index out of range: \(position)") }
        return position
    }

    static func escapeHTML(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0: result += "\u{FFFD}".utf8
            case UInt8(ascii: "\""): result += "&#34;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            default: result.append(byte)
            }
        }
        return result
    }

    private static func escapeJavaScript(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let (scalar, length) = bytes.scalar(at: index)
            switch scalar {
            case "\\": result += "\\\\".utf8
            case "'": result += "\\'".utf8
            case "\"": result += "\\\"".utf8
            case "<": result += "\\u003C".utf8
            case ">": result += "\\u003E".utf8
            case "&": result += "\\u0026".utf8
            case "=": result += "\\u003D".utf8
            default:
                if scalar.value < 0x20 || scalar.value >= 0x80 && !scalar.isGoPrintable {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    result += ("\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex).utf8
                } else {
                    result += bytes[index..<index + length]
                }
            }
            index += length
        }
        return result
    }

    static func escapeQuery(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                result.append(byte)
            case 0x20: result.append(UInt8(ascii: "+"))
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }
}

extension Execution {
    enum Separator { case none, always, whenNeitherIsString }

    /// The printed values one after another, each piece with its origin.
    func concatenated(_ values: [GoValue], separator: Separator) -> Text {
        var builder = TextBuilder(table)
        var previousWasString = true
        for (index, value) in values.enumerated() {
            let isString = if case .string = value { true } else { false }
            if index > 0, separator == .always || separator == .whenNeitherIsString && !isString && !previousWasString {
                builder.append(byte: 0x20, .none)
            }
            previousWasString = isString
            if case .string(let text) = value {
                builder.append(text)
            } else {
                builder.append(GoPrinter.text(of: value), value.trace)
            }
        }
        return builder.finish()
    }

    func formatted(_ format: Text, _ values: [GoValue]) -> Text {
        guard table.isEnabled else { return Text(GoPrinter.format(format.bytes, values)) }
        var pieces: [GoPrinter.Piece] = []
        let bytes = GoPrinter.format(format.bytes, values) { pieces.append($0) }
        var builder = TextBuilder(table)
        var offset = 0
        for piece in pieces {
            switch piece {
            case .literal(let range):
                builder.append(format, range)
                offset += range.count
            case .argument(let index, let length, let isVerbatim):
                if isVerbatim, case .string(let text) = values[index] {
                    builder.append(text)
                } else {
                    let trace = index >= 0 ? values[index].summary(in: table) : format.trace
                    builder.append(bytes[offset..<offset + length], trace)
                }
                offset += length
            }
        }
        return builder.finish()
    }
}
