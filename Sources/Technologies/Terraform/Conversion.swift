internal import ConfigModel
import Documents
import SourceText
internal import Projects

extension Conversion {
    /// Whether a condition holds, as far as that is known.
    static func condition(_ value: Value) -> Known<Bool> {
        if case .unknown(let reason) = value { return .unknown(reason) }
        guard let flag = bool(value) else {
            return .unknown(UnknownReason(TerraformEvaluator.failurePrefix + "a condition must be a bool"))
        }
        return .known(flag)
    }
}

// Type constraints of variables.
extension TerraformEvaluator {
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
            return TerraformFunctions.set(items.map { converted($0, to: inner, frame) }, value.provenance)
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
extension TerraformEvaluator {
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
