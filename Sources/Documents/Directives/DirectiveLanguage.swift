/// The languages that are lists of directives, each with its own words, comments and blocks.
///
///     server { listen 443 ssl; }          nginx: braces and semicolons
///     frontend web                        haproxy, systemd, mosquitto, sshd: sections by lines
///     net.ipv4.tcp_syncookies = 1         sysctl, properties, rabbitmq: keys and values
package enum DirectiveLanguage: String, Sendable, CaseIterable {
    case nginx, haproxy, sshd, sysctl, systemd, redis, mosquitto, nats, sudoers, properties, rabbitmq

    /// Whether a name stands for a list of directives; otherwise it stands for the value that counts.
    var listsOccurrences: Bool { self == .nginx || self == .haproxy || self == .sudoers }

    /// Whether blocks are written with braces.
    var isBraced: Bool { self == .nginx || self == .nats }

    /// Whether the first of several equal names counts, as in sshd_config(5); elsewhere it is the last.
    var firstWins: Bool { self == .sshd }

    /// Bytes that start a comment at the beginning of a line.
    var lineComments: [UInt8] {
        switch self {
        case .sysctl, .systemd: [UInt8(ascii: "#"), UInt8(ascii: ";")]
        case .properties: [UInt8(ascii: "#"), UInt8(ascii: "!")]
        default: [UInt8(ascii: "#")]
        }
    }

    /// Whether `#` after a blank starts a comment.
    var hasTrailingComments: Bool {
        switch self {
        case .nginx, .nats, .haproxy, .sshd, .sudoers, .rabbitmq: true
        case .sysctl, .systemd, .redis, .mosquitto, .properties: false
        }
    }

    /// Whether a backslash at the end of a line continues it.
    var continuesLines: Bool { self == .systemd || self == .sudoers || self == .properties }

    /// What stands between a name and its value when the file does not show another way.
    var separator: String {
        switch self {
        case .sysctl, .rabbitmq: " = "
        case .systemd, .properties: "="
        case .nats: ": "
        default: " "
        }
    }

    /// Whether the value is everything after the separator rather than words.
    var hasPlainValues: Bool {
        switch self {
        case .sysctl, .systemd, .properties, .rabbitmq, .mosquitto: true
        default: false
        }
    }

    /// Bytes other than blanks that may part a name from its value.
    var assignments: [UInt8] {
        switch self {
        case .sysctl, .systemd, .rabbitmq: [UInt8(ascii: "=")]
        case .properties: [UInt8(ascii: "="), UInt8(ascii: ":")]
        default: []
        }
    }

    /// Whether a line that starts with `name` begins a section that lasts to the next one.
    func startsSection(_ name: String) -> Bool {
        switch self {
        case .haproxy: haproxySections.contains(name)
        case .sshd: name == "Match"
        case .mosquitto: name == "listener" || name == "connection"
        default: false
        }
    }

    /// Names that stand for all their values, one a line, since every one of them counts.
    func accumulates(_ name: String) -> Bool {
        switch self {
        case .systemd: true
        case .redis: ["rename-command", "user", "save", "include", "loadmodule", "client-output-buffer-limit"].contains(name)
        case .sshd:
            [
                "Port", "ListenAddress", "HostKey", "HostCertificate", "AcceptEnv", "SetEnv", "AllowUsers", "DenyUsers", "AllowGroups", "DenyGroups",
                "Include",
            ]
            .contains(name)
        case .mosquitto: ["topic", "log_type", "log_dest", "include_dir"].contains(name)
        case .nats: name == "include"
        default: false
        }
    }

    /// HAProxy keywords whose second word belongs to the name: `timeout client`, `option httplog`, `no log`.
    func isTwoWordName(_ first: String) -> Bool {
        self == .haproxy && ["option", "timeout", "stats", "no"].contains(first)
    }

    /// The spelling that values and new directives use.
    func canonicalName(_ name: String) -> String {
        self == .sshd ? sshdKeywords[name.lowercased()] ?? name : name
    }
}

