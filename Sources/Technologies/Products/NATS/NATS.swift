package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// Configuration of the NATS server, whole or in the parts that it includes.
///
/// Source: https://docs.nats.io/running-a-nats-service/configuration
package struct NATS: DirectiveProduct {
    package let name = "nats"
    package let language = DirectiveLanguage.nats
    package let selectors = [SelectorKind.whole("nats")]

    package let productCheck: ProductCheck? = natsCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".conf") }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        isNATS(keys, path) || isNATSPart(document.roots[0], keys)
    }

    package func value(of document: DirectiveDocument, in tree: any WorkTree, isEmbedded: Bool) -> Traced {
        isEmbedded ? document.roots[0] : withNATSIncludes(document, tree)
    }
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

/// What a NATS file includes: one of its blocks, with settings inside that only NATS knows.
private func isNATSPart(_ root: Traced, _ keys: [String]) -> Bool {
    guard !keys.isEmpty, keys.allSatisfy({ ["accounts", "authorization", "leafnodes", "system_account"].contains($0) }) else { return false }
    let account: Set<String> = ["users", "jetstream", "imports", "exports", "default_permissions", "mappings", "limits"]
    if let accounts = root["accounts"]?.value.mapping, !accounts.isEmpty {
        return accounts.entries.allSatisfy { entry in
            guard let inner = entry.value.value.mapping else { return false }
            return inner.isEmpty || inner.keys.contains(where: account.contains)
        }
    }
    if let remotes = root["leafnodes"]?["remotes"]?.value.list {
        return remotes.contains { $0["url"] != nil || $0["urls"] != nil }
    }
    guard let users = root["authorization"]?["users"]?.value.list else { return false }
    return users.contains { $0["user"] != nil || $0["nkey"] != nil }
}

/// How the NATS server checks its own files.
private let natsCheck = ProductCheck(
    system: "nats", tool: "nats-server", arguments: { file, _ in ["-t", "-c", file] },
    prepare: { text in text.replacing(/(cert_file|key_file|ca_file): "[^"]*",?/, with: "") },
    isProblem: { $0.contains("nats-server:") && !$0.contains("is valid") })
