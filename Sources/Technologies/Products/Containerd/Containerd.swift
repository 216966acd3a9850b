package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Configuration of containerd, containerd-config.toml(5).
package struct Containerd: StructuredProduct {
    package let name = "containerd"
    package let selectors = [SelectorKind.whole("containerd")]

    package init() {}

    package func mayBe(_ file: SourceFile) -> Bool {
        file.path.hasSuffix(".toml") && (file.bytes.contains(text: "io.containerd") || file.bytes.contains(text: "[grpc]"))
    }

    package func type(of root: Mapping, path: String) -> String? { path.hasSuffix(".toml") && isContainerd(root) ? "config" : nil }
}

/// `/etc/containerd/config.toml`, containerd-config.toml(5): known keys only, and a plugin or the socket among them.
private func isContainerd(_ mapping: Mapping) -> Bool {
    let known: Set<String> = [
        "version", "root", "state", "temp", "plugin_dir", "disabled_plugins", "required_plugins", "oom_score", "imports", "grpc", "ttrpc", "debug",
        "metrics", "cgroup", "plugins", "timeouts", "proxy_plugins", "stream_processors",
    ]
    guard mapping.keys.allSatisfy(known.contains) else { return false }
    return mapping["grpc"]?.value.mapping != nil || (mapping["plugins"]?.value.mapping?.keys ?? []).contains { $0.hasPrefix("io.containerd") }
}
