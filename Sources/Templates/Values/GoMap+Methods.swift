import Primitives

extension GoMap {
    /// The parameters of a method of `.Files` or `.Values`, or nil when there is none of that name.
    func methodParameters(_ name: String) -> [ParameterType]? {
        switch (kind, name) {
        case (.files, "Get"), (.files, "GetBytes"), (.files, "Glob"), (.files, "Lines"): [.string]
        case (.files, "AsConfig"), (.files, "AsSecrets"): []
        case (.values, "AsMap"), (.values, "YAML"): []
        default: nil
        }
    }

    func callMethod(_ name: String, _ arguments: [GoValue], _ trace: TraceID, _ execution: Execution) throws -> GoValue {
        switch name {
        case "Get":
            guard let content = self[arguments.string(0)] else { return .text("", trace) }
            return .string(content.stringValue)
        case "GetBytes": return self[arguments.string(0)] ?? .bytes(.empty)
        case "Glob":
            let pattern = GlobPattern(arguments.string(0))
            return .map(GoMap(entries.filter { pattern.matches($0.key) }, kind: .files), trace)
        case "Lines":
            guard let content = self[arguments.string(0)]?.stringValue, !content.isEmpty else { return .strings([]) }
            let text = content.bytes.last == 0x0A ? content.slice(0..<content.count - 1, in: execution.table) : content
            return .strings(FunctionTable.split(text, by: [0x0A], limit: -1, execution))
        case "AsConfig", "AsSecrets":
            let map = GoMap()
            for entry in entries {
                let content = entry.value.stringValue
                map.set(
                    GoPath.base(entry.key),
                    .string(name == "AsConfig" ? content : Text(Base64.encoded(content.bytes), content.trace)),
                    keyTrace: entry.keyTrace)
            }
            return .string((try? FunctionTable.yaml(.record(map), execution)) ?? .empty)
        case "AsMap": return .map(GoMap(sharing: self, kind: .any), trace)
        default:
            return .string(
                (try? YAMLWriter.text(of: .map(GoMap(sharing: self, kind: .any), trace), in: execution.table)) ?? .empty
            )
        }
    }
}

/// A file pattern as the gobwas library reads it with `/` as separator: `*`, `**`, `?`, `[a-z]`, `{a,b}`.
struct GlobPattern {
    private indirect enum Piece {
        case literal(Character)
        case any, many, deep
        case set(isNegated: Bool, [ClosedRange<Character>])
        case choice([[Piece]])
    }

    private let pieces: [Piece]

    /// A malformed pattern matches everything, as in Helm.
    init(_ pattern: String) {
        var rest = Array(pattern)[...]
        pieces = GlobPattern.parse(&rest, depth: 0) ?? [.deep]
    }

    private static func parse(_ rest: inout ArraySlice<Character>, depth: Int) -> [Piece]? {
        var pieces: [Piece] = []
        if depth > 20 { return nil }
        while let next = rest.first {
            if depth > 0, next == "," || next == "}" { return pieces }
            rest = rest.dropFirst()
            switch next {
            case "*":
                if rest.first == "*" {
                    while rest.first == "*" { rest = rest.dropFirst() }
                    pieces.append(.deep)
                } else {
                    pieces.append(.many)
                }
            case "?": pieces.append(.any)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                pieces.append(.literal(escaped))
            case "[":
                var isNegated = false
                if rest.first == "!" {
                    isNegated = true
                    rest = rest.dropFirst()
                }
                var ranges: [ClosedRange<Character>] = []
                while let low = rest.popFirst(), low != "]" {
                    if rest.first == "-", let high = rest.dropFirst().first, high != "]", low <= high {
                        ranges.append(low...high)
                        rest = rest.dropFirst(2)
                    } else {
                        ranges.append(low...low)
                    }
                }
                guard !ranges.isEmpty else { return nil }
                pieces.append(.set(isNegated: isNegated, ranges))
            case "{":
                var choices: [[Piece]] = []
                while true {
                    guard let choice = parse(&rest, depth: depth + 1), let end = rest.popFirst() else { return nil }
                    choices.append(choice)
                    if end == "}" { break }
                }
                pieces.append(.choice(choices))
            default: pieces.append(.literal(next))
            }
        }
        return depth == 0 ? pieces : nil
    }

    func matches(_ name: String) -> Bool {
        var budget = 200_000
        return GlobPattern.match(pieces[...], Array(name)[...], &budget)
    }

    private static func match(_ pieces: ArraySlice<Piece>, _ name: ArraySlice<Character>, _ budget: inout Int) -> Bool {
        budget -= 1
        guard budget > 0 else { return false }
        guard let first = pieces.first else { return name.isEmpty }
        let others = pieces.dropFirst()
        switch first {
        case .literal(let character): return name.first == character && match(others, name.dropFirst(), &budget)
        case .any: return name.first.map { $0 != "/" } == true && match(others, name.dropFirst(), &budget)
        case .set(let isNegated, let ranges):
            guard let character = name.first else { return false }
            return ranges.contains { $0.contains(character) } != isNegated && match(others, name.dropFirst(), &budget)
        case .many, .deep:
            var rest = name
            while true {
                if match(others, rest, &budget) { return true }
                guard let character = rest.first else { return false }
                if case .many = first, character == "/" { return false }
                rest = rest.dropFirst()
            }
        case .choice(let choices):
            return choices.contains { match(($0 + others)[...], name, &budget) }
        }
    }
}
