internal import ConfigModel
package import Documents
package import Projects
internal import SourceText

/// Configuration of the Mosquitto broker, mosquitto.conf(5).
package struct Mosquitto: DirectiveProduct {
    package let name = "mosquitto"
    package let language = DirectiveLanguage.mosquitto
    package let selectors = [SelectorKind.whole("mosquitto")]

    package let productCheck: ProductCheck? = mosquittoCheck

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".conf") }
    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool { isMosquitto(keys, path) }
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

/// How Mosquitto checks its own files.
private let mosquittoCheck = ProductCheck(
    // Likewise a word that is unknown.
    system: "mosquitto", tool: "mosquitto", arguments: { file, _ in ["-c", file] },
    prepare: { text in text + "\nend_of_example true\n" },
    isProblem: { $0.contains("Error:") && !$0.contains("end_of_example") })
