import SourceText
internal import Projects

/// Joins Terraform folders that call each other's modules, so that whoever changes a shared module sees all its callers.
///
///     live/main.tf: source = "../modules/bucket"      # live and modules/bucket are one project
///
/// Terraform folders that call each other are one project, found by reading their `source` arguments, since a change of a shared module has
/// to be proven for every caller. A called module is judged through its calls; one that only examples call also by its defaults.
///
/// - Parameters:
///   - groups: the Terraform files of each folder.
///   - paths: all files, among which those of Terragrunt are looked for.
func terraformProjects(_ groups: [String: [String]], among paths: [String] = [], in tree: any WorkTree) -> [Project] {
    let terragrunt = terragruntFiles(paths, in: tree)
    let groups = groups.merging(terragrunt.ofModules.filter { groups[$0.key] != nil }) { $0 + $1 }
    let alone = terragrunt.alone.map { Project(kind: .terraform, root: folder(of: $0.path), files: $0.files) }
    return joinedProjects(groups, terragrunt.ofModules, in: tree) + alone
}

/// - Parameter shared: files by the folders that use them; who changes one sees all of those.
private func joinedProjects(_ groups: [String: [String]], _ shared: [String: [String]], in tree: any WorkTree) -> [Project] {
    var joined = PathGroups(groups.keys)
    var users: [String: String] = [:]
    for (home, paths) in shared.sorted(by: { $0.key < $1.key }) where groups[home] != nil {
        for path in paths {
            if let first = users[path] { joined.join(first, home) } else { users[path] = home }
        }
    }
    let withCode = Set(groups.filter { $1.contains { !TerraformTree.isValuesFile($0) } }.keys)
    for home in groups.keys.sorted() {
        if let place = home.firstRange(of: ".terraform/modules") {
            joined.join(home, String(home[..<place.lowerBound]).droppingFinalSlash)
        } else if !withCode.contains(home) {
            if let owner = TerraformTree.owner(of: home, among: withCode) { joined.join(home, owner) }
        }
        for path in groups[home] ?? [] where !TerraformTree.isValuesFile(path) && !path.hasSuffix(".hcl") {
            guard (tree.size(path) ?? 0) <= largestFile, let bytes = try? tree.read(path) else { continue }
            for source in localModuleSources(bytes) { if let target = resolved(source, in: home) { joined.join(home, target) } }
        }
    }
    let sets = joined.sets
    var taken: Set<String> = []
    return sets.keys.sorted().map { first in
        let folders = sets[first] ?? []
        let shared = commonFolder(folders)
        // Two sets may lie in one folder; the second is called by its first member.
        let root = folders.count > 1 && !groups.keys.contains(shared) && !taken.contains(shared) ? shared : first
        taken.insert(root)
        return Project(kind: .terraform, root: root, files: Set(folders.flatMap { groups[$0] ?? [] }).bytewiseSorted)
    }
}

/// Texts that look like the local source of a module: `source = "./x"`, `"source": "../x"`. Comments may give more than there are,
/// which only makes a project larger.
private func localModuleSources(_ bytes: [UInt8]) -> [String] {
    guard bytes.contains(text: "source") else { return [] }
    var sources: [String] = []
    var at = 0
    let word = Array("source".utf8)
    while at + word.count < bytes.count {
        guard bytes[at] == word[0], bytes[at..<(at + word.count)].elementsEqual(word) else {
            at += 1
            continue
        }
        at += word.count
        var next = at
        while next < bytes.count, [32, 9, 34, 58, 61].contains(bytes[next]) { next += 1 }
        guard next > at, next < bytes.count, bytes[next - 1] == 34, bytes[next] == 46,
            let end = bytes[next...].firstIndex(where: { $0 == 34 || $0 == 10 })
        else { continue }
        let source = String(decoding: bytes[next..<end], as: UTF8.self)
        if TerraformTree.isLocal(source) { sources.append(source) }
        at = end
    }
    return sources
}

extension String {
    fileprivate var droppingFinalSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}

extension Set<String> {
    fileprivate var bytewiseSorted: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
