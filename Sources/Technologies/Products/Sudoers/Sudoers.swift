package import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Who may do what as whom, sudoers(5).
package struct Sudoers: DirectiveProduct {
    package let name = "sudoers"
    package let language = DirectiveLanguage.sudoers
    package let selectors = [SelectorKind.whole("sudoers")]

    package let productCheck: ProductCheck? = sudoersCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        let folders = path.split(separator: "/").dropLast().map { $0.lowercased() }
        return name.hasPrefix("sudoers") && !name.hasSuffix(".md") || folders.contains("sudoers.d") && !name.contains(".md")
    }

    /// sudo itself passes over files of the folder with a dot or a tilde in their name, sudoers(5).
    package func isNamed(by path: String) -> Bool {
        let name = fileName(of: path)
        let isInFolder = path.hasPrefix("sudoers.d/") || path.contains("/sudoers.d/")
        return name == "sudoers" || isInFolder && !name.contains(".") && !name.hasSuffix("~") && name != "README"
    }

    package func claim(_ path: String, name: String) -> PathClaim { path.contains("sudoers") ? .certain : .impossible }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        let specs = document.roots[0]["spec"]?.value.list ?? []
        return !keys.isEmpty && specs.allSatisfy { $0["text"]?.value.string?.contains("=") ?? true }
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
}

/// How visudo checks its own files.
private let sudoersCheck = ProductCheck(
    system: "sudoers", tool: "visudo", arguments: { file, _ in ["-c", "-f", file] }, isProblem: { $0.contains("error") })