/// Section keywords, HAProxy Configuration Manual, chapters 3 and 4.
private let haproxySections: Set<String> = [
    "global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "mailers", "resolvers", "program", "ring", "log-forward", "cache",
    "http-errors", "fcgi-app", "crt-store", "traces", "log-profile", "acme",
]

/// Keywords of sshd_config(5), which are read in any case.
private let sshdKeywords = Dictionary(
    uniqueKeysWithValues: [
        "AcceptEnv", "AddressFamily", "AllowAgentForwarding", "AllowGroups", "AllowStreamLocalForwarding", "AllowTcpForwarding", "AllowUsers",
        "AuthenticationMethods", "AuthorizedKeysCommand", "AuthorizedKeysCommandUser", "AuthorizedKeysFile", "AuthorizedPrincipalsCommand",
        "AuthorizedPrincipalsCommandUser", "AuthorizedPrincipalsFile", "Banner", "CASignatureAlgorithms", "ChannelTimeout",
        "ChallengeResponseAuthentication", "ChrootDirectory", "Ciphers", "ClientAliveCountMax", "ClientAliveInterval", "Compression", "DenyGroups",
        "DenyUsers", "DisableForwarding", "ExposeAuthInfo", "FingerprintHash", "ForceCommand", "GatewayPorts", "GSSAPIAuthentication",
        "GSSAPICleanupCredentials", "GSSAPIKeyExchange", "GSSAPIStrictAcceptorCheck", "HostbasedAcceptedAlgorithms", "HostbasedAuthentication",
        "HostbasedUsesNameFromPacketOnly", "HostCertificate", "HostKey", "HostKeyAgent", "HostKeyAlgorithms", "IgnoreRhosts",
        "IgnoreUserKnownHosts", "Include", "IPQoS", "KbdInteractiveAuthentication", "KerberosAuthentication", "KerberosOrLocalPasswd",
        "KerberosTicketCleanup", "KexAlgorithms", "KeyRegenerationInterval", "ListenAddress", "LoginGraceTime", "LogLevel", "LogVerbose", "MACs",
        "Match", "MaxAuthTries", "MaxSessions", "MaxStartups", "ModuliFile", "PasswordAuthentication", "PermitEmptyPasswords", "PermitListen",
        "PermitOpen", "PermitRootLogin", "PermitTTY", "PermitTunnel", "PermitUserEnvironment", "PermitUserRC", "PerSourceMaxStartups",
        "PerSourceNetBlockSize", "PerSourcePenalties", "PidFile", "Port", "PrintLastLog", "PrintMotd", "Protocol", "PubkeyAcceptedAlgorithms",
        "PubkeyAcceptedKeyTypes", "PubkeyAuthentication", "PubkeyAuthOptions", "RekeyLimit", "RequiredRSASize", "RevokedKeys",
        "RhostsRSAAuthentication", "RSAAuthentication", "SecurityKeyProvider", "ServerKeyBits", "SetEnv", "StreamLocalBindMask",
        "StreamLocalBindUnlink", "StrictModes", "Subsystem", "SyslogFacility", "TCPKeepAlive", "TrustedUserCAKeys", "UnusedConnectionTimeout",
        "UseDNS", "UseLogin", "UsePAM", "UsePrivilegeSeparation", "VersionAddendum", "X11DisplayOffset", "X11Forwarding", "X11UseLocalhost",
        "XAuthLocation",
    ].map { ($0.lowercased(), $0) })

extension DirectiveLanguage {
    /// Whether sshd_config(5) knows the keyword; true for languages without a closed list.
    package func isKnownKeyword(_ name: String) -> Bool { self != .sshd || sshdKeywords[name.lowercased()] != nil }

    package func opensSection(_ name: String) -> Bool { startsSection(name) }
}
