import ConfigModel
import Documents
import SourceText
internal import Projects

/// What follows from the instructions of a Dockerfile: everything in a stage, such as the user in force at its end.
///
///     USER app        # user: "app" of the stage; keyword, args and user of the instruction; the index of each instruction below
///
/// Values have the places of the words that wrote them. An instruction that is not a script, and each command of a script, is read as a
/// whole; a number that counts follows from all that stands before it.
struct DockerfileDerivations: DerivationSource {
    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        let elements = part.path.elements
        if elements.last == .key("index") || elements.last == .key("isFinal") { return counted(elements, in: part.resource.value) }
        guard let last = elements.lastIndex(where: { $0 == .key("commands") || $0 == .key("instructions") }), last + 1 < elements.count
        else { return instructions(of: part.resource.value.at(part.path), in: part.resource.value) }
        if elements.last == .key("operator"), case .index(let number) = elements[last + 1] {
            return joined(part.resource.value.at(ValuePath(Array(elements[...last])))?.value.list ?? [], number)
        }
        return part.resource.value.at(ValuePath(Array(elements[...(last + 1)])))?.provenance.origins ?? []
    }

    /// The commands on both sides of an operator.
    private func joined(_ commands: [Traced], _ number: Int) -> [Origin] {
        [number - 1, number].filter(commands.indices.contains).flatMap { commands[$0].provenance.origins }
    }

    /// The instructions that a value of a stage was taken from.
    private func instructions(of value: Traced?, in root: Traced) -> [Origin] {
        let all = (root["stages"]?.value.list ?? []).flatMap { $0["instructions"]?.value.list ?? [] }.compactMap(\.provenance.nearest)
        return (value?.provenance.origins ?? []).flatMap { origin in all.filter { $0.path == origin.path && $0.span.contains(origin.span) } }
    }

    /// From the first of the elements that are counted to the one at hand, or to the last for what says whether it is the last.
    private func counted(_ elements: [ValuePath.Element], in root: Traced) -> [Origin] {
        guard elements.count > 2, let item = root.at(ValuePath(Array(elements.dropLast())))?.provenance.nearest,
            let list = root.at(ValuePath(Array(elements.dropLast(2))))?.value.list,
            let first = list.first?.provenance.nearest, let last = list.last?.provenance.nearest
        else { return [] }
        let end = elements.last == .key("isFinal") ? last.span.end : item.span.end
        return first.span.start <= end ? [Origin(path: item.path, span: Span(first.span.start, end))] : []
    }

    func extent(of path: ValuePath, in resource: ResourceID) -> ValuePath { ValuePath(Array(path.elements.prefix(2))) }
}
