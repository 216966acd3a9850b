extension DirectiveLanguage {
    /// Configuration of the OpenSSH server: keywords in any case, the first of several counts, `Match` lasts to the next one.
    ///
    /// Source: https://man.openbsd.org/sshd_config
    package static let sshd = DirectiveLanguage(
        "sshd",
        DirectiveSyntax(
            layout: .init(sections: .keywords(["Match"])),
            comments: .init(mayTrail: true),
            names: .init(keywords: Dictionary(uniqueKeysWithValues: keywords.map { ($0.lowercased(), $0) })),
            assignment: .init(isOptional: true),
            values: .init(unquoteSingleWords: true, quotedCharacters: " \t#\"'"),
            repetition: .init(
                firstWins: true,
                accumulating: .listed([
                    "Port", "ListenAddress", "HostKey", "HostCertificate", "AcceptEnv", "SetEnv", "AllowUsers", "DenyUsers", "AllowGroups",
                    "DenyGroups", "Include",
                ])),
            // Behind a Match it would be conditional; an Include before it could set it first.
            placement: .before(["Match", "Include"])))
}

/// Keywords of sshd_config(5), those of older versions included.
private let keywords = [
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
]
