import ConfigModel
import SourceText
internal import Projects

/// Whose place a Terragrunt file is evaluated in.
struct TerragruntContext {
    /// The unit that all is read for.
    let unit: String
    /// The file that `get_terragrunt_dir` speaks of: the unit, or what `read_terragrunt_config` reads.
    let file: String
    /// The file that the unit includes, while that is read.
    let include: String?
}

/// The names and functions that Terragrunt adds to Terraform's.
///
///     find_in_parent_folders("env.hcl")      # /live/prod/env.hcl
///     include.root.locals.region
///
/// What runs programs, asks a cloud or decrypts is unknown, as every function is that is not known. Source: Terragrunt documentation,
/// "Built-in Functions".
final class TerragruntDialect {
    private let reader: TerragruntReader
    private let context: TerragruntContext
    private let depth: Int
    /// `include`, `dependency`.
    var names: [String: Traced] = [:]

    init(_ reader: TerragruntReader, _ context: TerragruntContext, depth: Int) {
        self.reader = reader
        self.context = context
        self.depth = depth
    }

    /// The result of a function of Terragrunt; nil when it is none.
    func call(_ name: String, _ arguments: [Traced], _ here: Provenance) -> Traced? {
        let texts = arguments.map(\.value.string)
        func text(_ value: String) -> Traced { Traced(.string(value), here) }
        func unknown(_ reason: String) -> Traced { Traced(.unknown(UnknownReason(reason)), here) }
        let home = folder(of: context.file)
        switch name {
        case "get_terragrunt_dir": return text("/" + home)
        case "get_original_terragrunt_dir": return text("/" + folder(of: context.unit))
        case "get_parent_terragrunt_dir": return text("/" + folder(of: context.include ?? context.file))
        case "get_repo_root": return text("")
        case "get_path_from_repo_root": return text(home)
        case "get_path_to_repo_root": return text(terraformPath(of: "", from: home))
        case "path_relative_to_include": return text(way(to: home, from: folder(of: context.include ?? context.file)))
        case "path_relative_from_include": return text(way(to: folder(of: context.include ?? context.file), from: home))
        case "find_in_parent_folders":
            if arguments.contains(where: { $0.value.isUnknown }) { return unknown("looks for a file whose name is not known") }
            if let found = found(texts.first.flatMap { $0 } ?? TerragruntUnit.standardName, above: home) { return text("/" + found) }
            if arguments.count > 1 { return arguments[1] }
            return unknown("looks for '\(texts.first.flatMap { $0 } ?? TerragruntUnit.standardName)', which is in no folder above in the tree")
        case "read_terragrunt_config":
            guard let first = arguments.first else { return nil }
            if case .unknown(let reason) = first.value { return Traced(.unknown(reason), here) }
            let path = first.value.string.flatMap { reader.located($0, from: context.file) }
            let inner = path.map { TerragruntContext(unit: context.unit, file: $0, include: nil) }
            if let path, let inner, let config = reader.config(path, context: inner, depth: depth + 1) { return config.asValue }
            return arguments.count > 1 ? arguments[1] : unknown("reads '\(first.value.string ?? "?")', which is not in the tree or cannot be read")
        case "get_env":
            // Whoever runs it may set it; the default is what the files say.
            if arguments.count > 1 { return arguments[1] }
            return unknown("is read from the environment")
        case "run_cmd": return unknown("is what a program prints that Terragrunt runs")
        case "get_aws_account_id", "get_aws_account_alias", "get_aws_caller_identity_arn", "get_aws_caller_identity_user_id", "sops_decrypt_file",
            "get_platform", "get_terraform_command", "get_terraform_cli_args", "get_working_dir", "get_default_retryable_errors":
            return unknown("calls \(name), which is known only when Terragrunt runs")
        default: return nil
        }
    }

    /// The arguments of Terraform's functions that read files, with the tree's root as they take it.
    func adapted(_ name: String, _ arguments: [Traced]) -> [Traced] {
        guard ["file", "fileexists", "filebase64", "templatefile"].contains(name), let first = arguments.first, let path = first.value.string,
            path.hasPrefix("/"), let place = resolved(path, in: "")
        else { return arguments }
        let way = terraformPath(of: folder(of: place), from: folder(of: context.file)) + "/" + fileName(of: place)
        return [Traced(.string(way), first.provenance)] + arguments.dropFirst()
    }

    private func way(to target: String, from start: String) -> String {
        let path = terraformPath(of: target, from: start)
        return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    /// The nearest file or folder of that name in a folder above.
    private func found(_ name: String, above home: String) -> String? {
        var at = home
        while !at.isEmpty {
            at = folder(of: at)
            let path = at.isEmpty ? name : "\(at)/\(name)"
            if reader.exists(path) { return path }
        }
        return nil
    }
}
