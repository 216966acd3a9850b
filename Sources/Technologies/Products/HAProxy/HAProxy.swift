internal import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Configuration of HAProxy.
///
/// Source: https://docs.haproxy.org/
package struct HAProxy: DirectiveProduct {
    package let name = "haproxy"
    package let language = DirectiveLanguage.haproxy
    package let selectors = haproxySelectors

    package let productCheck: ProductCheck? = haproxyCheck
    package let exampleFile = "haproxy.cfg"

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        return [".conf", ".cfg", ".cf"].contains(where: name.hasSuffix) || name.hasPrefix("haproxy.cfg") && !name.hasSuffix(".md")
    }

    package func isNamed(by path: String) -> Bool { fileName(of: path) == "haproxy.cfg" }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool { isHAProxy(document, keys) }
}

private func isHAProxy(_ document: DirectiveDocument, _ keys: [String]) -> Bool {
    let sections = ["global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "resolvers"]
    guard !keys.isEmpty, keys.allSatisfy({ document.language.opensSection($0) }) else { return false }
    let words = [
        "bind", "server", "mode", "balance", "timeout client", "timeout connect", "timeout server", "log", "maxconn", "stats socket",
        "default_backend", "user",
    ]
    return sections.contains { name in document.blocks(name).contains { section in words.contains { section[$0] != nil } } }
}

/// How HAProxy checks its own files.
private let haproxyCheck = ProductCheck(
    system: "haproxy", tool: "haproxy", arguments: { file, _ in ["-c", "-f", file] }, isProblem: { $0.contains("[ALERT]") })
