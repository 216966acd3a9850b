import ConfigModel
import Documents
import SourceText

/// Something that is either known or unknown for a reason.
enum Known<Wrapped> {
    case known(Wrapped)
    case unknown(UnknownReason)
}

/// Terraform's automatic conversions between primitive types.
enum Conversion {
    /// The string for a primitive value; nil for null, collections and unknown values.
    static func string(_ value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): decimal(number)
        default: nil
        }
    }

    /// The number for a number or a string that spells one.
    static func number(_ value: Value) -> Value? {
        switch value {
        case .int, .double: return value
        case .string(let text):
            guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) else {
                return nil
            }
            if let whole = Int64(text) { return .int(whole) }
            guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
                let number = Double(text)
            else { return nil }
            return HCLText.normalised(number)
        default: return nil
        }
    }

    static func bool(_ value: Value) -> Bool? {
        switch value {
        case .bool(let flag): flag
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    static func condition(_ value: Value) -> Known<Bool> {
        if case .unknown(let reason) = value { return .unknown(reason) }
        guard let flag = bool(value) else {
            return .unknown(UnknownReason(Evaluator.failurePrefix + "a condition must be a bool"))
        }
        return .known(flag)
    }

    static func double(_ value: Value) -> Double? {
        switch number(value) {
        case .int(let whole)?: Double(whole)
        case .double(let number)?: number
        default: nil
        }
    }

    /// Without an exponent, as Terraform writes numbers.
    private static func decimal(_ number: Double) -> String? {
        let text = number.description
        if !text.contains("e") { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), abs(exponent) < 400 else { return nil }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let digits = String(mantissa[0]) + fraction
        let point = mantissa[0].count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}

// Type constraints of variables.
extension Evaluator {
    /// The value as a variable of that type holds it: `optional(bool, true)` fills what an object leaves out.
    func converted(_ value: Traced, to type: HCLExpressionID, _ frame: Frame) -> Traced {
        let document = frame.document
        switch document.tree[type] {
        case .variable: return primitive(value, document.text(type))
        case .parentheses(let inner): return converted(value, to: inner, frame)
        case .call(let name, let arguments, _):
            guard let inner = document.tree.elements[arguments.range].first else { return value }
            return collection(value, document.text(name), inner, frame)
        default: return value
        }
    }

    private func primitive(_ value: Traced, _ type: String) -> Traced {
        let converted: Value? =
            switch type {
            case "string": Conversion.string(value.value).map { .string($0) }
            case "number": Conversion.number(value.value)
            case "bool": Conversion.bool(value.value).map { .bool($0) }
            default: nil
            }
        return Traced(converted ?? value.value, value.provenance)
    }

    private func collection(_ value: Traced, _ type: String, _ inner: HCLExpressionID, _ frame: Frame)
        -> Traced
    {
        switch (type, value.value) {
        case ("optional", _): return converted(value, to: inner, frame)
        case ("list", .list(let items)):
            return Traced(.list(items.map { converted($0, to: inner, frame) }), value.provenance)
        case ("set", .list(let items)):
            return Functions.set(items.map { converted($0, to: inner, frame) }, value.provenance)
        case ("map", .map(let mapping)):
            let entries = mapping.entries.map {
                Mapping.Entry(
                    key: $0.key, keyProvenance: $0.keyProvenance, value: converted($0.value, to: inner, frame))
            }
            return Traced(.map(Mapping(entries)), value.provenance)
        case ("object", .map(let mapping)):
            guard case .object(let attributes) = frame.document.tree[inner] else { return value }
            return Traced(.map(filled(mapping, attributes, value.provenance, frame)), value.provenance)
        default: return value
        }
    }

    private func filled(_ given: Mapping, _ attributes: HCLRun, _ provenance: Provenance, _ frame: Frame)
        -> Mapping
    {
        let document = frame.document
        var mapping = Mapping()
        for attribute in document.tree.entries[attributes.range] {
            guard let key = document.literalKey(attribute.key) else { continue }
            if let entry = given.entry(key), !(entry.value.value.isNull && isOptional(attribute.value, document)) {
                let value = converted(entry.value, to: attribute.value, frame)
                mapping.set(Mapping.Entry(key: key, keyProvenance: entry.keyProvenance, value: value))
            } else if case .call(_, let arguments, _) = document.tree[attribute.value],
                isOptional(attribute.value, document)
            {
                let parts = Array(document.tree.elements[arguments.range])
                let value =
                    parts.count > 1
                    ? converted(evaluate(parts[1], frame), to: parts[0], frame) : Traced(.null, provenance)
                mapping.set(
                    Mapping.Entry(key: key, keyProvenance: Provenance(frame.origin(attribute.key)), value: value))
            }
        }
        return mapping
    }

    private func isOptional(_ type: HCLExpressionID, _ document: HCLDocument) -> Bool {
        if case .call(let name, _, _) = document.tree[type] { document.text(name) == "optional" } else { false }
    }
}

// JSON syntax, where every string is a template.
extension Evaluator {
    func evaluateJSON(_ value: Traced, _ frame: Frame) -> Traced {
        let here = relabelled(value.provenance, frame)
        switch value.value {
        case .string(let text):
            guard text.contains("{"), text.contains("${") || text.contains("%{") else {
                return Traced(value.value, here)
            }
            return jsonTemplate(text, frame, here)
        case .list(let items): return Traced(.list(items.map { evaluateJSON($0, frame) }), here)
        case .map(let mapping):
            let entries = mapping.entries.map {
                Mapping.Entry(key: $0.key, keyProvenance: $0.keyProvenance, value: evaluateJSON($0.value, frame))
            }
            return Traced(.map(Mapping(entries)), here)
        default: return Traced(value.value, here)
        }
    }

    private func relabelled(_ provenance: Provenance, _ frame: Frame) -> Provenance {
        guard let nearest = provenance.nearest else { return provenance }
        return Provenance(Origin(path: nearest.path, span: nearest.span, role: frame.role))
    }

    private func jsonTemplate(_ text: String, _ frame: Frame, _ here: Provenance) -> Traced {
        // A heredoc reads a template without the escapes that JSON has resolved already.
        textTemplate(text, frame.bindings, role: frame.role, here)
    }

    /// Text with interpolations that no document holds as HCL: strings of JSON syntax, files that `templatefile` reads.
    func textTemplate(_ text: String, _ bindings: [String: Traced], role: Origin.Role, _ here: Provenance) -> Traced {
        let marker = "END_OF_TEMPLATE_TEXT"
        guard !text.contains(marker), let nearest = here.nearest else { return unknown("cannot be read", here) }
        let document = HCLDocument.parse(SourceFile(path: nearest.path, text: "v = <<\(marker)\n\(text)\n\(marker)\n"))
        guard document.isSound, let attribute = document.attribute("v", in: document.rootBody),
            case .heredoc(let parts) = document.tree[attribute.value]
        else { return unknown("cannot be read", here) }
        let inner = Frame(document, role: role, fixedOrigin: nearest, bindings: bindings)
        return template(parts, inner, here, dropsFinalNewline: true)
    }
}
