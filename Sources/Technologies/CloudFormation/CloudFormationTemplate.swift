import ConfigModel
import Documents
import SourceText
internal import Projects

/// One CloudFormation or SAM template: a document with its sections, and the intrinsics that its tags stand for.
///
///     Encrypted: !Ref Encrypt          # tag `!Ref` at the scalar's span: the call Ref("Encrypt")
///     Encrypted: {Ref: Encrypt}        # the same, as a map of one key
///
/// Source: AWS CloudFormation user guide, "Template anatomy" and "Intrinsic function reference".
struct CloudFormationTemplate: Sendable {
    let path: String
    /// Which document of the file, from 0.
    let number: Int
    let root: Traced
    private let bytes: [UInt8]
    /// `!Ref` and the like by the span of the value that carries it.
    private let tags: [Span: String]

    /// An intrinsic function and what it is applied to.
    struct Call {
        /// In the long form: `Ref`, `Condition`, `Fn::Sub`.
        let name: String
        let argument: Traced
        /// Whether a tag says it, so that the argument's own span carries the tag.
        let isTagged: Bool
    }

    init(_ document: any Document, number: Int) {
        path = document.source.path
        self.number = number
        root = document.roots[number]
        bytes = document.source.bytes
        var tags: [Span: String] = [:]
        if let tree = (document as? YAMLDocument)?.tree, !tree.properties.isEmpty {
            for (index, node) in tree.nodes.enumerated() {
                guard let tag = tree.properties(of: index)?.tag, tag.hasPrefix("!"), tag.utf8.count > 1 else { continue }
                tags[node.span] = String(tag.dropFirst())
            }
        }
        self.tags = tags
    }

    func call(_ value: Traced) -> Call? {
        if !tags.isEmpty, let span = value.provenance.nearest?.span, value.provenance.nearest?.path == path, let name = tags[span] {
            return Call(name: name == "Ref" || name == "Condition" ? name : "Fn::\(name)", argument: value, isTagged: true)
        }
        return writtenCall(value)
    }

    /// The call that a map of one key is.
    func writtenCall(_ value: Traced) -> Call? {
        guard let mapping = value.value.mapping, mapping.count == 1, let entry = mapping.entries.first, entry.key != "Fn::Transform",
            entry.key == "Ref" || entry.key.hasPrefix("Fn::"), !entry.key.hasPrefix("Fn::ForEach")
        else { return nil }
        return Call(name: entry.key, argument: entry.value, isTagged: false)
    }

    /// A name as it is written: `No` names a condition, though YAML takes it for a flag.
    func name(_ value: Traced) -> String? {
        switch value.value {
        case .string(let text): return text
        case .bool, .int, .double:
            guard let origin = value.provenance.nearest, origin.path == path, origin.span.end <= bytes.count else { return nil }
            return String(decoding: bytes[origin.span.range], as: UTF8.self)
        default: return nil
        }
    }

    func section(_ name: String) -> Mapping { root[name]?.value.mapping ?? Mapping() }

    /// Whether a macro rewrites the template, so that names may be made which are not written.
    var isTransformed: Bool { root["Transform"] != nil || section("Resources").keys.contains { $0.hasPrefix("Fn::") } }

    /// `Fn::If` with a branch that leaves the property out: the index of that branch.
    func emptyBranch(_ call: Call) -> Int? {
        guard call.name == "Fn::If", let branches = call.argument.value.list, branches.count == 3 else { return nil }
        let empty = [1, 2].filter { isNoValue(branches[$0]) }
        return empty.count == 1 ? empty[0] : nil
    }

    func isNoValue(_ value: Traced) -> Bool {
        call(value).map { $0.name == "Ref" && $0.argument.value.string == "AWS::NoValue" } ?? false
    }
}

extension CloudFormationTemplate {
    /// The templates of a file: documents whose content leaves no doubt, whatever the file is called.
    static func templates(of document: any Document) -> [CloudFormationTemplate] {
        document.roots.indices.compactMap { isTemplate(document.roots[$0]) ? CloudFormationTemplate(document, number: $0) : nil }
    }

    /// A map of resources with types of a provider, under `Resources`.
    static func isTemplate(_ root: Traced) -> Bool {
        guard let resources = root["Resources"]?.value.mapping, root["apiVersion"] == nil else { return false }
        let isTyped = resources.entries.contains { isResourceType($0.value["Type"]?.value.string ?? "") }
        return isTyped || (root["AWSTemplateFormatVersion"] != nil && !resources.isEmpty)
    }

    static func isResourceType(_ type: String) -> Bool {
        type.hasPrefix("AWS::") || type.hasPrefix("Alexa::") || type.hasPrefix("Custom::")
    }
}
