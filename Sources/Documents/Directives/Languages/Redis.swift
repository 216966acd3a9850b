extension DirectiveLanguage {
    /// Configuration of Redis and Valkey: one directive a line, comments on their own lines only.
    ///
    /// Source: https://redis.io/docs/latest/operate/oss_and_stack/management/config/ and `sdssplitargs` in `src/sds.c`
    package static let redis = DirectiveLanguage(
        "redis",
        DirectiveSyntax(
            values: .init(quotes: "\"'", unquoteSingleWords: true, variables: .bracedOrBare, quotedCharacters: " \t#\"'"),
            repetition: .init(
                accumulating: .listed(["rename-command", "user", "save", "include", "loadmodule", "client-output-buffer-limit"]))))
}
