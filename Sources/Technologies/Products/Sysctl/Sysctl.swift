package import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Kernel parameters, sysctl.conf(5).
package struct Sysctl: DirectiveProduct {
    package let name = "sysctl"
    package let language = DirectiveLanguage.sysctl
    package let selectors = [SelectorKind.whole("sysctl")]

    package let productCheck: ProductCheck? = sysctlCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".conf") }
    package func claim(_ path: String, name: String) -> PathClaim { path.contains("sysctl") ? .certain : .impossible }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        !keys.isEmpty && keys.allSatisfy { key in sysctlRoots.contains { key.hasPrefix($0) } }
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
}

private let sysctlRoots = ["kernel.", "net.", "fs.", "vm.", "user.", "dev.", "abi.", "debug."]

/// How sysctl checks its own files.
private let sysctlCheck = ProductCheck(
    system: "sysctl", tool: "sysctl", arguments: { file, _ in ["--dry-run", "-p", file] },
    isProblem: { $0.contains("invalid") || $0.contains("syntax") })
