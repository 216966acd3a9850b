/// A language that is a list of directives, with its own words, comments and blocks.
///
///     server { listen 443 ssl; }          nginx: braces and semicolons
///     frontend web                        haproxy, mosquitto, sshd, systemd: sections by lines
///     net.ipv4.tcp_syncookies = 1         sysctl, properties, rabbitmq: keys and values
///
/// What is known of a language's syntax stands in `Languages/`, one file a language; `allCases` is the only list of them.
package struct DirectiveLanguage: Sendable {
    /// The name that resources and reports use.
    package let rawValue: String
    let syntax: DirectiveSyntax

    init(_ name: String, _ syntax: DirectiveSyntax) {
        rawValue = name
        self.syntax = syntax
    }

    /// Whether the language knows the keyword; true for languages without a closed list.
    package func isKnownKeyword(_ name: String) -> Bool {
        syntax.names.keywords.isEmpty || syntax.names.keywords[name.lowercased()] != nil
    }

    /// Whether a line that starts with `name` begins a section that lasts to the next one.
    package func opensSection(_ name: String) -> Bool { syntax.layout.startsSection(name) }
}

extension DirectiveLanguage: CaseIterable {
    /// Every language that Larboard reads.
    package static let allCases: [DirectiveLanguage] = [
        .nginx, .haproxy, .sshd, .sysctl, .systemd, .redis, .mosquitto, .nats, .sudoers, .properties, .rabbitmq,
    ]
}

extension DirectiveLanguage: RawRepresentable, Hashable, CustomStringConvertible {
    /// Nil when no language has the name.
    package init?(rawValue: String) {
        guard let found = DirectiveLanguage.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }

    package static func == (left: DirectiveLanguage, right: DirectiveLanguage) -> Bool { left.rawValue == right.rawValue }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    package var description: String { rawValue }
}
