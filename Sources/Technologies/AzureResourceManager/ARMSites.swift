import ConfigModel
import Documents
import SourceText
internal import Projects

/// Where values of deployments can be set, leftmost first: the default of a parameter, a variable, what an outer deployment passes, a
/// parameter file, and last the resource's own property.
///
///     "minimumTlsVersion": "[parameters('tls')]"
///     # 1. parameters.tls.defaultValue   2. resources[0].properties.minimumTlsVersion
struct ARMSites: SiteSource {
    private let templates: [String: ARMTemplate]

    init(_ templates: [String: ARMTemplate]) { self.templates = templates }

    let derivations: any DerivationSource = ARMDerivations()

    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
        let resource = request.resource
        let (enclosing, rest) = resource.value.reached(towards: request.path)
        var candidates: [SiteCandidate] = []
        for origin in enclosing.provenance.origins.reversed() {
            guard let place = ARMPlace(origin, in: documents) else { continue }
            candidates.append(candidate(place, Array(rest), origin.role, request))
        }
        if let document = documents[resource.home.path],
            !candidates.contains(where: { $0.path == resource.home.path && resource.home.prefix.contains($0.documentPath) })
        {
            let place = ARMPlace(document: document, path: resource.home.prefix)
            candidates.append(candidate(place, request.path.elements, .literal, request))
        }
        var seen: Set<SiteCandidate> = []
        return candidates.filter { seen.insert($0).inserted }
    }

    private func candidate(
        _ place: ARMPlace, _ rest: [ValuePath.Element], _ role: Origin.Role, _ request: SiteRequest
    ) -> SiteCandidate {
        let path = place.path.appending(ValuePath(rest))
        return SiteCandidate(
            path: place.document.source.path, documentPath: path, rung: Rung(role), description: note(place, role, request.resource),
            obstacle: expression(place, rest) ?? refusal(of: place, rest, role, request),
            writesText: role != .literal && place.value?.value.string != nil && rest.isEmpty)
    }

    /// An expression on the way to what is missing has to be rewritten by hand.
    private func expression(_ place: ARMPlace, _ rest: [ValuePath.Element]) -> String? {
        var current = place.value
        for step in rest {
            if current?.value.string?.hasPrefix("[") == true {
                return "an expression makes what encloses it, which would have to be rewritten by hand"
            }
            current = current?.at(ValuePath([step]))
        }
        return nil
    }

    private func note(_ place: ARMPlace, _ role: Origin.Role, _ resource: Resource) -> String {
        switch role {
        case .defaultValue: return "the default of the parameter \(place.name("parameters") ?? "?")"
        case .environment: return fileName(of: place.document.source.path)
        case .argument: return "the parameter \(place.name("parameters") ?? "?") that a deployment passes"
        case .intermediate: return "the variable \(place.name("variables") ?? "?")"
        default:
            let isExpression = place.value?.value.string?.hasPrefix("[") ?? false
            return "the resource \(resource.id.name)" + (isExpression ? ", in place of an expression" : "")
        }
    }

    /// Why the parameter that a value comes from does not take the new one.
    private func refusal(of place: ARMPlace, _ rest: [ValuePath.Element], _ role: Origin.Role, _ request: SiteRequest) -> String? {
        guard [.defaultValue, .environment].contains(role), rest.isEmpty, case .set(let new) = request.action, let name = place.name("parameters"),
            let text = Conversion.string(new.value)
        else { return nil }
        let template = templates[role == .defaultValue ? place.document.source.path : request.resource.home.path]
        guard let parameter = template?.section("parameters")[name] else { return nil }
        if let allowed = parameter["allowedValues"]?.value.list, !allowed.contains(where: { Conversion.string($0.value) == text }) {
            return "the parameter \(name) does not allow \(text)"
        }
        guard case .int(let number) = new.value else { return nil }
        if let least = parameter["minValue"]?.value.int, number < least { return "the parameter \(name) starts at \(least)" }
        if let most = parameter["maxValue"]?.value.int, number > most { return "the parameter \(name) ends at \(most)" }
        return nil
    }
}

/// A place of a template or parameter file, as a path.
private struct ARMPlace {
    let document: any Document
    let path: ValuePath

    init(document: any Document, path: ValuePath) {
        self.document = document
        self.path = path
    }

    init?(_ origin: Origin, in documents: DocumentSet) {
        guard let document = documents[origin.path], let root = document.roots.first,
            let path = pathOfSpan(origin.span, in: root)
        else { return nil }
        self.init(document: document, path: path)
    }

    var value: Traced? { document.roots.first?.at(path) }

    /// The key behind the last one of that name: `tls` of `parameters.tls.defaultValue`.
    func name(_ section: String) -> String? {
        guard let at = path.elements.lastIndex(of: .key(section)), at + 1 < path.count, case .key(let name) = path.elements[at + 1] else {
            return nil
        }
        return name
    }
}
