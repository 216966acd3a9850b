import ConfigModel
import SourceText

extension HCLDocument {
    /// A new block behind the block at the change's path: named as it, with its `provider`, `count` and `for_each`.
    func relatedResource(_ relatedResource: RelatedResource, _ change: DocumentChange) throws(RelatedResourceRefusal) -> Edit {
        guard isSound else { throw RelatedResourceRefusal("the file has errors") }
        guard let subject = block(at: change.path) else { throw RelatedResourceRefusal("the block that it belongs to is not in the file") }
        let labels = tree.labels(of: subject).map(\.text)
        guard text(subject.type) == "resource", labels.count == 2 else { throw RelatedResourceRefusal("only a resource has related resources") }
        let name = relatedResource.name ?? labels[1]
        let isTaken = tree.items(of: rootBody).contains { item in
            guard case .block(let index) = item else { return false }
            let other = tree.blocks[Int(index)]
            return text(other.type) == "resource" && tree.labels(of: other).map(\.text) == [relatedResource.type, name]
        }
        if isTaken { throw RelatedResourceRefusal("there is a \(relatedResource.type).\(name) already") }
        let written = text(of: relatedResource, name: name, subject, address: labels.joined(separator: "."))
        guard let end = lineEnd(after: subject.offsets.end) else {
            return try checked(Edit(.at(source.bytes.count), newline + newline + written), relatedResource.type)
        }
        return try checked(Edit(.at(end.start), newline + newline + written), relatedResource.type)
    }

    private func block(at path: ValuePath) -> HCLBlock? {
        guard path.count == 2, case .key(let type) = path.elements[0], case .index(let index) = path.elements[1] else { return nil }
        let blocks = tree.items(of: rootBody).compactMap { item -> HCLBlock? in
            guard case .block(let number) = item, text(tree.blocks[Int(number)].type) == type else { return nil }
            return tree.blocks[Int(number)]
        }
        return blocks.indices.contains(index) ? blocks[index] : nil
    }

    private func text(of relatedResource: RelatedResource, name: String, _ subject: HCLBlock, address: String) -> String {
        let writer = HCLWriter(indentUnit: indentUnit, newline: newline)
        let body = tree.body(of: subject)
        var meta: [NewValue.Entry] = []
        var instance = ""
        if let provider = attribute(named: "provider", in: body) { meta.append(NewValue.Entry("provider", .expression(text(provider.value)))) }
        for (argument, key, whole) in [("for_each", "[each.key]", address), ("count", "[count.index]", "length(\(address))")] {
            guard let found = attribute(named: argument, in: body) else { continue }
            let expression = text(found.value)
            // An expression of several lines is named, not repeated.
            meta.append(NewValue.Entry(argument, .expression(HCLWriter.isOneLine(expression) ? expression : whole)))
            instance = key
        }
        let references = relatedResource.references.map {
            NewValue.Entry($0.argument, .expression("\(address)\(instance).\($0.attribute)"))
        }
        let groups = [meta, references, relatedResource.body].filter { !$0.isEmpty }.map { group -> String in
            let block = writer.block("x", group, indent: "")
            let lines = block.components(newline)
            return lines.dropFirst().dropLast().joined(separator: newline)
        }
        return "resource \"\(relatedResource.type)\" \"\(name)\" {" + newline + groups.joined(separator: newline + newline) + newline + "}"
    }

    private func checked(_ edit: Edit, _ type: String) throws(RelatedResourceRefusal) -> Edit {
        guard let list = try? EditList([edit]) else { throw RelatedResourceRefusal("the new block has no place") }
        let after = HCLDocument.parse(SourceFile(path: source.path, bytes: list.applied(to: source.bytes)))
        let count = { (document: HCLDocument) in document.tree.items(of: document.rootBody).count }
        guard after.isSound, count(after) == count(self) + 1, after.comments.map(\.text) == comments.map(\.text) else {
            throw RelatedResourceRefusal("the file would not read as intended with the new block")
        }
        return edit
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        var result: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            result.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return result + [String(rest)]
    }
}
