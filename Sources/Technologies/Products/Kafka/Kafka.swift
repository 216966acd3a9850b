internal import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Properties files of Kafka: brokers, Connect, clients.
///
/// Source: https://kafka.apache.org/documentation/#configuration
package struct Kafka: DirectiveProduct {
    package let name = "properties"
    package let language = DirectiveLanguage.properties
    package let selectors = [SelectorKind.whole("properties")]

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".properties") }
    package func claim(_ path: String, name: String) -> PathClaim { name.hasSuffix(".properties") ? .certain : .impossible }
    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool { kafkaRole(keys) != nil }

    package func type(of document: DirectiveDocument) -> String {
        "kafka-" + (kafkaRole(document.roots[0].value.mapping?.keys ?? []) ?? "client")
    }
}

/// What a `.properties` file of Kafka configures: `broker`, `connect`, `client`; nil for others.
private func kafkaRole(_ keys: [String]) -> String? {
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
