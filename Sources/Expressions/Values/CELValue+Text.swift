internal import ConfigModel
internal import Primitives

extension CELValue {
    /// The value as an error message or a rule's message shows it.
    package var shown: String {
        switch self {
        case .string(let text): "'\(text)'"
        default: text
        }
    }

    /// The value as the `%s` of `format` writes it: text without quotes, maps sorted by key.
    ///
    /// Cut with `…` soon after `CELValue.maximumTextBytes`, since one long string may stand in a list a million times.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        guard text.utf8.count < CELValue.maximumTextBytes else {
            if !text.hasSuffix("…") { text += "…" }
            return
        }
        switch self {
        case .list(let list):
            text += "["
            for index in 0..<list.count where text.utf8.count < CELValue.maximumTextBytes {
                if index > 0 { text += ", " }
                list[index].write(to: &text)
            }
            text += "]"
        case .map(let map):
            let keys = (0..<map.count).map { (text: map.key(at: $0).text, place: $0) }
            text += "{"
            for (index, key) in keys.sorted(by: { $0.text.compareBytes($1.text) < 0 }).enumerated()
            where text.utf8.count < CELValue.maximumTextBytes {
                if index > 0 { text += ", " }
                text += key.text + ": "
                map.value(at: key.place).write(to: &text)
            }
            text += "}"
        case .optional(let value?):
            text += "optional.of("
            value.write(to: &text)
            text += ")"
        default: text += scalarText
        }
    }

    private var scalarText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): number.celText
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .timestamp(let moment): moment.description
        case .duration(let span): span.description
        case .type(let type): type.name
        case .optional: "optional.none()"
        case .ip(let address): address.description
        case .cidr(let network): network.description
        case .semver(let version): version.description
        case .quantity(let quantity): quantity.description
        case .url(let url): url.text
        case .error(let error): "error: \(error)"
        case .unknown(let reasons): "unknown: \(reasons.map(\.description).joined(separator: ", "))"
        case .list, .map: ""
        }
    }
}

extension Double {
    /// As Go's `%g` writes it: the fewest digits that read back the same, an exponent below 1e-4 and from 1e21.
    var celText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        if self == rounded(), abs(self) < 1e21 {
            let digits = String(describing: Int128(self))
            return sign == .minus && self == 0 ? "-0" : digits
        }
        var (digits, exponent) = shortestDigits
        let sign = self < 0 ? "-" : ""
        if exponent < -4 || exponent >= 21 {
            let first = digits.removeFirst()
            let size = String(abs(exponent))
            let padded = (exponent < 0 ? "-" : "+") + (size.count < 2 ? "0" + size : size)
            return "\(sign)\(first)\(digits.isEmpty ? "" : "." + digits)e\(padded)"
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let place =
            digits.index(digits.startIndex, offsetBy: exponent + 1, limitedBy: digits.endIndex) ?? digits.endIndex
        return "\(sign)\(digits[..<place]).\(digits[place...])"
    }

    /// Significant digits without trailing zeros and the decimal exponent of the first.
    private var shortestDigits: (digits: String, exponent: Int) {
        var text = String(describing: magnitude)
        var exponent = 0
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = String(text[..<mark])
        }
        let point = text.firstIndex(of: ".") ?? text.endIndex
        exponent += text.distance(from: text.startIndex, to: point) - 1
        text = text.filter { $0 != "." }
        while text.first == "0", text.count > 1 {
            text.removeFirst()
            exponent -= 1
        }
        while text.last == "0", text.count > 1 { text.removeLast() }
        return (text, exponent)
    }
}
