extension DirectiveLanguage {
    /// Configuration files of HAProxy: sections by keyword, shell-like words, `#` comments anywhere outside quotes.
    ///
    /// Source: HAProxy Configuration Manual, https://docs.haproxy.org/3.2/configuration.html, chapters 2.1 to 2.3 (format, quoting,
    /// environment variables), 3 and 4 (sections and their keywords).
    package static let haproxy = DirectiveLanguage(
        "haproxy",
        DirectiveSyntax(
            layout: .init(
                sections: .keywords([
                    "global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "mailers", "resolvers", "program", "ring",
                    "log-forward", "cache", "http-errors", "fcgi-app", "crt-store", "traces", "log-profile", "acme",
                ]),
                indentsBlocks: true),
            comments: .init(mayTrail: true, endWords: true),
            names: .init(twoWords: ["option", "timeout", "stats", "no"]),
            values: .init(quotes: "\"'", haveEscapes: true, variables: .bracedOrBare, quotedCharacters: " \t#\"'"),
            repetition: .init(listsAll: true)))
}
