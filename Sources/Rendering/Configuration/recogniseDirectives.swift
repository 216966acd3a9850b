internal import ConfigModel
package import Documents
package import SourceText

/// Whether a file of this path may hold directives; its content decides.
package func mayHoldDirectives(_ path: String) -> Bool {
    let name = fileName(of: path).lowercased()
    let folders = path.split(separator: "/").dropLast().map { $0.lowercased() }
    if [".conf", ".cfg", ".properties", ".nginx", ".vhost", ".service", ".socket", ".cf", ".rego"].contains(where: name.hasSuffix) { return true }
    if ["nginx.conf", "haproxy.cfg", "sshd_config", "sudoers", "redis.conf"].contains(where: { name.hasPrefix($0) && !name.hasSuffix(".md") }) {
        return true
    }
    return folders.contains { ["sites-available", "sites-enabled", "sudoers.d"].contains($0) } && !name.contains(".md")
}

/// The language of a file, where its path allows one and its content leaves no doubt; nil for anything else.
package func recogniseDirectives(_ source: SourceFile) -> DirectiveDocument? {
    let path = source.path.lowercased()
    let name = fileName(of: path)
    func read(_ language: DirectiveLanguage, _ isSure: (DirectiveDocument, [String]) -> Bool) -> DirectiveDocument? {
        let document = DirectiveDocument.parse(source, as: language)
        return document.isSound && isSure(document, document.roots[0].value.mapping?.keys ?? []) ? document : nil
    }
    if name.hasSuffix(".properties") { return read(.properties) { _, keys in kafkaRole(keys) != nil } }
    if name.hasSuffix(".service") || name.hasSuffix(".socket") || path.contains(".service.d/") || path.contains(".socket.d/") {
        return read(.systemd) { _, keys in !keys.isEmpty && keys.allSatisfy { systemdSections.contains($0) || $0.hasPrefix("X-") } }
    }
    if path.contains("sshd_config") {
        return read(.sshd) { document, keys in !keys.isEmpty && keys.allSatisfy { document.language.isKnownKeyword($0) } }
    }
    if path.contains("sudoers") {
        return read(.sudoers) { document, keys in
            let specs = document.roots[0]["spec"]?.value.list ?? []
            return !keys.isEmpty && specs.allSatisfy { $0["text"]?.value.string?.contains("=") ?? true }
        }
    }
    if path.contains("sysctl") {
        return read(.sysctl) { _, keys in !keys.isEmpty && keys.allSatisfy { key in sysctlRoots.contains { key.hasPrefix($0) } } }
    }
    if name.contains("redis") || name.contains("sentinel"),
        let found = read(.redis, { _, keys in keys.filter(redisKeys.contains).count >= 1 && keys.allSatisfy(isDashedWord) })
    {
        return found
    }
    if source.bytes.contains(text: "{"), let found = read(.nginx, { document, _ in isNginx(document) }) { return found }
    if source.bytes.contains(text: ";"), let found = read(.nginx, { document, keys in isNginxSnippet(document, keys, path) }) { return found }
    if let found = read(.haproxy, { document, keys in isHAProxy(document, keys) }) { return found }
    if let found = read(.rabbitmq, { _, keys in isRabbitMQ(keys, path) }) { return found }
    if let found = read(.mosquitto, { _, keys in isMosquitto(keys, path) }) { return found }
    if let found = read(.nats, { _, keys in isNATS(keys, path) }) { return found }
    return nil
}

/// What a `.properties` file of Kafka configures: `broker`, `connect`, `client`; nil for others.
func kafkaRole(_ keys: [String]) -> String? {
    let all = Set(keys)
    if !all.isDisjoint(with: [
        "process.roles", "broker.id", "zookeeper.connect", "controller.quorum.voters", "inter.broker.listener.name", "log.dirs",
    ]) {
        return "broker"
    }
    if !all.isDisjoint(with: ["offset.storage.topic", "offset.storage.file.filename", "config.storage.topic", "key.converter"]) { return "connect" }
    if all.contains("listeners"), all.contains(where: { $0.hasPrefix("authorizer.") || $0.hasPrefix("listener.") || $0 == "advertised.listeners" }) {
        return "broker"
    }
    return all.contains("bootstrap.servers") || all.contains("security.protocol") || all.contains("sasl.jaas.config") ? "client" : nil
}

private let systemdSections: Set<String> = [
    "Unit", "Service", "Install", "Socket", "Timer", "Mount", "Automount", "Swap", "Path", "Slice", "Scope",
]
private let sysctlRoots = ["kernel.", "net.", "fs.", "vm.", "user.", "dev.", "abi.", "debug."]
private let redisKeys: Set<String> = [
    "bind", "protected-mode", "port", "requirepass", "save", "appendonly", "maxmemory", "maxmemory-policy", "dbfilename", "tls-port",
    "rename-command",
    "daemonize", "appendfsync", "masterauth", "replicaof", "slaveof", "aclfile", "user", "sentinel", "cluster-enabled",
]

private func isDashedWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
}

private func blocks(_ document: DirectiveDocument, _ name: String) -> [Traced] {
    (document.roots[0][name]?.value.list ?? []).filter { ($0.value.mapping?.count ?? 0) > 2 }
}

