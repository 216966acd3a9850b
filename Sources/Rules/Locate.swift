internal import ConfigModel
internal import SourceText
internal import Projects

struct Located {
    let path: String
    let span: Span
    let provenance: Provenance
    /// Where in the resource.
    let at: ValuePath
}

/// The primary span of a finding: the first `locate` path that exists, or the head of the selected node.
///
/// The primary span of an absent value is the head of the selected node, never the insertion point: that is where a person reads.
func locate(_ variant: Rule.Variant, _ subject: Subject, _ resource: Resource) -> Located {
    for path in variant.locate {
        guard let absolute = absolutePath(path, subject), let value = resource.value.at(absolute), absolute != subject.narrowest.path,
            let origin = located(value, at: absolute, in: resource)
        else { continue }
        return Located(path: origin.path, span: origin.span, provenance: value.provenance, at: absolute)
    }
    let part = subject.narrowest
    if part.path.isRoot { return Located(path: resource.home.path, span: resource.headline, provenance: part.value.provenance, at: part.path) }
    let origin = headline(part.value) ?? resource.value.keyProvenance(at: part.path)?.nearest ?? part.value.provenance.nearest
    return Located(
        path: origin?.path ?? resource.home.path, span: origin?.span ?? resource.headline, provenance: part.value.provenance, at: part.path)
}

/// A path whose first element names a binding, from the resource's root.
func absolutePath(_ path: ValuePath, _ subject: Subject) -> ValuePath? {
    guard case .key(let name)? = path.elements.first, let part = subject.parts.first(where: { $0.name == name }) else { return nil }
    return part.path.appending(ValuePath(Array(path.elements.dropFirst())))
}

/// Scalars and flow values are underlined themselves, block maps and lists by their key.
private func located(_ value: Traced, at path: ValuePath, in resource: Resource) -> Origin? {
    switch value.value {
    case .map(let mapping) where !mapping.isEmpty: resource.value.keyProvenance(at: path)?.nearest ?? headline(value) ?? value.provenance.nearest
    default: value.provenance.nearest
    }
}

/// The first entry of a map: `name: web` of a container.
private func headline(_ value: Traced) -> Origin? {
    guard let first = value.value.mapping?.entries.first, let key = first.keyProvenance.nearest else { return nil }
    guard let end = first.value.provenance.nearest, end.path == key.path, end.span.end > key.span.start, isScalar(first.value.value) else {
        return key
    }
    return Origin(path: key.path, span: Span(key.span.start, end.span.end), role: key.role)
}

private func isScalar(_ value: Value) -> Bool {
    switch value {
    case .list, .map: false
    default: true
    }
}

/// First bytes of the located value, of its keys and of everything around it up to the resource.
func enclosingStarts(of path: ValuePath, in resource: Resource) -> [Int] {
    var starts = [resource.home.span.start, resource.headline.start]
    for length in 1..<(max(path.count, 0) + 1) {
        let prefix = ValuePath(Array(path.elements.prefix(length)))
        if let origin = resource.value.at(prefix)?.provenance.nearest, origin.path == resource.home.path { starts.append(origin.span.start) }
        if let origin = resource.value.keyProvenance(at: prefix)?.nearest, origin.path == resource.home.path { starts.append(origin.span.start) }
    }
    return starts
}
