package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// Configuration of RabbitMQ in its `rabbitmq.conf` format.
///
/// Source: https://www.rabbitmq.com/docs/configure
package struct RabbitMQ: DirectiveProduct {
    package let name = "rabbitmq"
    package let language = DirectiveLanguage.rabbitmq
    package let selectors = [SelectorKind.whole("rabbitmq")]

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".conf") }
    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool { isRabbitMQ(keys, path) }
}

/// Exported definitions of RabbitMQ: users, virtual hosts, permissions.
///
/// Source: https://www.rabbitmq.com/docs/definitions
package struct RabbitMQDefinitions: StructuredProduct {
    package let name = "rabbitmq-definitions"
    package let exampleFile = "definitions.json"
    package let selectors = [SelectorKind.whole("rabbitmq.definitions", system: "rabbitmq-definitions")]

    package init() {}

    package func mayBe(_ file: SourceFile) -> Bool {
        file.path.hasSuffix(".json") && file.bytes.contains(text: "\"vhosts\"") && file.bytes.contains(text: "\"users\"")
    }

    package func type(of root: Mapping, path: String) -> String? {
        root["users"]?.value.list != nil && root["vhosts"]?.value.list != nil ? "definitions" : nil
    }
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
