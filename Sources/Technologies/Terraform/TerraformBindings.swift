internal import Projects

/// Names for conditions about Terraform blocks; `rules/README.md` says for which types each is there.
let terraformBindings: [NamedExpression] =
    publicModules.map { module in NamedExpression(name: "self.module.\(module.name)", expression: module.condition) } + [
        NamedExpression(name: "self.isPostgreSQL", expression: "resource.?database_version.orValue('').startsWith('POSTGRES')"),
        NamedExpression(name: "self.databaseFlags", expression: "resource.?settings[?0].?database_flags.orValue([])"),
        NamedExpression(name: "self.databaseFlagNames", expression: "self.databaseFlags.map(f, f.?name.orValue(''))"),
    ]

/// A module of the `terraform-aws-modules` organisation (registry.terraform.io/namespaces/terraform-aws-modules).
private struct PublicModule {
    /// As conditions write it, with underscores: `rds_aurora`.
    let name: String
    /// Variables that, together, only this module has, so that copies and mirrors of it are recognised.
    let variables: [String]
    /// The variable that, when false, keeps the module from making what it is named for.
    let toggle: String

    /// True for a call of the module that makes what it is named for.
    var condition: String {
        let hyphened = name.replacing("_", with: "-")
        let source = "(^|/)terraform-aws-modules/(\(hyphened)/aws|terraform-aws-\(hyphened)([.]git)?)([?/]|$)"
        let offered = variables.map { "'\($0)' in self.offers" }.joined(separator: " && ")
        return "(resource.?source.orValue('').matches('\(source)') || \(offered)) && !isFalse(resource.?\(toggle).orValue(true))"
    }
}

private let publicModules = [
    PublicModule(name: "dynamodb_table", variables: ["point_in_time_recovery_enabled", "hash_key"], toggle: "create_table"),
    PublicModule(name: "ec2_instance", variables: ["metadata_options", "create_spot_instance"], toggle: "create"),
    PublicModule(name: "eks", variables: ["endpoint_public_access", "eks_managed_node_groups"], toggle: "create"),
    PublicModule(name: "lambda", variables: ["tracing_mode", "attach_tracing_policy"], toggle: "create_function"),
    PublicModule(
        name: "rds", variables: ["db_subnet_group_name", "parameter_group_use_name_prefix", "iam_database_authentication_enabled"],
        toggle: "create_db_instance"),
    PublicModule(
        name: "rds_aurora", variables: ["cluster_performance_insights_enabled", "iam_database_authentication_enabled"], toggle: "create"),
    PublicModule(name: "s3_bucket", variables: ["versioning", "attach_deny_insecure_transport_policy"], toggle: "create_bucket"),
    PublicModule(name: "vpc", variables: ["enable_flow_log", "private_subnets"], toggle: "create_vpc"),
]
