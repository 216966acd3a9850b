import SourceText

/// The declarations of one Swift source as its lines show them. Nesting is read from the indentation, which the formatter keeps.
struct Declarations {
    struct Member {
        /// From 1.
        let line: Int
        let text: Substring
        /// Without parameters: `render`, `init`, `==`.
        let name: String
        /// The type, protocol or extended type around it, with those around that; nil at the top.
        let owner: String?
        /// Whether it says `package`, or is a requirement of a protocol that does.
        let isPackage: Bool
        let isRequirement: Bool
        let isDocumented: Bool
    }

    private struct Scope {
        let indent: Int
        let name: String
        let isPackage: Bool
        let isProtocol: Bool
    }

    private(set) var members: [Member] = []
    /// The names behind the colon, by the qualified name of each type, protocol or extended type.
    private(set) var inherited: [String: Set<String>] = [:]
    private(set) var protocols: Set<String> = []
    private var scopes: [Scope] = []

    private static let types: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "extension"]
    private static let others: Set<Substring> = ["func", "var", "let", "init", "subscript", "typealias", "associatedtype"]
    private static let modifiers: Set<Substring> = [
        "package", "public", "static", "class", "final", "mutating", "nonisolated", "indirect", "convenience", "required", "override", "lazy",
        "weak", "prefix", "infix", "postfix", "consuming", "borrowing", "private(set)", "internal(set)", "fileprivate(set)",
    ]

    init(_ lines: [Substring]) {
        var isInText = false
        for (number, line) in lines.enumerated() {
            let wasInText = isInText
            if !line.ranges(of: "\"\"\"").count.isMultiple(of: 2) { isInText.toggle() }
            let text = line.drop { $0 == " " }
            // Headers over several lines end in lines that are indented as they are.
            if wasInText || text.isEmpty || ["//", "{", ")", "where "].contains(where: text.hasPrefix) { continue }
            let indent = line.count - text.count
            scopes.removeAll { $0.indent >= indent }
            // Bodies are deeper than the members of what is around them.
            if indent == (scopes.last.map { $0.indent + 4 } ?? 0) { read(text, number, indent, lines) }
        }
    }

    private mutating func read(_ text: Substring, _ number: Int, _ indent: Int, _ lines: [Substring]) {
        let words = text.split(separator: " ").drop { $0.hasPrefix("@") }
        // `class` is a modifier before `func` and `var`.
        let behind = words.drop { word in Self.modifiers.contains(word) && !(word == "class" && Self.startsType(words)) }
        guard let first = behind.first else { return }
        let keyword = first.prefix { $0.isLetter }
        let isType = Self.types.contains(keyword)
        guard isType || Self.others.contains(keyword) else { return }
        let name = Self.name(keyword, behind.dropFirst().first ?? "")
        let scope = scopes.last
        let isRequirement = scope?.isProtocol == true
        let isPackage = words.prefix(words.count - behind.count).contains("package") || scope?.isPackage == true
        if keyword != "extension" {
            let isDocumented = lines[..<number].last { !$0.drop { $0 == " " }.hasPrefix("@") }?.drop { $0 == " " }.hasPrefix("///") == true
            members.append(
                Member(
                    line: number + 1, text: text, name: name, owner: scope?.name, isPackage: isPackage, isRequirement: isRequirement,
                    isDocumented: isDocumented))
        }
        guard isType else { return }
        let qualified = scope.map { "\($0.name).\(name)" } ?? name
        inherited[qualified, default: []].formUnion(Self.inheritance(lines[number...]))
        if keyword == "protocol" { protocols.insert(qualified) }
        let sharesAccess = keyword == "protocol" || keyword == "extension"
        scopes.append(Scope(indent: indent, name: qualified, isPackage: isPackage && sharesAccess, isProtocol: keyword == "protocol"))
    }

    private static func startsType(_ words: ArraySlice<Substring>) -> Bool {
        guard let at = words.firstIndex(of: "class"), at + 1 < words.endIndex else { return false }
        return words[at + 1].first?.isUppercase == true
    }

    private static func name(_ keyword: Substring, _ next: Substring) -> String {
        if keyword == "init" || keyword == "subscript" { return String(keyword) }
        guard let first = next.first, first.isLetter || first == "_" || first == "`" else { return String(next.prefix { $0 != "(" }) }
        return String(next.prefix { $0.isLetter || $0.isNumber || "_.`".contains($0) })
    }

    /// The names behind the colon of a header, which may take several lines.
    private static func inheritance(_ lines: ArraySlice<Substring>) -> [String] {
        var depth = 0
        let header = lines.prefix(8).joined(separator: " ").prefix { $0 != "{" }.filter { character in
            if character == "<" { depth += 1 }
            defer { if character == ">" { depth -= 1 } }
            return depth == 0
        }
        guard let colon = header.firstIndex(of: ":") else { return [] }
        let names = header[header.index(after: colon)...].split(separator: " where ").first ?? ""
        return names.split { $0 == "," || $0 == "&" }.compactMap { $0.split { $0 == " " || $0 == "." }.last.map(String.init) }
    }
}
