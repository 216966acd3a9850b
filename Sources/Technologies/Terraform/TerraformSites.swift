package import ConfigModel
internal import Documents
import SourceText
package import Projects

/// Where the value at `path` of a resource can be set, leftmost first: the variable's default, then tfvars, locals, and last the
/// resource's own block.
///
///     variable "imds" { default = "optional" }          # 1. variable[0].default
///     metadata_options { http_tokens = var.imds }       # 2. resource[0].metadata_options[0].http_tokens
///
/// In a called module the argument of the call comes before the module's own block, also when the call does not pass it yet. What
/// `terraform init` brought is never a site, and what `lifecycle.ignore_changes` names has none.
///
/// A value that is missing is looked for in what encloses it, so that `tags.Owner` of `tags = local.tags` can go into the local.
package func terraformSiteCandidates(_ resource: Resource, _ path: ValuePath, in documents: DocumentSet)
    -> [SiteCandidate]
{
    if isIgnored(path, resource) { return [] }
    let (enclosing, rest) = resource.value.reached(towards: path)
    var candidates: [SiteCandidate] = []
    for origin in enclosing.provenance.origins.reversed() {
        defer { if origin.role == .defaultValue { candidates += arguments(for: origin, rest, resource, documents) } }
        guard !TerraformTree.isInstalled(folder(of: origin.path)) else { continue }
        guard let document = documents[origin.path],
            let place = located(origin.span, in: document)
        else { continue }
        let isFirstBlock =
            rest.isEmpty && place.path.elements.last == .index(0) && path.elements.last.map { if case .key = $0 { true } else { false } } == true
        let here = isFirstBlock ? place.path.parent ?? place.path : place.path
        let whole = fitted(ValuePath(here.elements + rest), document)
        let note = note(for: origin, place, resource, argument: rest.first)
        candidates.append(SiteCandidate(path: origin.path, documentPath: whole, role: origin.role, description: note))
    }
    if let document = documents[resource.home.path],
        !TerraformTree.isInstalled(folder(of: resource.home.path)),
        !candidates.contains(where: { isHome($0, resource) })
    {
        let whole = fitted(resource.home.prefix.appending(path), document)
        let note = "the block of \(resource.id)"
        candidates.append(SiteCandidate(path: resource.home.path, documentPath: whole, role: .literal, description: note))
    }
    var seen: Set<SiteCandidate> = []
    return candidates.filter { seen.insert($0).inserted }
}

/// Whether `lifecycle.ignore_changes` says that Terraform shall never apply a change at `path`.
package func isIgnored(_ path: ValuePath, _ resource: Resource) -> Bool {
    guard case .key(let argument)? = path.elements.first else { return false }
    return (resource.value["lifecycle"]?.value.list ?? []).contains { lifecycle in
        switch lifecycle["ignore_changes"]?.value {
        case .string("all")?: return true
        case .list(let items)?:
            return items.contains { item in
                let name = item.value.string ?? ""
                return name == argument || (try? ValuePath(parsing: name))?.contains(path) == true
            }
        default: return false
        }
    }
}

/// The argument of the calls that use the resource, for a value that comes from a variable's default in the called module.
private func arguments(
    for origin: Origin, _ rest: ArraySlice<ValuePath.Element>, _ resource: Resource, _ documents: DocumentSet
) -> [SiteCandidate] {
    guard let call = callName(resource.id.scope), let document = documents[origin.path],
        let name = located(origin.span, in: document)?.name, folder(of: origin.path) == folder(of: resource.home.path)
    else { return [] }
    let home = folder(of: resource.home.path)
    let isVendored = TerraformTree.isInstalled(home)
    return documents.flatMap { document -> [SiteCandidate] in
        guard let native = document as? HCLDocument, !TerraformTree.isInstalled(folder(of: native.source.path)) else { return [] }
        var place = -1
        return native.tree.items(of: native.rootBody).compactMap { item -> SiteCandidate? in
            guard case .block(let index) = item else { return nil }
            let block = native.tree.blocks[Int(index)]
            guard native.text(block.type) == "module" else { return nil }
            place += 1
            guard native.tree.labels(of: block).first?.text == call, let source = literalSource(block, native) else { return nil }
            let isCaller =
                TerraformTree.isLocal(source) ? resolved(source, in: folder(of: native.source.path)) == home : isVendored
            guard isCaller else { return nil }
            let path = ValuePath([.key("module"), .index(place), .key(name)] + rest)
            return SiteCandidate(path: native.source.path, documentPath: path, role: .argument, description: "the argument \(name) of module.\(call)")
        }
    }
}

private func literalSource(_ block: HCLBlock, _ document: HCLDocument) -> String? {
    document.attribute("source", in: document.tree.body(of: block)).flatMap { document.literalValue($0.value).value.string }
}

/// The name of the innermost call of `module.a["x"].module.b`: `b`.
private func callName(_ scope: String) -> String? {
    guard let last = scope.ranges(of: "module.").last else { return nil }
    let rest = scope[last.upperBound...]
    return String(rest.prefix { $0 != "[" })
}