private func isNginx(_ document: DirectiveDocument) -> Bool {
    let serverWords = ["listen", "location", "server_name", "proxy_pass", "return", "root", "include"]
    let httpWords = ["server", "include", "sendfile", "log_format", "upstream"]
    if blocks(document, "http").contains(where: { block in httpWords.contains { block[$0] != nil } }) { return true }
    if blocks(document, "server").contains(where: { block in serverWords.contains { block[$0] != nil } }) { return true }
    if document.roots[0]["events"] != nil, document.roots[0]["http"] != nil { return true }
    let locationWords = [
        "proxy_pass", "alias", "root", "try_files", "fastcgi_pass", "return", "deny", "allow", "add_header", "rewrite", "uwsgi_pass",
    ]
    return blocks(document, "location").contains { block in locationWords.contains { block[$0] != nil } }
}

private func isNginxSnippet(_ document: DirectiveDocument, _ keys: [String], _ path: String) -> Bool {
    let strong = [
        "ssl_protocols", "ssl_ciphers", "add_header", "proxy_set_header", "fastcgi_param", "server_tokens", "gzip", "proxy_pass", "ssl_session_cache",
    ]
    let known = [
        "ssl_", "proxy_", "add_header", "fastcgi_", "gzip", "server_tokens", "client_", "keepalive_", "access_log", "error_log", "expires", "charset",
        "limit_", "resolver", "auth_basic", "if", "include", "map", "error_page", "root", "index", "etag", "sendfile", "tcp_", "location", "types",
        "log_not_found",
    ]
    return keys.contains { strong.contains($0) } && keys.allSatisfy { key in known.contains { key.hasPrefix($0) } }
        && document.roots[0].value.mapping!.entries.allSatisfy { entry in (entry.value.value.list ?? []).allSatisfy { $0["args"] != nil } }
}

private func isHAProxy(_ document: DirectiveDocument, _ keys: [String]) -> Bool {
    let sections = ["global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "resolvers"]
    guard !keys.isEmpty, keys.allSatisfy({ document.language.opensSection($0) }) else { return false }
    let words = [
        "bind", "server", "mode", "balance", "timeout client", "timeout connect", "timeout server", "log", "maxconn", "stats socket",
        "default_backend", "user",
    ]
    return sections.contains { name in blocks(document, name).contains { section in words.contains { section[$0] != nil } } }
}

private func isRabbitMQ(_ keys: [String], _ path: String) -> Bool {
    let known = [
        "listeners.", "loopback_users", "default_", "ssl_options.", "management.", "cluster_", "log.", "auth_", "mqtt.", "stomp.", "vm_memory_",
        "disk_free_",
        "heartbeat", "queue_master_locator", "tcp_listen_options.", "prometheus.", "password_hashing_module", "load_definitions", "definitions.",
        "channel_max",
        "consumer_timeout", "anonymous_login_user", "num_acceptors.", "collect_statistics", "web_", "stream.", "ssl_", "raft.", "reverse_dns_lookups",
        "max_message_size",
        "oauth", "total_memory", "net_ticktime", "amqp1_0.", "mirroring_", "handshake_timeout", "hipe_compile", "proxy_protocol", "frame_max",
        "connection_max", "node_max", "statistics_",
    ]
    guard !keys.isEmpty, keys.allSatisfy({ key in known.contains { key.hasPrefix($0) } }) else { return false }
    return path.contains("rabbit")
        || keys.contains { key in
            ["listeners.", "loopback_users", "management.", "ssl_options.", "default_user", "cluster_formation."].contains { key.hasPrefix($0) }
        }
}

private func isMosquitto(_ keys: [String], _ path: String) -> Bool {
    let strong: Set<String> = [
        "listener", "allow_anonymous", "persistence_location", "per_listener_settings", "connection", "password_file", "acl_file", "bridge_insecure",
        "persistence",
    ]
    guard keys.contains(where: strong.contains),
        keys.allSatisfy({ key in key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 } })
    else {
        return false
    }
    return path.contains("mosquitto") || keys.filter(strong.contains).count >= 2
}

private func isNATS(_ keys: [String], _ path: String) -> Bool {
    let known: Set<String> = [
        "port", "listen", "host", "net", "http_port", "http", "https_port", "https", "monitor_port", "server_name", "client_advertise", "cluster",
        "jetstream",
        "accounts", "authorization", "tls", "leafnodes", "leafnode", "gateway", "websocket", "mqtt", "log_file", "logfile", "debug", "trace",
        "trace_verbose",
        "logtime", "max_payload", "max_connections", "max_pending", "max_control_line", "operator", "operators", "resolver", "resolver_preload",
        "system_account",
        "system", "include", "pid_file", "pidfile", "no_auth_user", "allow_non_tls", "prof_port", "ping_interval", "ping_max", "write_deadline",
        "lame_duck_duration",
        "max_subscriptions", "server_tags", "ports_file_dir", "connect_error_reports", "default_js_domain", "no_sys_acc", "log_size_limit",
        "logfile_size_limit",
        "max_traced_msg_len", "syslog", "remote_syslog", "http_base_path", "resolver_tls", "lame_duck_grace_period", "disable_sublist_cache",
        "logfile_max_num",
    ]
    let settings = keys.filter { key in key.contains { $0.isLowercase } }
    let strong: Set<String> = [
        "jetstream", "accounts", "authorization", "leafnodes", "gateway", "http_port", "monitor_port", "cluster", "system_account", "no_auth_user",
    ]
    guard !settings.isEmpty, settings.allSatisfy({ known.contains($0.lowercased()) }) else { return false }
    return path.contains("nats") || settings.filter(strong.contains).count >= 1 && settings.count >= 2
}
