import ConfigModel
import Documents
import SourceText
internal import Projects

/// Where values of stacks can be set, leftmost first: the default of a parameter, a mapping, SAM's `Globals`, the parameter that a parent
/// stack passes, a parameter file, and last the resource's own property.
///
///     Encrypted: !FindInMap [Settings, !Ref Stage, Encrypted]
///     # 1. Mappings.Settings.dev.Encrypted   2. Resources.Data.Properties.Encrypted
struct CloudFormationSites: SiteSource {
    private struct Caller: Hashable {
        let path: String
        let scope: String
    }

    private let templates: [String: CloudFormationTemplate]
    /// The stacks that nest a template.
    private var callers: [Caller: [Resource.Home]] = [:]

    init(_ templates: [String: CloudFormationTemplate]) { self.templates = templates }

    let derivations: any DerivationSource = CloudFormationDerivations()

    mutating func note(caller: Resource.Home, of path: String, scope: String) {
        let key = Caller(path: path, scope: scope)
        if callers[key]?.contains(caller) != true { callers[key, default: []].append(caller) }
    }

    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
        let resource = request.resource
        let (enclosing, rest) = resource.value.reached(towards: request.path)
        var candidates: [SiteCandidate] = []
        if let site = globalSite(request, in: documents) { candidates.append(site) }
        for origin in enclosing.provenance.origins.reversed() {
            if let site = overrideSite(origin, request, documents) { candidates.append(site) }
            guard let place = Place(origin, in: documents) else { continue }
            candidates.append(candidate(place, Array(rest), origin.role, request))
            guard origin.role == .defaultValue, case .key(let name)? = place.path.elements.dropFirst().first else { continue }
            candidates += arguments(for: name, Array(rest), request, documents)
        }
        if let document = documents[resource.home.path],
            !candidates.contains(where: { $0.path == resource.home.path && resource.home.prefix.contains($0.documentPath) })
        {
            let place = Place(document: document, root: resource.home.root, path: resource.home.prefix)
            candidates.append(candidate(place, request.path.elements, .literal, request))
        }
        var seen: Set<SiteCandidate> = []
        return candidates.filter { seen.insert($0).inserted }
    }

    private func candidate(_ place: Place, _ rest: [ValuePath.Element], _ role: Origin.Role, _ request: SiteRequest) -> SiteCandidate {
        let isInput = role == .defaultValue || role == .environment || role == .intermediate || role == .argument
        let extended = extended(place, rest)
        var obstacle = extended.obstacle
        if obstacle == nil, role == .defaultValue || role == .environment || role == .argument {
            obstacle = refusal(of: place, role, request)
        }
        return SiteCandidate(
            path: place.document.source.path, root: place.root, documentPath: extended.path, rung: Rung(role),
            description: note(place, role, request.resource),
            obstacle: obstacle, writesText: isInput && place.value?.value.string != nil)
    }

    /// A value within the text of a `samconfig.toml`.
    private func overrideSite(_ origin: Origin, _ request: SiteRequest, _ documents: DocumentSet) -> SiteCandidate? {
        guard let site = SamConfiguration.site(of: origin, in: documents) else { return nil }
        let name = site.before.split(whereSeparator: { $0 == " " || $0 == "," }).last.map { String($0.dropLast()) } ?? ""
        var candidate = SiteCandidate(
            path: origin.path, documentPath: site.path, rung: .environment, description: fileName(of: origin.path),
            obstacle: refusal(name, templates[request.resource.home.path], request))
        if case .set(let new) = request.action, let text = Conversion.string(new.value) {
            candidate.action = .set(.string(site.before + text + site.after))
        } else {
            return nil
        }
        return candidate
    }

    /// The path of what is missing below a place. Where a condition leaves the property out, its empty branch is the place.
    private func extended(_ place: Place, _ rest: [ValuePath.Element]) -> (path: ValuePath, obstacle: String?) {
        var path = place.path
        var current = place.value
        for (number, step) in rest.enumerated() {
            path = path.appending(step)
            current = current?.at(ValuePath([step]))
            guard let value = current, let template = templates[place.document.source.path], let call = template.call(value) else { continue }
            let isLast = number == rest.count - 1
            if isLast, let branch = template.emptyBranch(call) {
                return ((call.isTagged ? path : path.key(call.name)).index(branch), nil)
            }
            if isLast, template.isNoValue(value) { return (path, nil) }
            return (path, "\(step.text) is made by \(call.name), which would have to be rewritten by hand")
        }
        return (path, nil)
    }

    /// `Globals` of a SAM template, for a property that neither they nor the resource have.
    private func globalSite(_ request: SiteRequest, in documents: DocumentSet) -> SiteCandidate? {
        let resource = request.resource
        guard let section = ServerlessGlobals.section(of: resource.id.type), let template = templates[resource.home.path],
            template.root["Globals"]?[section]?.value.mapping != nil, request.path.elements.first == .key("Properties"),
            case .key(let property)? = request.path.elements.dropFirst().first, ServerlessGlobals.supports(property, in: section),
            resource.value["Properties"]?[property] == nil,
            let document = documents[resource.home.path]
        else { return nil }
        let place = Place(document: document, root: resource.home.root, path: ValuePath.root.key("Globals").key(section))
        return candidate(place, Array(request.path.elements.dropFirst()), .intermediate, request)
    }

    /// The parameter that the parent stack passes or could pass, for a value that comes from a default of the nested template.
    private func arguments(for name: String, _ rest: [ValuePath.Element], _ request: SiteRequest, _ documents: DocumentSet) -> [SiteCandidate] {
        let key = Caller(path: request.resource.home.path, scope: request.resource.id.scope)
        return (callers[key] ?? []).compactMap { home in
            guard let document = documents[home.path] else { return nil }
            let place = Place(document: document, root: home.root, path: home.prefix.key("Properties").key("Parameters"))
            return candidate(place, [.key(name)] + rest, .argument, request)
        }
    }

    private func note(_ place: Place, _ role: Origin.Role, _ resource: Resource) -> String {
        let names = place.path.elements.map(\.text)
        switch role {
        case .defaultValue: return "the default of the parameter \(names.count > 1 ? names[1] : "?")"
        case .environment: return fileName(of: place.document.source.path)
        case .argument: return "the parameters that the stack \(names.count > 1 ? names[1] : "?") passes"
        case .intermediate: return names.first == "Globals" ? "Globals.\(names.count > 1 ? names[1] : "?")" : names.joined(separator: ".")
        default:
            let call = place.value.flatMap { value in templates[place.document.source.path]?.call(value) }
            return "the properties of \(resource.id.name)" + (call.map { ", in place of \($0.name)" } ?? "")
        }
    }

    /// Why the parameter that a value comes from does not take the new one.
    private func refusal(of place: Place, _ role: Origin.Role, _ request: SiteRequest) -> String? {
        guard case .key(let name)? = role == .defaultValue ? place.path.elements.dropFirst().first : place.parameterName else { return nil }
        return refusal(name, templates[role == .defaultValue ? place.document.source.path : request.resource.home.path], request)
    }

    private func refusal(_ name: String, _ template: CloudFormationTemplate?, _ request: SiteRequest) -> String? {
        guard case .set(let new) = request.action, let text = Conversion.string(new.value), let parameter = template?.section("Parameters")[name]
        else { return nil }
        if let allowed = parameter["AllowedValues"]?.value.list, !allowed.contains(where: { Conversion.string($0.value) == text }) {
            return "the parameter \(name) does not allow \(text)"
        }
        if parameter["AllowedPattern"] != nil, Conversion.bool(new.value) == nil { return "the parameter \(name) has a pattern for its values" }
        if parameter["Type"]?.value.string == "Number" {
            guard let number = Double(text) else { return "the parameter \(name) takes numbers only" }
            if let least = parameter["MinValue"].flatMap({ Conversion.double($0.value) }), number < least {
                return "the parameter \(name) starts at \(least)"
            }
            if let most = parameter["MaxValue"].flatMap({ Conversion.double($0.value) }), number > most {
                return "the parameter \(name) ends at \(most)"
            }
        }
        return nil
    }
}

/// A place of a document, as a path.
private struct Place {
    let document: any Document
    let root: Int
    let path: ValuePath

    init(document: any Document, root: Int, path: ValuePath) {
        self.document = document
        self.root = root
        self.path = path
    }

    init?(_ origin: Origin, in documents: DocumentSet) {
        guard let document = documents[origin.path] else { return nil }
        for (number, root) in document.roots.enumerated() {
            if let path = pathOfSpan(origin.span, in: root) {
                self.init(document: document, root: number, path: path)
                return
            }
        }
        return nil
    }

    var value: Traced? { document.roots.indices.contains(root) ? document.roots[root].at(path) : nil }

    /// `Encrypt` of a parameter file or of what a parent passes.
    var parameterName: ValuePath.Element? {
        if path.elements.last == .key("ParameterValue"), let key = path.parent.flatMap({ document.roots[root].at($0)?["ParameterKey"]?.value.string })
        {
            return .key(key)
        }
        return path.elements.last
    }
}

extension ValuePath.Element {
    fileprivate var text: String {
        switch self {
        case .key(let key): key
        case .index(let index): "[\(index)]"
        }
    }
}
