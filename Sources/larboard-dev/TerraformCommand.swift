internal import BuiltInTechnologies
import ArgumentParser
internal import ConfigModel
internal import Glibc
internal import Projects
internal import SourceText
internal import Reports
internal import Terraform

/// Renders the Terraform of repositories and says how much of it is known, and why the rest is not.
struct TerraformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terraform", abstract: "Measures how far Terraform repositories can be evaluated, and what it costs.")

    @Argument(help: "Folders of repositories.")
    var folders: [String]

    @Option(help: "Print this many of the most frequent reasons for unknown values.")
    var reasons = 0

    private struct Tally {
        var leaves = 0
        var unknown = 0
        var reasons: [String: Int] = [:]

        mutating func add(_ value: Value) {
            switch value {
            case .list(let items): for item in items { add(item.value) }
            case .map(let mapping): for entry in mapping.entries { add(entry.value.value) }
            case .unknown(let reason):
                leaves += 1
                unknown += 1
                // Names differ from value to value; what is referred to matters.
                reasons[reason.description.prefix { $0 != "." && $0 != "'" }.description, default: 0] += 1
            default: leaves += 1
            }
        }
    }

    func run() throws {
        print("repository\tprojects\tfiles\tresources\tin called modules\tleaves\tunknown\tseconds\tdiagnostics")
        for folder in folders {
            let tree = try DirectoryTree(folder)
            let before = clock()
            let projects = discover(tree).filter { $0.kind == .terraform }
            var tally = Tally()
            var (resources, inner, notes) = (0, 0, 0)
            var kinds: [String: Int] = [:]
            for project in projects {
                let rendered = render(project, in: tree)
                for diagnostic in rendered.diagnostics { kinds[diagnostic.id, default: 0] += 1 }
                notes += rendered.diagnostics.count
                for resource in rendered.resources where !["variable", "output", "module", "terraform"].contains(resource.id.type) {
                    resources += 1
                    if !resource.id.scope.isEmpty { inner += 1 }
                    tally.add(resource.value.value)
                }
            }
            let seconds = Double(clock() - before) / Double(CLOCKS_PER_SEC)
            let share = tally.leaves == 0 ? 0 : tally.unknown * 1000 / tally.leaves
            let shown = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            let name = folder.split(separator: "/").last.map(String.init) ?? folder
            let files = projects.reduce(0) { $0 + $1.files.count }
            print(
                "\(name)\t\(projects.count)\t\(files)\t\(resources)\t\(inner)\t\(tally.leaves)\t\(share / 10).\(share % 10)%\t"
                    + "\(Double(Int(seconds * 1000)) / 1000)\t\(shown)")
            for (reason, count) in tally.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(reasons) {
                print("    \(count)\t\(reason)")
            }
        }
    }
}
