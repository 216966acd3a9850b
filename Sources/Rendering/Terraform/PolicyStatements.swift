import ConfigModel
import Documents

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
        let all = listed(statements.value).compactMap(\.value.mapping).map { Traced(.map(normalised($0)), entry.value.provenance) }
        mapping.set(Mapping.Entry(key: name + "_statements", value: Traced(.list(all), entry.value.provenance)))
        isChanged = true
    }
    return isChanged ? Traced(.map(mapping), resource.provenance) : resource
}

extension Evaluator {
    /// The statements of a policy that `jsonencode` writes, each part with its own place and known as far as it is.
    func policyStatements(_ argument: String, _ id: HCLExpressionID, _ frame: Frame) -> Traced? {
        let tree = frame.document.tree
        guard policyArguments.contains(argument), case .call(let function, let arguments, _) = tree[id],
            frame.document.text(function) == "jsonencode", let object = tree.elements[arguments.range].first,
            let statements = evaluate(object, frame)["Statement"], !statements.value.isUnknown
        else { return nil }
        let all = listed(statements.value).compactMap { item in item.value.mapping.map { Traced(.map(normalised($0)), item.provenance) } }
        return Traced(.list(all), statements.provenance)
    }
}

private let policyArguments = ["policy", "assume_role_policy", "access_policies", "access_policy", "resource_policy", "key_policy"]

/// Bytes; IAM takes 10,240 characters at most, S3 20 KiB.
private let largestPolicy = 1 << 18

private func normalised(_ statement: Mapping) -> Mapping {
    var result = statement
    for name in ["Action", "NotAction", "Resource", "NotResource"] {
        guard let value = statement[name] else { continue }
        result.set(Mapping.Entry(key: name, value: .new(.list(listed(value.value)))))
    }
    for name in ["Principal", "NotPrincipal"] {
        guard let value = statement[name], !value.value.isUnknown else { continue }
        let kinds = value.value.mapping?.entries ?? [Mapping.Entry(key: "*", value: value)]
        result.set(
            Mapping.Entry(
                key: name, value: .new(.map(Mapping(kinds.map { Mapping.Entry(key: $0.key, value: .new(.list(listed($0.value.value)))) })))))
    }
    return result
}

private func listed(_ value: Value) -> [Traced] { value.list ?? [.new(value)] }
