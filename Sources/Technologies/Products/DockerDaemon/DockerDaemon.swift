package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Docker's `daemon.json`, dockerd(8).
package struct DockerDaemon: StructuredProduct {
    package let name = "docker"
    package let selectors = [SelectorKind.whole("docker.daemon", system: "docker")]

    package init() {}

    package func mayBe(_ file: SourceFile) -> Bool { fileName(of: file.path) == "daemon.json" }

    package func type(of root: Mapping, path: String) -> String? {
        guard fileName(of: path) == "daemon.json", !root.isEmpty else { return nil }
        let isKnown = root.keys.allSatisfy { key in dockerKeys.contains { key == $0 || (key.hasSuffix("s") && key.dropLast() == $0) } }
        return isKnown ? "daemon" : nil
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
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
