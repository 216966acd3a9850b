import Primitives

extension Library {
    static let conversions: [Function] = [
        .global("bool") { value in
            switch value {
            case .bool: return value
            case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"), .string("True"):
                return .bool(true)
            case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"), .string("False"):
                return .bool(false)
            case .string: return .failure("\(value.shown) is not a bool")
            default: return nil
            }
        },
        .global("int", toInt),
        .global("uint", toUInt),
        .global("double") { value in
            switch value {
            case .double: return value
            case .int(let number): return .double(Double(number))
            case .uint(let number): return .double(Double(number))
            case .string(let text):
                return parseDouble(text).map(CELValue.double) ?? .failure("\(value.shown) is not a number")
            default: return nil
            }
        },
        .global("string", toString),
        .global("bytes") { value in
            switch value {
            case .bytes: return value
            case .string(let text): return .bytes(Array(text.utf8))
            default: return nil
            }
        },
        .global("timestamp") { value in
            switch value {
            case .timestamp: return value
            case .int(let seconds): return Timestamp(seconds: seconds).map(CELValue.timestamp) ?? .rangeError
            case .string(let text):
                return Timestamp(parsing: text).map(CELValue.timestamp)
                    ?? .failure("\(value.shown) is not a timestamp in range, such as '2009-02-13T23:31:30Z'")
            default: return nil
            }
        },
        .global("duration") { value in
            switch value {
            case .duration: return value
            case .int(let seconds): return TimeSpan(seconds: seconds).map(CELValue.duration) ?? .rangeError
            case .string(let text):
                return TimeSpan(parsing: text).map(CELValue.duration)
                    ?? .failure("\(value.shown) is not a duration in range, such as '1h30m'")
            default: return nil
            }
        },
    ]

    private static func toInt(_ value: CELValue) -> CELValue? {
        switch value {
        case .int: return value
        case .uint(let number): return Int64(exactly: number).map(CELValue.int) ?? .overflow
        case .double(let number):
            // 2^63 - 1 is no double; everything from 2^63 on is out of range, and so by the spec is -2^63.
            guard number > -0x1p63, number < 0x1p63 else { return .failure("integer out of range") }
            return .int(Int64(number))
        case .string(let text):
            return Int64(text).map(CELValue.int) ?? .failure("\(value.shown) is not an integer in range")
        case .timestamp(let moment): return .int(moment.seconds)
        case .duration(let span): return .int(span.seconds)
        default: return nil
        }
    }

    private static func toUInt(_ value: CELValue) -> CELValue? {
        switch value {
        case .uint: return value
        case .int(let number): return UInt64(exactly: number).map(CELValue.uint) ?? .failure("integer out of range")
        case .double(let number):
            guard number > -1, number < 0x1p64 else { return .failure("integer out of range") }
            return .uint(UInt64(number))
        case .string(let text):
            return UInt64(text).map(CELValue.uint) ?? .failure("\(value.shown) is not an unsigned integer in range")
        default: return nil
        }
    }

    static func toString(_ value: CELValue) -> CELValue? {
        switch value {
        case .string: return value
        case .bytes(let bytes):
            return String(validating: bytes, as: UTF8.self).map(CELValue.string) ?? .failure("invalid UTF-8")
        case .bool, .int, .uint, .double, .timestamp, .duration, .ip, .cidr, .semver, .quantity, .url:
            return .string(value.text)
        default: return nil
        }
    }

    static func parseDouble(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity", "+Infinity", "Inf", "+Inf", "inf": .infinity
        case "-Infinity", "-Inf", "-inf": -.infinity
        default: text.utf8.allSatisfy { "+-.eE0123456789".utf8.contains($0) } ? Double(text) : nil
        }
    }
}
