package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Static configuration of Envoy.
///
/// Source: https://www.envoyproxy.io/docs/envoy/latest/api-v3/bootstrap/bootstrap
package struct Envoy: StructuredProduct {
    package let name = "envoy"
    package let selectors = [
        SelectorKind.whole("envoy"),
        // A message with `@type`, by the last word of its type.
        SelectorKind("envoy.typed", system: "envoy", bindings: ["typed", "resource"]) { resource, selector in
            typedMessages(.root(of: resource), selector)
        },
    ]

    package let productCheck: ProductCheck? = envoyCheck
    package let exampleFile = "envoy.yaml"

    package init() {}

    package func mayBe(_ file: SourceFile) -> Bool {
        if file.path.hasSuffix(".toml") { return false }
        if file.path.hasSuffix(".json") { return file.bytes.contains(text: "static_resources") }
        return file.bytes.contains(text: "static_resources:") || file.bytes.contains(text: "type.googleapis.com/envoy")
    }

    package func type(of root: Mapping, path: String) -> String? {
        if root["static_resources"]?.value.mapping != nil { return "bootstrap" }
        let first = root["resources"]?.value.list?.first?["@type"]?.value.string
        return first?.contains("/envoy.") == true ? "resources" : nil
    }
}

/// How Envoy checks its own files.
private let envoyCheck = ProductCheck(
    system: "envoy", tool: "envoy", arguments: { file, _ in ["--mode", "validate", "--log-level", "error", "-c", file] },
    isProblem: { $0.contains("error initializing") || $0.contains("INVALID_ARGUMENT") })
