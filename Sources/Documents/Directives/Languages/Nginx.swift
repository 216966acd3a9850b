extension DirectiveLanguage {
    /// Configuration files of nginx: words that end with `;` or a block, quotes at the start of a word, Lua blocks passed over.
    ///
    /// Source: https://nginx.org/en/docs/beginners_guide.html#conf_structure and `ngx_conf_read_token` in `src/core/ngx_conf_file.c`;
    /// Lua blocks: https://github.com/openresty/lua-nginx-module#directives.
    package static let nginx = DirectiveLanguage(
        "nginx",
        DirectiveSyntax(
            layout: .init(
                form: .braces, indentsBlocks: true,
                foreignBlocks: .init(language: "Lua", isOne: { $0.hasSuffix("_by_lua_block") }, end: { LuaBlock(bytes: $0).end($1) }),
                terminator: ";"),
            values: .init(quotedCharacters: " \t;{}\"'#"),
            repetition: .init(listsAll: true),
            placement: .beforeBlocks))
}

/// Lua code in braces, read as far as is needed to find its end: strings, comments and long brackets.
///
/// Source: https://www.lua.org/manual/5.1/manual.html#2.1
private struct LuaBlock {
    let bytes: [UInt8]

    /// Past the brace that closes the block whose opening brace is at `start`; beyond the end when there is none.
    func end(_ start: Int) -> Int {
        var depth = 0
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quote = bytes[at]
                at += 1
                while at < bytes.count, bytes[at] != quote, bytes[at] != 0x0A { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
            case UInt8(ascii: "-") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "-"):
                if let end = endOfLongBracket(at + 2) { at = end - 1 } else { while at < bytes.count, bytes[at] != 0x0A { at += 1 } }
            case UInt8(ascii: "["): if let end = endOfLongBracket(at) { at = end - 1 }
            default: break
            }
            at += 1
        }
        return bytes.count + 1
    }

    /// `[[ … ]]` and `[==[ … ]==]`.
    private func endOfLongBracket(_ start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        var level = 0
        while start + 1 + level < bytes.count, bytes[start + 1 + level] == UInt8(ascii: "=") { level += 1 }
        guard start + 1 + level < bytes.count, bytes[start + 1 + level] == UInt8(ascii: "[") else { return nil }
        let close = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        var at = start + 2 + level
        while at + close.count <= bytes.count {
            if bytes[at] == UInt8(ascii: "]"), bytes[at..<at + close.count].elementsEqual(close) { return at + close.count }
            at += 1
        }
        return bytes.count
    }
}
