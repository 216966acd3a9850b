extension DirectiveLanguage {
    /// The `rabbitmq.conf` of RabbitMQ, in the sysctl-like format of Cuttlefish.
    ///
    /// Source: https://www.rabbitmq.com/docs/configure#config-file and https://github.com/Kyorai/cuttlefish, `src/conf_parse.peg`
    package static let rabbitmq = DirectiveLanguage(
        "rabbitmq",
        DirectiveSyntax(
            comments: .init(mayTrail: true),
            assignment: .init(marks: "=", blanksSuffice: false, separator: " = "),
            values: .init(arePlain: true, variables: .bracedOrBare)))
}
