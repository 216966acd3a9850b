internal import ConfigModel
internal import Documents
internal import Rules

/// Whether a new value belongs to the resource that a fix adds beside its subject, exactly as it was meant.
///
/// - Parameter headKeys: first keys that are written as those of the subject.
func isRelatedResource(_ difference: Difference, of occurrence: Finding.Occurrence, headKeys: Set<String>) -> Bool {
    guard difference.before == nil, difference.file == occurrence.home.path, difference.resource.scope == occurrence.id.scope else { return false }
    return (occurrence.fix.edits?.steps ?? []).contains { step in
        guard case .add(let relatedResource) = step.action, difference.resource.type == relatedResource.type else { return false }
        let isNamed = relatedResource.name.map { difference.resource.name.contains($0) } ?? isNamedAlike(difference.resource, occurrence.id)
        return isNamed && isMeant(difference, relatedResource, headKeys)
    }
}

/// In Kubernetes the namespace is part of the name, and is written from elsewhere for a Namespace itself.
private func isNamedAlike(_ new: ResourceID, _ subject: ResourceID) -> Bool {
    func last(_ name: String) -> Substring { name.split(separator: "/").last ?? "" }
    return new.name == subject.name || last(new.name) == last(subject.name)
}

private func isMeant(_ difference: Difference, _ relatedResource: RelatedResource, _ headKeys: Set<String>) -> Bool {
    guard let after = difference.after else { return false }
    let path = difference.path
    if let value = value(at: path.elements[...], in: .map(relatedResource.body)) { return value.value == after }
    if relatedResource.copies.contains(where: { $0.path.contains(path) }) { return true }
    guard case .key(let first)? = path.elements.first else { return false }
    return headKeys.contains(first) || relatedResource.references.contains { $0.argument == first }
}

private func value(at path: ArraySlice<ValuePath.Element>, in value: NewValue) -> NewValue? {
    guard let step = path.first else { return value }
    switch (value, step) {
    case (.map(let entries), .key(let key)): return entries.first { $0.key == key }.flatMap { Remediation.value(at: path.dropFirst(), in: $0.value) }
    case (.list(let items), .index(let index)):
        return items.indices.contains(index) ? Remediation.value(at: path.dropFirst(), in: items[index]) : nil
    default: return nil
    }
}