private func isHome(_ candidate: SiteCandidate, _ resource: Resource) -> Bool {
    candidate.path == resource.home.path && resource.home.prefix.contains(candidate.documentPath)
}

/// - Parameter argument: the name that is missing at the place, when one is.
private func note(for origin: Origin, _ place: Place, _ resource: Resource, argument: ValuePath.Element?) -> String {
    let file = origin.path.split(separator: "/").last.map(String.init) ?? origin.path
    switch origin.role {
    case .defaultValue: return "the default of variable \"\(place.name ?? "?")\""
    case .environment: return file
    case .intermediate: return place.path.elements.first == .key("output") ? "an output of a module" : "local.\(place.name ?? "?")"
    case .argument:
        let steps = place.path.elements.compactMap { if case .key(let key) = $0 { key } else { nil } }
        if steps.count > 1 { return "the argument \(steps[1]) of a module call" }
        guard case .key(let name)? = argument else { return "the call of a module" }
        return "the argument \(name) of a module call"
    default:
        let instead = place.replaced.map { ", in place of \($0)" } ?? ""
        return "the block of \(resource.id)\(instead)"
    }
}

/// A span found again as a path.
private struct Place {
    var path: ValuePath
    /// The variable or local that the place belongs to.
    var name: String?
    /// The reference that a change here would replace.
    var replaced: String?
}

private func located(_ span: Span, in document: any Document) -> Place? {
    if let native = document as? HCLDocument { return locatedInBody(span, native, native.rootBody, .root) }
    guard let root = document.roots.first, let path = locatedInValue(span, root, .root) else { return nil }
    let keys = path.elements.compactMap { if case .key(let key) = $0 { key } else { nil } }
    return Place(path: path, name: keys.count > 1 && (keys[0] == "variable" || keys[0] == "locals") ? keys[1] : nil)
}

private func locatedInValue(_ span: Span, _ value: Traced, _ path: ValuePath) -> ValuePath? {
    guard let here = value.provenance.nearest?.span else { return nil }
    if here == span { return path }
    switch value.value {
    case .list(let items):
        for (index, item) in items.enumerated() {
            if let found = locatedInValue(span, item, path.index(index)) { return found }
        }
    case .map(let mapping):
        for entry in mapping.entries {
            if let found = locatedInValue(span, entry.value, path.key(entry.key)) { return found }
        }
    default: break
    }
    return nil
}

private func locatedInBody(_ span: Span, _ document: HCLDocument, _ body: HCLBody, _ path: ValuePath) -> Place? {
    var counts: [String: Int] = [:]
    for item in document.tree.items(of: body) {
        switch item {
        case .attribute(let index):
            let attribute = document.tree.attributes[Int(index)]
            guard attribute.offsets.span.contains(span) else { continue }
            let name = document.text(attribute.name)
            var place = locatedInExpression(span, document, attribute.value, path.key(name))
            if place?.name == nil, path.elements.first == .key("locals") { place?.name = name }
            return place
        case .block(let index):
            let block = document.tree.blocks[Int(index)]
            let type = document.text(block.type)
            let place = counts[type, default: 0]
            counts[type] = place + 1
            guard block.offsets.span.contains(span) else { continue }
            let here = path.key(type).index(place)
            if block.header.span == span {
                return Place(path: type == "dynamic" ? here.key("content").index(0) : here)
            }
            var found = locatedInBody(span, document, document.tree.body(of: block), here)
            if type == "variable", path.isRoot { found?.name = document.tree.labels(of: block).first?.text }
            return found
        }
    }
    return nil
}

private func locatedInExpression(_ span: Span, _ document: HCLDocument, _ id: HCLExpressionID, _ path: ValuePath)
    -> Place?
{
    let here = document.tree.span(id)
    guard here.contains(span) else { return nil }
    if here == span { return Place(path: path, replaced: document.traversalText(id)) }
    switch document.tree[id] {
    case .tuple(let elements):
        for (index, element) in document.tree.elements[elements.range].enumerated() {
            if let found = locatedInExpression(span, document, element, path.index(index)) { return found }
        }
    case .object(let entries):
        for entry in document.tree.entries[entries.range] {
            guard let key = document.literalKey(entry.key) else { continue }
            if let found = locatedInExpression(span, document, entry.value, path.key(key)) { return found }
        }
    default: break
    }
    return nil
}

/// The path as the document has it: in JSON syntax a block that does not repeat is an object without a list around it.
private func fitted(_ path: ValuePath, _ document: any Document) -> ValuePath {
    guard document.format == .json else { return path }
    var current = document.roots.first
    var elements: [ValuePath.Element] = []
    for element in path.elements {
        if element == .index(0), current?.value.list == nil { continue }
        elements.append(element)
        current = current?.at(ValuePath([element]))
    }
    return ValuePath(elements)
}
