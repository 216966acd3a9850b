import SourceText
internal import Projects

/// The Terragrunt files of a tree: those that belong to the folder of a module, and those whose module is elsewhere.
///
/// - Parameter paths: all files that are not excluded.
func terragruntFiles(_ paths: [String], in tree: any WorkTree) -> (ofModules: [String: [String]], alone: [TerragruntUnit]) {
    let units = paths.filter(TerragruntUnit.isUnit)
    if units.isEmpty { return ([:], []) }
    let reader = TerragruntReader(tree)
    var ofModules: [String: [String]] = [:]
    var alone: [TerragruntUnit] = []
    for path in units {
        guard let unit = reader.unit(path) else { continue }
        switch unit.module {
        case .local(let folder): ofModules[folder, default: []] += unit.files
        case .opaque: alone.append(unit)
        case .none: break
        }
    }
    return (ofModules.mapValues { Array(Set($0)).sorted() }, alone)
}
