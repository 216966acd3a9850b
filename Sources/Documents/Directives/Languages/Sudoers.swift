extension DirectiveLanguage {
    /// Files of sudoers: `Defaults`, aliases, includes, and user specifications, which have no name.
    ///
    /// Source: https://www.sudo.ws/docs/man/sudoers.man/
    package static let sudoers = DirectiveLanguage(
        "sudoers",
        DirectiveSyntax(
            layout: .init(continuesLines: true),
            comments: .init(mayTrail: true, isDirective: isIncludeOrUserID),
            names: .init(
                unnamedLines: .init(name: "spec", isKeyword: isKeyword),
                // `Defaults:user`, `Defaults@host`, `Defaults!command` are Defaults of a part.
                decode: { $0.hasPrefix("Defaults") ? "Defaults" : $0 }),
            values: .init(haveEscapes: true),
            repetition: .init(listsAll: true)))
}

/// `#include` and `#includedir` are directives, `#1000` is a user by number.
@Sendable private func isIncludeOrUserID(_ bytes: [UInt8], _ mark: Int) -> Bool {
    guard bytes[mark] == UInt8(ascii: "#"), mark + 1 < bytes.count else { return false }
    return bytes[mark...].starts(with: "#include".utf8) || (48...57).contains(bytes[mark + 1])
}

@Sendable private func isKeyword(_ word: String) -> Bool {
    word.hasPrefix("Defaults") || word.hasSuffix("_Alias") || word.hasPrefix("@include") || word.hasPrefix("#include")
}
