package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// Configuration of the OpenSSH server, sshd_config(5).
package struct SSHD: DirectiveProduct {
    package let name = "sshd"
    package let language = DirectiveLanguage.sshd
    package let selectors = [SelectorKind.whole("sshd")]
    package let derivations: any DerivationSource = SSHDDerivations()

    package let productCheck: ProductCheck? = sshdCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        return name.hasPrefix("sshd_config") && !name.hasSuffix(".md")
    }

    package func isNamed(by path: String) -> Bool { fileName(of: path) == "sshd_config" }

    package func claim(_ path: String, name: String) -> PathClaim { path.contains("sshd_config") ? .certain : .impossible }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        !keys.isEmpty && keys.allSatisfy { language.isKnownKeyword($0) }
    }

    package func value(of document: DirectiveDocument, in tree: any WorkTree, isEmbedded: Bool) -> Traced {
        isEmbedded ? document.roots[0] : withShadowed(document)
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
}

/// sshd takes the first of several lines: the root gets `shadowed`, what the last of them says, by keyword. It is not edited.
private func withShadowed(_ document: DirectiveDocument) -> Traced {
    let root = document.roots[0]
    let texts = document.shadowed
    guard var mapping = root.value.mapping, !texts.isEmpty else { return root }
    var shadowed = Mapping()
    for (name, places) in texts.sorted(by: { $0.key < $1.key }) {
        shadowed.set(Mapping.Entry(key: name, value: .new(.string(places.last.map(document.source.text) ?? ""))))
    }
    mapping.set(Mapping.Entry(key: "shadowed", value: .new(.map(shadowed))))
    return Traced(.map(mapping), root.provenance)
}

/// How sshd checks its own files.
private let sshdCheck = ProductCheck(
    system: "sshd", tool: "sshd", arguments: { file, folder in ["-t", "-f", file, "-h", "\(folder)/key"] },
    setUp: { folder in ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/key"] },
    isProblem: { !$0.contains("deprecated") && !$0.contains("Deprecated") })
