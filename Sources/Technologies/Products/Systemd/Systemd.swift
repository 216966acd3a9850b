package import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Units of systemd and their drop-ins, systemd.unit(5).
package struct Systemd: DirectiveProduct {
    package let name = "systemd"
    package let language = DirectiveLanguage.systemd
    package let selectors = [SelectorKind.whole("systemd")]

    package let productCheck: ProductCheck? = systemdCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        return name.hasSuffix(".service") || name.hasSuffix(".socket")
    }

    package func claim(_ path: String, name: String) -> PathClaim {
        name.hasSuffix(".service") || name.hasSuffix(".socket") || path.contains(".service.d/") || path.contains(".socket.d/")
            ? .certain : .impossible
    }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        !keys.isEmpty && keys.allSatisfy { systemdSections.contains($0) || $0.hasPrefix("X-") }
    }

    package func type(of document: DirectiveDocument) -> String {
        document.source.path.split(separator: "/").reversed().lazy.compactMap { part -> String? in
            let name = part.hasSuffix(".d") ? part.dropLast(2) : part
            return ["service", "socket"].first { name.hasSuffix(".\($0)") }
        }.first ?? "service"
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
}

private let systemdSections: Set<String> = [
    "Unit", "Service", "Install", "Socket", "Timer", "Mount", "Automount", "Swap", "Path", "Slice", "Scope",
]

/// How systemd-analyze checks its own files.
private let systemdCheck = ProductCheck(
    system: "systemd", tool: "systemd-analyze", arguments: { file, _ in ["verify", file] },
    isProblem: { $0.contains("Unknown") || $0.contains("Failed to parse") || $0.contains("Assignment outside") })
