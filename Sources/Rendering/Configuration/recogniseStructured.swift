internal import ConfigModel
internal import Documents
internal import SourceText

/// Whether a search for a few words says that the file may be of a product that is known; parsing decides.
func mayBeStructured(_ file: SourceFile) -> Bool {
    let path = file.path
    if isBelowGitHub(path) || ["action.yml", "action.yaml", "daemon.json"].contains(fileName(of: path)) { return true }
    let bytes = file.bytes
    if path.hasSuffix(".toml") {
        let words: [StaticString] = ["entryPoints", "[http", "[tcp", "[udp", "[tls", "io.containerd", "[grpc]"]
        return words.contains { bytes.contains(text: $0) }
    }
    if path.hasSuffix(".json") {
        return bytes.contains(text: "static_resources") || (bytes.contains(text: "\"vhosts\"") && bytes.contains(text: "\"users\""))
    }
    return bytes.contains(text: "static_resources:") || bytes.contains(text: "type.googleapis.com/envoy") || bytes.contains(text: "entryPoints:")
        || bytes.contains(text: "routers:")
        || bytes.contains(text: "middlewares:") || (bytes.contains(text: "tls:") && bytes.contains(text: "options:"))
        || bytes.contains(text: "serversTransports:")
}

private func isBelowGitHub(_ path: String) -> Bool {
    path.hasPrefix(".github/") || path.contains("/.github/")
}

/// The system and type of one document, where its shape leaves no doubt.
func recogniseStructured(_ path: String, _ root: Traced) -> (system: String, type: String)? {
    guard let mapping = root.value.mapping, mapping["apiVersion"] == nil else { return nil }
    let name = fileName(of: path)
    if isBelowGitHub(path) {
        if path.contains(".github/workflows/"), mapping["jobs"]?.value.mapping != nil, mapping["on"] != nil || mapping["true"] != nil {
            return ("github", "workflow")
        }
        if name.hasPrefix("dependabot."), mapping["updates"]?.value.list != nil { return ("github", "dependabot") }
    }
    if name == "action.yml" || name == "action.yaml", mapping["runs"]?["using"] != nil { return ("github", "action") }
    if mapping["static_resources"]?.value.mapping != nil { return ("envoy", "bootstrap") }
    if let resources = mapping["resources"]?.value.list, resources.first?["@type"]?.value.string?.contains("/envoy.") == true {
        return ("envoy", "resources")
    }
    if name == "daemon.json", !mapping.isEmpty,
        mapping.keys.allSatisfy({ key in dockerKeys.contains { key == $0 || (key.hasSuffix("s") && key.dropLast() == $0) } })
    {
        return ("docker", "daemon")
    }
    if mapping["users"]?.value.list != nil, mapping["vhosts"]?.value.list != nil { return ("rabbitmq-definitions", "definitions") }
    if let points = mapping["entryPoints"]?.value.mapping, points.entries.allSatisfy({ $0.value.value.mapping != nil || $0.value.value.isNull }) {
        return ("traefik", "static")
    }
    if path.hasSuffix(".toml"), isContainerd(mapping) { return ("containerd", "config") }
    let dynamic: Set<String> = ["http", "tcp", "udp", "tls"]
    if !mapping.isEmpty, mapping.keys.allSatisfy(dynamic.contains) {
        let parts = ["routers", "services", "middlewares", "serversTransports"]
        let isDynamic = ["http", "tcp", "udp"].contains { key in parts.contains { mapping[key]?[$0]?.value.mapping != nil } }
        let isTLS = mapping["tls"]?["options"]?.value.mapping != nil || mapping["tls"]?["certificates"]?.value.list != nil
        if isDynamic || isTLS { return ("traefik", "dynamic") }
    }
    return nil
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

/// Keys of `/etc/docker/daemon.json`, dockerd(8).
private let dockerKeys: Set<String> = [
    "allow-direct-routing", "allow-nondistributable-artifacts", "authorization-plugins", "bip", "bip6", "bridge", "builder", "cgroup-parent",
    "containerd",
    "containerd-namespace", "containerd-plugin-namespace", "data-root", "debug", "default-address-pools", "default-cgroupns-mode", "default-gateway",
    "default-ipc-mode", "default-network-opts", "default-runtime", "default-shm-size", "default-ulimits", "dns", "dns-opts", "dns-search",
    "exec-opts",
    "exec-root", "experimental", "features", "fixed-cidr", "fixed-cidr-v6", "graph", "group", "host-gateway-ip", "hosts", "http-proxy", "icc",
    "insecure-registries", "ip", "ip-forward", "ip-masq", "ip6tables", "iptables", "ipv6", "labels", "live-restore", "log-driver", "log-format",
    "log-level",
    "log-opts", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts", "metrics-addr", "mtu", "no-new-privileges",
    "node-generic-resources",
    "oom-score-adjust", "pidfile", "proxies", "raw-logs", "registry-mirrors", "runtimes", "seccomp-profile", "selinux-enabled", "shutdown-timeout",
    "storage-driver", "storage-opts", "swarm-default-advertise-addr", "tls", "tlscacert", "tlscert", "tlskey", "tlsverify", "userland-proxy",
    "userland-proxy-path", "userns-remap", "cluster-store", "cluster-advertise", "cluster-store-opts",
]
