import ConfigModel
internal import Projects

/// What the `Globals` section of a SAM template gives the resources of one type.
///
///     Globals:
///       Function: {Tracing: Active}        # every AWS::Serverless::Function has it, unless it says otherwise
///
/// Source: AWS SAM developer guide, "Globals section of the template": flags, numbers and texts of a resource replace the global
/// ones, maps are merged, lists are put behind the global ones.
enum ServerlessGlobals {
    /// The section that a type takes from: `Function` for `AWS::Serverless::Function`.
    static func section(of type: String) -> String? {
        guard type.hasPrefix("AWS::Serverless::") else { return nil }
        let name = String(type.dropFirst("AWS::Serverless::".count))
        return supported[name] == nil ? nil : name
    }

    static func supports(_ property: String, in section: String) -> Bool { supported[section]?.contains(property) ?? false }

    /// The properties that SAM takes from each section.
    private static let supported: [String: Set<String>] = [
        "Function": [
            "Handler", "Runtime", "CodeUri", "DeadLetterQueue", "Description", "MemorySize", "Timeout", "VpcConfig", "Environment", "Tags",
            "PropagateTags", "Tracing", "KmsKeyArn", "Layers", "AutoPublishAlias", "DeploymentPreference", "RolePath", "PermissionsBoundary",
            "ReservedConcurrentExecutions", "ProvisionedConcurrencyConfig", "AssumeRolePolicyDocument", "EventInvokeConfig", "Architectures",
            "EphemeralStorage", "SnapStart", "RuntimeManagementConfig", "LoggingConfig", "FileSystemConfigs",
        ],
        "Api": [
            "Auth", "Name", "DefinitionUri", "CacheClusterEnabled", "CacheClusterSize", "Variables", "EndpointConfiguration", "MethodSettings",
            "BinaryMediaTypes", "MinimumCompressionSize", "Cors", "GatewayResponses", "AccessLogSetting", "CanarySetting", "TracingEnabled",
            "OpenApiVersion", "Domain", "AlwaysDeploy", "PropagateTags", "SecurityPolicy",
        ],
        "HttpApi": [
            "Auth", "AccessLogSettings", "StageVariables", "Tags", "RouteSettings", "Domain", "CorsConfiguration", "DefaultRouteSettings",
            "PropagateTags",
        ],
        "SimpleTable": ["SSESpecification"],
        "StateMachine": ["PropagateTags"],
        "LayerVersion": ["PublishLambdaVersion"],
    ]

    /// A resource's properties laid over the global ones.
    static func merged(_ global: Traced, under own: Traced) -> Traced {
        switch (global.value, own.value) {
        case (.map(let below), .map(let above)):
            var result = Mapping()
            for entry in above.entries {
                var entry = entry
                if let base = below[entry.key] { entry.value = merged(base, under: entry.value) }
                result.set(entry)
            }
            for entry in below.entries where above[entry.key] == nil { result.set(entry) }
            return Traced(.map(result), own.provenance.continued(global.provenance))
        case (.list(let first), .list(let second)): return Traced(.list(first + second), own.provenance)
        default: return own
        }
    }

    /// A global value, which several resources share.
    static func shared(_ value: Traced) -> Traced {
        let provenance = value.provenance.asRole(.intermediate)
        switch value.value {
        case .map(let mapping):
            return Traced(
                .map(Mapping(mapping.entries.map { .init(key: $0.key, keyProvenance: $0.keyProvenance, value: shared($0.value)) })), provenance)
        case .list(let items): return Traced(.list(items.map(shared)), provenance)
        default: return Traced(value.value, provenance)
        }
    }
}
