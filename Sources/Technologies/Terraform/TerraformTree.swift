import ConfigModel
import Documents
import SourceText
internal import Projects

/// The modules of one project by folder, and which folder a call's `source` means.
///
///     source = "../modules/bucket"                     # a folder of the project
///     source = "terraform-aws-modules/vpc/aws"         # what .terraform/modules/modules.json says, if it is there
///
/// Source: Terraform documentation, "Module Sources"; the manifest is what `terraform init` writes.
struct TerraformTree {
    let modules: [String: TerraformModule]
    /// Folder of each installed module by its key (`vpc.subnets`), for every folder that has a `.terraform`.
    private let installed: [String: [String: String]]

    /// Why Terragrunt files are not joined to a module.
    private(set) var diagnostics: [Diagnostic] = []

    /// - Parameter files: where Terragrunt files find what they include.
    init(_ documents: [any Document], files: (any WorkTree)? = nil) {
        var grouped: [String: [any Document]] = [:]
        var installed: [String: [String: String]] = [:]
        for document in documents {
            let home = folder(of: document.source.path)
            if document.source.path.hasSuffix(".hcl") { continue }
            if document.source.path.hasSuffix(".terraform/modules/modules.json") {
                installed[folder(of: folder(of: home))] = TerraformTree.manifest(document)
            } else {
                grouped[home, default: []].append(document)
            }
        }
        // Values of environments are kept beside the module or below it, in folders that hold nothing else.
        let withCode = Set(grouped.filter { $1.contains { !TerraformTree.isValuesFile($0.source.path) } }.keys)
        var environments: [String: [any Document]] = [:]
        for (home, members) in grouped where !withCode.contains(home) {
            if let owner = TerraformTree.owner(of: home, among: withCode) {
                environments[owner, default: []] += members
            }
            grouped[home] = nil
        }
        var modules = grouped.reduce(into: [:]) { all, group in
            all[group.key] = TerraformModule(group.value, environments: environments[group.key] ?? [], folder: group.key)
        }
        self.installed = installed
        var applied: Set<String> = []
        if let files {
            let reader = TerragruntReader(files)
            for path in documents.map(\.source.path).filter(TerragruntUnit.isUnit).sorted() {
                guard let unit = reader.unit(path) else { continue }
                switch unit.module {
                case .local(let folder):
                    guard let module = modules[folder] else { continue }
                    applied.insert(folder)
                    modules[folder]?.add(environment: path, unit.assignments(for: module))
                case .opaque(let reason):
                    diagnostics.append(
                        Diagnostic(
                            .note, "terragrunt-module-opaque", "the module is not judged, since its source is elsewhere: \(reason)", path: path,
                            span: unit.sourceSpan))
                case .none: continue
                }
            }
        }
        self.modules = modules
        roots = Set(TerraformTree.roots(modules)).union(applied).sorted()
    }

    static func isValuesFile(_ path: String) -> Bool { path.hasSuffix(".tfvars") || path.hasSuffix(".tfvars.json") }

    /// The nearest enclosing folder that holds code.
    static func owner(of home: String, among withCode: Set<String>) -> String? {
        var at = home
        while !at.isEmpty {
            at = folder(of: at)
            if withCode.contains(at) { return at }
        }
        return nil
    }

    private static func manifest(_ document: any Document) -> [String: String] {
        var folders: [String: String] = [:]
        for item in document.roots.first?["Modules"]?.value.list ?? [] {
            if let key = item["Key"]?.value.string, let place = item["Dir"]?.value.string { folders[key] = place }
        }
        return folders
    }

    /// The folder that a call means.
    ///
    /// - Parameters:
    ///   - root: the folder of the outermost caller.
    ///   - key: the names of the calls down to this one, joined by dots.
    func target(of source: String, from caller: String, root: String, key: String) -> Known<String> {
        if TerraformTree.isLocal(source) {
            guard let place = resolved(source, in: caller), modules[place] != nil else {
                return .unknown(UnknownReason("whose source '\(source)' is not in the tree"))
            }
            return .known(place)
        }
        if let place = installed[root]?[key].flatMap({ resolved($0, in: root) }), modules[place] != nil {
            return .known(place)
        }
        return .unknown(UnknownReason("whose source '\(source)' is not in the tree"))
    }

    /// Folders that are judged by themselves, sorted: those that nobody calls, and those that only examples and tests call.
    let roots: [String]

    private static func roots(_ modules: [String: TerraformModule]) -> [String] {
        var called: Set<String> = []
        for module in modules.values where !isExample(module.folder) || isExampleOnly(modules) {
            for source in module.localSources { if let target = resolved(source, in: module.folder) { called.insert(target) } }
        }
        let free = modules.keys.filter { !called.contains($0) && !isInstalled($0) }
        // Modules that call each other in a circle have no root; each is judged then.
        return (free.isEmpty ? modules.keys.filter { !isInstalled($0) } : free).sorted()
    }

    private static func isExampleOnly(_ modules: [String: TerraformModule]) -> Bool { modules.keys.allSatisfy(isExample) }

    /// A folder that shows or tests a module, which others use in other ways.
    static func isExample(_ folder: String) -> Bool {
        folder.split(separator: "/").contains { ["examples", "example", "test", "tests", "wrappers"].contains($0) }
    }

    /// What `terraform init` brought.
    static func isInstalled(_ folder: String) -> Bool { folder.hasPrefix(".terraform/") || folder.contains("/.terraform/") }

    static func isLocal(_ source: String) -> Bool { source.hasPrefix("./") || source.hasPrefix("../") || source == "." || source == ".." }
}

/// How Terraform, run in `root`, writes the way to `folder`: `.`, `./modules/a`, `../modules/a`.
func terraformPath(of folder: String, from root: String) -> String {
    let target = folder.split(separator: "/")
    let start = root.split(separator: "/")
    let shared = zip(target, start).prefix { $0 == $1 }.count
    let ups = start.dropFirst(shared).map { _ in "..".prefix(2) }
    let way = (ups + target.dropFirst(shared)).joined(separator: "/")
    return way.isEmpty ? "." : way
}
