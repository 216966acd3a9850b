internal import ConfigModel
internal import Documents
internal import Projects
internal import Rules

/// Judges the differences of one change: each has to derive from a fix, and to be of a kind that the fix may cause.
///
/// What a shared value changes elsewhere is accepted only at the same key with the same new value, and never where the finding was allowed
/// or cannot be fixed.
struct DifferenceJudge {
    let change: ChangeSet
    let derivation: Derivation
    let project: RenderedProject

    private var derivations: any DerivationSource { project.derivations }

    /// Whether one of the fixes that a difference derives from meant it, for the resource of its finding.
    func isIntended(_ traced: TracedDifference, _ fixes: [Int]) -> Bool {
        let difference = traced.difference
        return fixes.contains { index in
            change.fixes[index].finding.occurrences.contains { occurrence in
                if isRelatedResource(difference, of: occurrence, headKeys: derivations.headKeys(of: difference.resource)) { return true }
                if derivations.restates(RenderedChange(difference), FixedResource(id: occurrence.id, home: occurrence.home)) { return true }
                guard occurrence.id == difference.resource, occurrence.home.path == difference.file,
                    difference.cases.allSatisfy(occurrence.cases.contains)
                else { return false }
                return (occurrence.fix.edits?.steps ?? []).contains {
                    covers($0, derivations.extent(of: $0.path, in: difference.resource), difference)
                }
            }
        }
    }

    /// The fix whose edit shows elsewhere too: a value that several resources share changes in all of them, to the same new value.
    func collateralFix(_ traced: TracedDifference, _ fixes: [Int]) -> PlannedFix? {
        let difference = traced.difference
        let candidates = fixes.map { change.fixes[$0] }
        switch derivations.sharing(in: difference.resource) {
        case .nothing: return nil
        case .inputs:
            return candidates.first { fix in
                fix.edits.contains { edit in
                    (derivations.isInput(edit.site) || isSameBlock(edit, difference, of: fix.finding))
                        && isSameNewValue(edit.change.action, difference)
                }
            }
        case .keys:
            guard let after = difference.after else { return nil }
            return candidates.first { fix in
                (fix.finding.first.fix.edits?.steps ?? []).contains { step in
                    guard let wanted = step.action.newValue else { return false }
                    let tail = tail(of: step.path)
                    return !tail.isEmpty && ends(difference.path, with: tail, below: wanted, after)
                }
            }
        }
    }
}

extension RenderedChange {
    init(_ difference: Difference) {
        self.init(
            resource: difference.resource, file: difference.file, path: difference.path, before: difference.before, after: difference.after)
    }
}

/// Whether it is the value that the fix is about, where it was not known: an instance of the same block in a case that says less of it.
private func isSameBlock(_ edit: PlannedEdit, _ difference: Difference, of finding: Finding) -> Bool {
    guard difference.before?.isUnknown ?? false, edit.site.path == difference.file else { return false }
    return finding.occurrences.contains { occurrence in
        let (own, other) = (occurrence.id, difference.resource)
        return occurrence.home.path == difference.file && (own.type, own.name, own.scope) == (other.type, other.name, other.scope)
    }
}

/// The keys of a path behind its last list element: what is set of a container, wherever the container is.
private func tail(of path: ValuePath) -> [ValuePath.Element] {
    var tail: [ValuePath.Element] = []
    for element in path.elements.reversed() {
        if case .index = element { break }
        tail.insert(element, at: 0)
    }
    return tail
}

/// Whether the path ends in `tail`, or in `tail` and a leaf of the wanted value, and holds what is wanted.
private func ends(_ path: ValuePath, with tail: [ValuePath.Element], below wanted: NewValue, _ after: Value) -> Bool {
    if path.elements.count >= tail.count, path.elements.suffix(tail.count).elementsEqual(tail), wanted.value == after { return true }
    switch wanted {
    case .map(let entries):
        return entries.contains { ends(path, with: tail + [.key($0.key)], below: $0.value, after) }
    case .list(let items):
        return items.enumerated().contains { ends(path, with: tail + [.index($0.offset)], below: $0.element, after) }
    default: return false
    }
}

extension DocumentChange.Action {
    fileprivate var newValue: NewValue? {
        switch self {
        case .set(let value), .merge(let value), .insert(let value): value
        case .append(let value): .list([value])
        case .remove, .rename, .add: nil
        }
    }
}

/// - Parameter path: what follows from the step.
private func covers(_ step: FixOffer.Step, _ path: ValuePath, _ difference: Difference) -> Bool {
    if path.contains(difference.path) { return true }
    // Creating or emptying a list or map shows as a difference of the enclosing value.
    if difference.path.contains(path), isEmptyOrNull(difference.before) || isEmptyOrNull(difference.after) { return true }
    guard let (parent, last) = path.splitLast else { return false }
    switch (step.action, last) {
    case (.insert, .index), (.remove, .index): return parent.contains(difference.path)
    case (.rename(let name), _): return parent.key(name).contains(difference.path)
    default: return false
    }
}

private func isEmptyOrNull(_ value: Value?) -> Bool {
    switch value {
    case nil, .null?: true
    case .map(let mapping)?: mapping.isEmpty
    case .list(let items)?: items.isEmpty
    default: false
    }
}

private func isSameNewValue(_ action: DocumentChange.Action, _ difference: Difference) -> Bool {
    guard let after = difference.after else { return false }
    switch action {
    case .set(let value), .merge(let value):
        if let text = value.scalarText, let new = NewValue(after)?.scalarText { return text == new }
        return value.value == after
    case .append(let value), .insert(let value): return value.value == after || difference.path.elements.last == .key("default")
    case .remove, .rename: return difference.path.elements.last == .key("default")
    case .add: return false
    }
}
