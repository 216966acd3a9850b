extension DirectiveLanguage {
    /// Configuration of the Mosquitto broker: a name and the rest of the line; what follows `listener` or `connection` belongs to it.
    ///
    /// Source: https://mosquitto.org/man/mosquitto-conf-5.html
    package static let mosquitto = DirectiveLanguage(
        "mosquitto",
        DirectiveSyntax(
            layout: .init(sections: .keywords(scopes)),
            values: .init(arePlain: true, variables: .bracedOrBare),
            repetition: .init(accumulating: .listed(["topic", "log_type", "log_dest", "include_dir"])),
            // Behind one of them it would belong to it.
            placement: .before(scopes)))
}

private let scopes: Set<String> = ["listener", "connection"]
