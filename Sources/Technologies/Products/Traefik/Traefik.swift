package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Static and dynamic configuration of Traefik, YAML or TOML.
///
/// Source: https://doc.traefik.io/traefik/getting-started/configuration-overview/
package struct Traefik: StructuredProduct {
    package let name = "traefik"
    package let selectors = [SelectorKind.whole("traefik")]

    package init() {}

    package func mayBe(_ file: SourceFile) -> Bool {
        let bytes = file.bytes
        if file.path.hasSuffix(".json") { return false }
        if file.path.hasSuffix(".toml") {
            let words: [StaticString] = ["entryPoints", "[http", "[tcp", "[udp", "[tls"]
            return words.contains { bytes.contains(text: $0) }
        }
        let words: [StaticString] = ["entryPoints:", "routers:", "middlewares:", "serversTransports:"]
        return words.contains { bytes.contains(text: $0) } || (bytes.contains(text: "tls:") && bytes.contains(text: "options:"))
    }

    package func isNamed(by path: String) -> Bool { ["traefik.yml", "traefik.yaml", "traefik.toml"].contains(fileName(of: path)) }

    package func type(of root: Mapping, path: String) -> String? {
        if let points = root["entryPoints"]?.value.mapping, points.entries.allSatisfy({ $0.value.value.mapping != nil || $0.value.value.isNull }) {
            return "static"
        }
        let dynamic: Set<String> = ["http", "tcp", "udp", "tls"]
        guard !root.isEmpty, root.keys.allSatisfy(dynamic.contains) else { return nil }
        let parts = ["routers", "services", "middlewares", "serversTransports"]
        let isDynamic = ["http", "tcp", "udp"].contains { key in parts.contains { root[key]?[$0]?.value.mapping != nil } }
        let isTLS = root["tls"]?["options"]?.value.mapping != nil || root["tls"]?["certificates"]?.value.list != nil
        return isDynamic || isTLS ? "dynamic" : nil
    }
}
