import ConfigModel
import Documents
import SourceText
internal import Projects

/// One `terragrunt.hcl` that applies a module with inputs of its own.
///
///     terraform { source = "../../modules/bucket" }      # module: modules/bucket
///     inputs    = { acl = "private" }                    # a render case of the module
///
/// Source: Terragrunt documentation, "Configuration Blocks and Attributes" and "Built-in Functions".
///
/// A Terragrunt unit is an environment of its module, as a tfvars file is, evaluated with Terraform's evaluator and a `TerragruntDialect`.
/// Units that share an included file are one project.
struct TerragruntUnit {
    /// Where the module is.
    enum Module {
        /// A folder of the tree.
        case local(String)
        /// Elsewhere, or not known: why.
        case opaque(String)
        /// The file is only there to be included.
        case none
    }

    let path: String
    let module: Module
    /// What it sets, with what it includes; unknown where it cannot be said which inputs there are.
    let inputs: Traced
    /// Files whose change may change the unit: itself, what it includes and what it reads.
    let files: [String]
    /// Where the source is written.
    let sourceSpan: Span?

    static let standardName = "terragrunt.hcl"

    static func isUnit(_ path: String) -> Bool { fileName(of: path) == standardName && !path.contains(".terragrunt-cache/") }

    /// The inputs as values of the variables that a module declares.
    ///
    /// Terragrunt passes them through the environment, so that what a `terraform.tfvars` of the module says counts first.
    func assignments(for module: TerraformModule) -> [String: TerraformModule.Source] {
        var result: [String: TerraformModule.Source] = [:]
        switch inputs.value {
        case .map(let mapping): for entry in mapping.entries { result[entry.key] = .value(entry.value) }
        case .unknown: for name in module.variables.keys { result[name] = .value(inputs) }
        default: break
        }
        return result.filter { module.assignments[$0.key] == nil }
    }
}
