import ConfigModel
import Documents
internal import Projects

/// The resource with the statements of the policies that it holds as JSON text, in one spelling for all.
///
///     policy = jsonencode({ Statement = { Action = "s3:*" } })      # policy_statements: [{Effect: "Allow", Action: ["s3:*"]}]
///
/// What `data.aws_iam_policy_document` made is left out, since its own blocks are judged. The statements lie where the text lies.
/// Source: "IAM JSON policy elements reference", AWS Identity and Access Management user guide.
func withPolicyStatements(_ resource: Traced) -> Traced {
    guard var mapping = resource.value.mapping else { return resource }
    var isChanged = false
    for name in policyArguments {
        guard mapping.entry(name + "_statements") == nil, let entry = mapping.entry(name), case .string(let text) = entry.value.value,
            text.utf8.count < largestPolicy,
            let document = JSONText.decoded(text), JSONText.indented(document) != text, let statements = document.mapping?["Statement"]
        else { continue }
        mapping.set(Mapping.Entry(key: name + "_statements", value: oneSpelling(statements.value, at: entry.value.provenance)))
        isChanged = true
    }
    return isChanged ? Traced(.map(mapping), resource.provenance) : resource
}

extension TerraformEvaluator {
    /// The statements of a policy that `jsonencode` or a template writes, known as far as they are.
    func policyStatements(_ argument: String, _ id: HCLExpressionID, _ frame: Frame) -> Traced? {
        guard policyArguments.contains(argument) else { return nil }
        let tree = frame.document.tree
        switch tree[id] {
        case .call(let function, let arguments, _):
            guard frame.document.text(function) == "jsonencode", let object = tree.elements[arguments.range].first,
                let statements = evaluate(object, frame)["Statement"], !statements.value.isUnknown
            else { return nil }
            return oneSpelling(statements.value, at: statements.provenance, keepsPlaces: true)
        case .template(let parts), .heredoc(let parts):
            guard let text = knownText(parts, frame), let statements = JSONText.decoded(text)?.mapping?["Statement"] else { return nil }
            return oneSpelling(withoutMarks(statements.value), at: Provenance(frame.origin(id)))
        default: return nil
        }
    }

    /// The text of a template with a mark for each part that is not known; nil where whole passages depend on something.
    private func knownText(_ parts: HCLRun, _ frame: Frame) -> String? {
        var text = ""
        for part in frame.document.tree.parts[parts.range] {
            if let literal = frame.document.text(of: part) {
                text += literal
            } else if case .interpolation(let inner) = part {
                text += Conversion.string(evaluate(inner, frame).value) ?? mark
            } else {
                return nil
            }
        }
        return text.contains(mark) && text.utf8.count < largestPolicy ? text : nil
    }
}

/// Stands for what is not known while a policy is read; of the private use area, so that no policy holds it.
private let mark = "\u{F8FF}"

/// The value with unknown values in place of the texts that hold a mark.
private func withoutMarks(_ value: Value) -> Value {
    switch value {
    case .string(let text): text.contains(mark) ? .unknown(UnknownReason("is known after apply")) : value
    case .list(let items): .list(items.map { Traced(withoutMarks($0.value), $0.provenance) })
    case .map(let mapping):
        .map(
            Mapping(
                mapping.entries.map {
                    Mapping.Entry(key: $0.key, keyProvenance: $0.keyProvenance, value: Traced(withoutMarks($0.value.value), $0.value.provenance))
                }))
    default: value
    }
}

private let policyArguments = ["policy", "assume_role_policy", "access_policies", "access_policy", "resource_policy", "key_policy"]

/// Bytes; IAM takes 10,240 characters at most, S3 20 KiB.
private let largestPolicy = 1 << 18

/// Statements, once or as a list, as a list of `normalised` ones at one place, or each at its own.
private func oneSpelling(_ statements: Value, at place: Provenance, keepsPlaces: Bool = false) -> Traced {
    let all = (statements.list ?? [Traced(statements, place)]).compactMap { item in
        item.value.mapping.map { Traced(.map(normalised($0)), keepsPlaces ? item.provenance : place) }
    }
    return Traced(.list(all), place)
}

private func normalised(_ statement: Mapping) -> Mapping {
    var result = statement
    for name in ["Action", "NotAction", "Resource", "NotResource"] {
        guard let value = statement[name] else { continue }
        result.set(Mapping.Entry(key: name, value: .new(.list(listed(value.value)))))
    }
    for name in ["Principal", "NotPrincipal"] {
        guard let value = statement[name], !value.value.isUnknown else { continue }
        // A principal without a kind is an account or user, unless it is everybody.
        let kinds = value.value.mapping?.entries ?? [Mapping.Entry(key: value.value == .string("*") ? "*" : "AWS", value: value)]
        result.set(
            Mapping.Entry(
                key: name, value: .new(.map(Mapping(kinds.map { Mapping.Entry(key: $0.key, value: .new(.list(listed($0.value.value)))) })))))
    }
    return result
}

private func listed(_ value: Value) -> [Traced] { value.list ?? [.new(value)] }
