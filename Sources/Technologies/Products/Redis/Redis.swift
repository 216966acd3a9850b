internal import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Configuration of Redis and its Sentinel, redis.conf.
package struct Redis: DirectiveProduct {
    package let name = "redis"
    package let language = DirectiveLanguage.redis
    package let selectors = [SelectorKind.whole("redis")]

    package let productCheck: ProductCheck? = redisCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        return name.hasPrefix("redis.conf") && !name.hasSuffix(".md") || name.hasSuffix(".conf")
    }

    package func isNamed(by path: String) -> Bool { fileName(of: path) == "redis.conf" }

    package func claim(_ path: String, name: String) -> PathClaim {
        name.contains("redis") || name.contains("sentinel") ? .possible : .impossible
    }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        keys.filter(redisKeys.contains).count >= 1 && keys.allSatisfy(isDashedWord)
    }
}

private let redisKeys: Set<String> = [
    "bind", "protected-mode", "port", "requirepass", "save", "appendonly", "maxmemory", "maxmemory-policy", "dbfilename", "tls-port",
    "rename-command",
    "daemonize", "appendfsync", "masterauth", "replicaof", "slaveof", "aclfile", "user", "sentinel", "cluster-enabled",
]

private func isDashedWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
}

/// How Redis checks its own files.
private let redisCheck = ProductCheck(
    // The folder that is not there comes last, so that the server stops behind a file it has read without complaint.
    system: "redis", tool: "redis-server", arguments: { file, folder in [file, "--dir", "\(folder)/absent"] },
    isProblem: { $0.hasPrefix(">>> '") && !$0.contains("/absent") })
