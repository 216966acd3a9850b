internal import Glibc

/// `"%s has %.2f".format([x, y])` as cel-go and Kubernetes define it.
enum Format {
    static func apply(_ template: String, _ arguments: [CELValue]) -> CELValue {
        let bytes = Array(template.utf8)
        var result: [UInt8] = []
        var next = 0
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "%") else {
                result.append(bytes[at])
                at += 1
                continue
            }
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "%") {
                result.append(bytes[at])
                at += 1
                continue
            }
            var precision = 6
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
                at += 1
                precision = 0
                while at < bytes.count, Lexer.isDigit(bytes[at]), precision <= maximumPrecision {
                    precision = precision * 10 + Int(bytes[at] - 0x30)
                    at += 1
                }
                guard precision <= maximumPrecision else {
                    return .failure("precision of a formatting clause is too large")
                }
            }
            guard at < bytes.count else { return .failure("unterminated formatting clause") }
            let letter = bytes[at]
            at += 1
            guard let clause = Clause(rawValue: letter) else {
                return .failure("unrecognised formatting clause '\(UnicodeScalar(letter).escaped(asASCII: true))'")
            }
            guard next < arguments.count else { return .failure("index \(next) out of range") }
            switch clause.text(of: arguments[next], precision) {
            case .string(let text): result += text.utf8
            case let error: return error
            }
            next += 1
            guard result.count <= CELValue.maximumTextBytes else { return .tooLarge }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }

    private static let maximumPrecision = 1000

    private enum Clause: UInt8 {
        case string = 0x73
        case decimal = 0x64
        case fixed = 0x66
        case scientific = 0x65
        case binary = 0x62
        case octal = 0x6F
        case hex = 0x78
        case upperHex = 0x58

        func text(of value: CELValue, _ precision: Int) -> CELValue {
            if case .double(let number) = value, !number.isFinite, self == .decimal { return .string(number.celText) }
            switch (self, value) {
            case (.string, .type), (.string, _): return .string(value.text)
            case (.decimal, .int), (.decimal, .uint): return .string(value.text)
            case (.fixed, _), (.scientific, _):
                guard let number = value.asDouble else { return refused(value, "numbers") }
                return .string(Format.number(number, precision, isScientific: self == .scientific))
            case (.binary, .bool(let flag)): return .string(flag ? "1" : "0")
            case (.binary, .int(let number)): return .string(String(number, radix: 2))
            case (.binary, .uint(let number)): return .string(String(number, radix: 2))
            case (.octal, .int(let number)): return .string(String(number, radix: 8))
            case (.octal, .uint(let number)): return .string(String(number, radix: 8))
            case (.hex, .int(let number)): return .string(String(number, radix: 16))
            case (.hex, .uint(let number)): return .string(String(number, radix: 16))
            case (.hex, .string(let text)): return .string(Format.hex(Array(text.utf8)))
            case (.hex, .bytes(let bytes)): return .string(Format.hex(bytes))
            case (.upperHex, _):
                guard case .string(let text) = Clause.hex.text(of: value, precision) else {
                    return refused(value, "integers, strings and bytes")
                }
                return .string(String(decoding: text.utf8.map { $0 >= 0x61 ? $0 - 32 : $0 }, as: UTF8.self))
            case (.binary, _): return refused(value, "integers and bools")
            case (.hex, _): return refused(value, "integers, strings and bytes")
            case (.decimal, _), (.octal, _): return refused(value, "integers")
            }
        }

        private func refused(_ value: CELValue, _ allowed: String) -> CELValue {
            .failure("formatting clause '%\(UnicodeScalar(rawValue))' takes \(allowed), not a \(value.type.name)")
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Rounds half to even on the exact binary value, as C and Go do.
    static func number(_ number: Double, _ precision: Int, isScientific: Bool) -> String {
        guard number.isFinite else { return number.celText }
        var buffer = [CChar](repeating: 0, count: 320 + precision)
        // SAFETY: the buffer outlives the call and its size is passed; the format takes exactly the two arguments given.
        let count = withVaList([CInt(precision), number]) {
            vsnprintf(&buffer, buffer.count, isScientific ? "%.*e" : "%.*f", $0)
        }
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension CELValue {
    var asDouble: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        default: nil
        }
    }
}
