internal import ConfigModel
internal import SourceText

extension YAMLDocument {
    /// A new document behind the subject's: in its namespace, with its labels, in the file's style.
    func relatedResource(_ relatedResource: RelatedResource, _ change: DocumentChange) throws(RelatedResourceRefusal) -> Edit {
        guard isSound, roots.indices.contains(change.root) else { throw RelatedResourceRefusal("the file has errors") }
        guard change.path.isRoot else { throw RelatedResourceRefusal("the object is an item of a list; a new object belongs beside it") }
        let subject = roots[change.root]
        let object = try object(relatedResource, beside: subject)
        for root in roots where root["kind"]?.value == object.mapping?["kind"]?.value {
            let (a, b) = (root["metadata"], object.mapping?["metadata"])
            if a?["name"]?.value == b?["name"]?.value, a?["namespace"]?.value == b?["namespace"]?.value {
                throw RelatedResourceRefusal("there is a \(relatedResource.type) of that name already")
            }
        }
        let lines = TextLines(source.bytes)
        let style = TextStyle(tree, lines, .yaml)
        let writer = ValueWriter(style: style, dialect: .yaml)
        guard let new = NewValue(object), let written = try? writer.block(new, column: 0) else {
            throw RelatedResourceRefusal("the new object holds a value that is not known")
        }
        let text = written.joined(separator: style.newline)
        let edit: Edit
        if let marker = try marker(behind: change.root, lines) {
            edit = Edit(.at(marker), "---" + style.newline + text + style.newline)
        } else if source.bytes.last == 0x0A {
            edit = Edit(.at(source.bytes.count), "---" + style.newline + text + style.newline)
        } else {
            edit = Edit(.at(source.bytes.count), style.newline + "---" + style.newline + text)
        }
        return try checked(edit, object, behind: change.root)
    }

    private func object(_ relatedResource: RelatedResource, beside subject: Traced) throws(RelatedResourceRefusal) -> Value {
        let metadata = subject["metadata"]
        guard let slash = relatedResource.type.lastIndex(of: "/"), let own = metadata?["name"]?.value.string else {
            throw RelatedResourceRefusal("the object that it belongs to has no name in this file")
        }
        let isNamespace = subject["kind"]?.value.string == "Namespace"
        var head = Mapping([Mapping.Entry(key: "name", value: .new(.string(relatedResource.name ?? own)))])
        if let namespace = isNamespace ? own : metadata?["namespace"]?.value.string {
            head.set(Mapping.Entry(key: "namespace", value: .new(.string(namespace))))
        }
        if !isNamespace, let labels = metadata?["labels"]?.value, labels.mapping?.isEmpty == false {
            head.set(Mapping.Entry(key: "labels", value: .new(labels)))
        }
        let object = Mapping([
            Mapping.Entry(key: "apiVersion", value: .new(.string(String(relatedResource.type[..<slash])))),
            Mapping.Entry(key: "kind", value: .new(.string(String(relatedResource.type[relatedResource.type.index(after: slash)...])))),
            Mapping.Entry(key: "metadata", value: .new(.map(head))),
        ])
        var whole = Value.map(object)
        for copy in relatedResource.copies {
            guard let value = subject.at(copy.source)?.value else { throw RelatedResourceRefusal("'\(copy.source)' is not written in this file") }
            whole = setting(copy.path.elements[...], to: value, in: whole)
        }
        // What selects comes before what is asked for.
        return merging(NewValue.map(relatedResource.body).value, into: whole)
    }

    /// Where the marker line between a document and the next begins; nil for the last one.
    private func marker(behind root: Int, _ lines: TextLines) throws(RelatedResourceRefusal) -> Int? {
        let end = tree[tree.roots[root]].end
        let isLast = root + 1 == roots.count
        let limit = isLast ? source.bytes.count : tree[tree.roots[root + 1]].outerStart
        var at = end
        while at < limit {
            let isLineStart = at == 0 || source.bytes[at - 1] == 0x0A
            if isLineStart, at + 2 < source.bytes.count {
                let head = source.bytes[at..<at + 3]
                if head.elementsEqual("...".utf8) || head.first == UInt8(ascii: "%") {
                    throw RelatedResourceRefusal("the document has an end marker or directives")
                }
                if head.elementsEqual("---".utf8) { return at }
            }
            at += 1
        }
        if isLast { return nil }
        throw RelatedResourceRefusal("the next document begins without a marker line")
    }

    private func checked(_ edit: Edit, _ object: Value, behind root: Int) throws(RelatedResourceRefusal) -> Edit {
        guard let list = try? EditList([edit]) else { throw RelatedResourceRefusal("the new document has no place") }
        let after = YAMLDocument.parse(SourceFile(path: source.path, bytes: list.applied(to: source.bytes)))
        var expected = roots.map(\.value)
        expected.insert(object, at: root + 1)
        guard after.isSound, after.roots.map(\.value) == expected, after.comments.map(\.text) == comments.map(\.text) else {
            throw RelatedResourceRefusal("the file would not read as intended with the new document")
        }
        return edit
    }
}

/// A value with another at a path of keys.
private func setting(_ path: ArraySlice<ValuePath.Element>, to new: Value, in value: Value) -> Value {
    guard case .key(let key)? = path.first else { return new }
    var mapping = value.mapping ?? Mapping()
    mapping.set(Mapping.Entry(key: key, value: .new(setting(path.dropFirst(), to: new, in: mapping[key]?.value ?? .map(Mapping())))))
    return .map(mapping)
}

private func merging(_ new: Value, into old: Value) -> Value {
    guard case .map(let added) = new, case .map(var mapping) = old else { return new }
    for entry in added.entries {
        let value = mapping[entry.key].map { merging(entry.value.value, into: $0.value) } ?? entry.value.value
        mapping.set(Mapping.Entry(key: entry.key, value: .new(value)))
    }
    return .map(mapping)
}
