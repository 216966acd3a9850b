import ConfigModel
internal import Projects

extension KustomizeBuild {
    /// Copies fields of one object, or fixed texts, into fields of others.
    func replace(_ entries: [Traced], _ kustomization: Kustomization, _ all: Accumulator) throws(KustomizeFailure) {
        var replacements: [Traced] = []
        for entry in entries {
            guard let file = entry["path"], file.value.string?.isEmpty == false else {
                replacements.append(entry)
                continue
            }
            if entry["source"] != nil || entry["targets"]?.value.list?.isEmpty == false {
                throw KustomizeFailure(
                    "cannot specify both path and inline replacement", path: kustomization.path, span: entry.provenance.nearest?.span)
            }
            for root in try sources.roots(try kustomization.file(file), role: .environment) {
                if let list = root.value.list { replacements += list } else { replacements.append(root) }
            }
        }
        for replacement in replacements {
            let step = ReplacementStep(replacement, path: replacement.provenance.nearest?.path ?? kustomization.path, sources: sources)
            try step.apply(to: all.resources)
        }
    }
}

/// One replacement.
private struct ReplacementStep {
    let entry: Traced
    let path: String
    let sources: KustomizeSources

    init(_ entry: Traced, path: String, sources: KustomizeSources) {
        self.entry = entry
        self.path = path
        self.sources = sources
    }

    private func failure(_ message: String) -> KustomizeFailure {
        KustomizeFailure(message, path: path, span: entry.provenance.nearest?.span)
    }

    private func given(_ value: Traced?, _ key: String) -> Traced? { value?[key].flatMap { $0.value.isNull ? nil : $0 } }

    func apply(to resources: [KustomizeResource]) throws(KustomizeFailure) {
        let source = given(entry, "source")
        let fixed = given(entry, "sourceValue")
        guard source != nil || fixed != nil, let targets = entry["targets"]?.value.list else {
            throw failure("replacements must specify a source and at least one target")
        }
        guard source == nil || fixed == nil else { throw failure("value and resource selectors are mutually exclusive") }
        let value: Traced
        if let fixed {
            value = Traced(.string(sources.text(fixed)), fixed.provenance)
        } else {
            value = try read(source ?? .new(.null), resources)
        }
        for target in targets { try write(value, target, resources) }
    }

    private func name(_ selector: Traced) -> ResourceName {
        func text(_ key: String) -> String { selector[key]?.value.plainText ?? "" }
        return ResourceName(type: GroupVersionKind(selecting: selector), name: text("name"), namespace: text("namespace"))
    }

    private func fieldPath(_ value: Traced?) -> String {
        let text = value?.value.string ?? ""
        return text.isEmpty ? "metadata.name" : text
    }

    private func read(_ source: Traced, _ resources: [KustomizeResource]) throws(KustomizeFailure) -> Traced {
        let selector = name(source)
        let found = resources.filter { $0.hadName { $0.isSelected(by: selector) } }
        guard let resource = found.first else { throw failure("nothing selected by \(selector)") }
        guard found.count == 1 else { throw failure("multiple matches for selector \(selector)") }
        let path = fieldPath(source["fieldPath"])
        guard let value = FieldPath(path).first(in: resource.value, sources), !value.isEmptyValue else {
            throw failure("fieldPath `\(path)` is missing for replacement source \(selector)")
        }
        guard let options = given(source, "options"), let delimiter = options["delimiter"]?.value.string, !delimiter.isEmpty else { return value }
        guard value.isScalar else { throw failure("delimiter option can only be used with scalar nodes") }
        let parts = sources.text(value).split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
        let index = Int(options["index"]?.value.int ?? 0)
        guard parts.indices.contains(index) else { throw failure("options.index \(index) is out of bounds for value \(sources.text(value))") }
        return Traced(.string(parts[index]), value.provenance)
    }

    private func write(_ value: Traced, _ target: Traced, _ resources: [KustomizeResource]) throws(KustomizeFailure) {
        guard let select = given(target, "select") else { throw failure("target must specify resources to select") }
        let selector = name(select)
        let filter = try ResourceSelector(selectors(of: select), path: path)
        var rejected: [(name: ResourceName, filter: ResourceSelector)] = []
        for reject in target["reject"]?.value.list ?? [] {
            rejected.append((name(reject), try ResourceSelector(selectors(of: reject), path: path)))
        }
        let fields = target["fieldPaths"]?.value.list ?? []
        let paths = fields.isEmpty ? ["metadata.name"] : fields.map { $0.value.string ?? "" }
        let options = given(target, "options")
        for resource in resources where !resource.isGone && filter.accepts(resource) {
            if rejected.contains(where: { $0.filter.hasSelectors && $0.filter.accepts(resource) }) { continue }
            guard resource.hadName(where: { $0.isSelected(by: selector) }) else { continue }
            let isRejected = rejected.contains { reject in
                reject.name != ResourceName(type: GroupVersionKind()) && resource.hadName { $0.isSelected(by: reject.name) }
            }
            if isRejected { continue }
            try sources.budget.visit(paths.count, path: path)
            let creates = options?["create"]?.value.bool == true
            for text in paths {
                let count: Int
                do {
                    count = try FieldPath(text).change(&resource.value, creating: creates ? value : nil, sources) {
                        (field) throws(KustomizeFailure) in
                        // Annotations become text in the end, whatever is written.
                        try set(&field, value, options, isText: text.hasPrefix("metadata.annotations."))
                    }
                } catch {
                    if error.kind == .limit { throw error }
                    throw failure("unable to find \(creates ? "or create " : "")field \"\(text)\" in replacement target: \(error.message)")
                }
                guard count > 0 else { throw failure("unable to find field \"\(text)\" in replacement target") }
            }
        }
    }

    private func selectors(of select: Traced) -> Traced {
        var result = Traced(.map(Mapping()), select.provenance)
        for key in ["labelSelector", "annotationSelector"] { if let value = select[key] { result.setKey(key, value) } }
        return result
    }

    private func set(_ field: inout Traced, _ value: Traced, _ options: Traced?, isText: Bool) throws(KustomizeFailure) {
        var new = value
        if let delimiter = options?["delimiter"]?.value.string, !delimiter.isEmpty {
            guard field.isScalar || field.value.isNull else { throw failure("delimiter option can only be used with scalar nodes") }
            var parts = sources.text(field).split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
            let index = Int(options?["index"]?.value.int ?? 0)
            let text = sources.text(value)
            if index < 0 {
                parts.insert(text, at: 0)
            } else if index >= parts.count {
                parts.append(text)
            } else {
                parts[index] = text
            }
            new = Traced(.string(parts.joined(separator: delimiter)), value.provenance.followed(by: field.provenance))
        }
        try sources.budget.copy(new, depth: KustomizeBudget.steps, path: path)
        guard new.isScalar, field.isScalar || field.value.isNull else {
            field = new
            return
        }
        let text = sources.text(new)
        // The field keeps its type; a field that was just made takes the type that its text has in YAML.
        let staysText = if case .string = field.value { true } else { isText }
        field = Traced(staysText ? .string(text) : plain(text), new.provenance)
    }

    private func plain(_ text: String) -> Value {
        if let number = Int64(text) { return .int(number) }
        if ["true", "True", "TRUE"].contains(text) { return .bool(true) }
        if ["false", "False", "FALSE"].contains(text) { return .bool(false) }
        if let first = text.utf8.first, (48...57).contains(first) || first == 45 || first == 46, let number = Double(text) { return .double(number) }
        return .string(text)
    }
}
