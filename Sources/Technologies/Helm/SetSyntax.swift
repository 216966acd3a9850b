import Templates
internal import Projects
internal import SourceText

/// The little language of `--set`: `a.b=1,list[0].name=x,c={1,2}`.
struct SetSyntax {
    enum Mode { case typed, text, json }

    private struct Failure: Error {
        let message: String
    }

    private let characters: [Character]
    private var position = 0
    private let mode: Mode
    private let table: TraceTable
    private let trace: TraceID

    private static let deepestName = 30
    private static let largestIndex = 65_536

    static func apply(_ text: String, to map: GoMap, _ mode: Mode, _ flag: String, _ table: TraceTable)
        throws(HelmFailure)
    {
        if mode == .json, String(text.trimmed).hasPrefix("{") {
            do {
                guard case .map(let object, _) = try UntypedJSON.read(text, table) else { return }
                for entry in object.entries { map.set(entry) }
            } catch { throw HelmFailure(.values, "failed parsing \(flag) data JSON: \(text)") }
            return
        }
        var parser = SetSyntax(
            characters: Array(text), mode: mode, table: table, trace: table.add(.named("\(flag) \(text)")))
        do {
            while parser.position < parser.characters.count { try parser.key(into: map, depth: 0) }
        } catch {
            throw HelmFailure(.values, "failed parsing \(flag) data: \((error as? Failure)?.message ?? "\(error)")")
        }
    }

    private init(characters: [Character], mode: Mode, table: TraceTable, trace: TraceID) {
        self.characters = characters
        self.mode = mode
        self.table = table
        self.trace = trace
    }

    /// Reads up to one of `stops`, which is consumed and returned; a backslash takes the next character as it is.
    private mutating func until(_ stops: Set<Character>) -> (text: String, stop: Character?) {
        var text = ""
        while position < characters.count {
            let next = characters[position]
            position += 1
            if stops.contains(next) { return (text, next) }
            if next == "\\", position < characters.count {
                text.append(characters[position])
                position += 1
            } else {
                text.append(next)
            }
        }
        return (text, nil)
    }

    private func put(_ key: String, _ value: GoValue, in map: GoMap) {
        if !key.isEmpty { map.set(key, value, keyTrace: trace) }
    }

    private mutating func key(into map: GoMap, depth: Int) throws {
        let (name, stop) = until(["=", "[", ",", "."])
        switch stop {
        case nil:
            if name.isEmpty { return }
            throw Failure(message: "key \"\(name)\" has no value")
        case "[":
            let index = try self.index()
            var list: [GoValue] = []
            switch map[name] {
            case .list(let known, _): list = known.elements
            case nil: break
            default: throw Failure(message: "unable to parse key: \(name) is not a list")
            }
            put(name, .list(GoList(try item(list, index, depth: depth)), trace), in: map)
        case "=": put(name, try value(), in: map)
        case ",":
            put(name, .text("", trace), in: map)
            throw Failure(message: "key \"\(name)\" has no value (cannot end with ,)")
        default:
            if depth + 1 > SetSyntax.deepestName {
                throw Failure(
                    message:
                        "value name nested level is greater than maximum supported nested level of \(SetSyntax.deepestName)"
                )
            }
            let inner: GoMap
            switch map[name] {
            case .map(let known, _): inner = known
            case nil: inner = GoMap()
            case .null: inner = GoMap()
            default: throw Failure(message: "unable to parse key: \(name) is not a map")
            }
            try key(into: inner, depth: depth + 1)
            if inner.count == 0 { throw Failure(message: "key map \"\(name)\" has no value") }
            if map[name] == nil || map[name]?.isNil == true { put(name, .map(inner, trace), in: map) }
        }
    }

    private mutating func index() throws -> Int {
        let (text, stop) = until(["]"])
        guard stop != nil, let index = Int(text) else {
            throw Failure(message: "error parsing index: strconv.Atoi: parsing \"\(text)\": invalid syntax")
        }
        if index < 0 { throw Failure(message: "negative \(index) index not allowed") }
        if index > SetSyntax.largestIndex {
            throw Failure(
                message: "index of \(index) is greater than maximum supported index of \(SetSyntax.largestIndex)")
        }
        return index
    }

    private mutating func item(_ list: [GoValue], _ index: Int, depth: Int) throws -> [GoValue] {
        if depth > SetSyntax.deepestName { throw Failure(message: "value name nested level is greater than maximum") }
        let (extra, stop) = until(["[", ".", "="])
        if !extra.isEmpty { throw Failure(message: "unexpected data at end of array index: \"\(extra)\"") }
        var result = list
        while result.count <= index { result.append(.null(trace)) }
        switch stop {
        case "=": result[index] = try value()
        case "[":
            let next = try self.index()
            let inner = if case .list(let known, _) = result[index] { known.elements } else { [GoValue]() }
            result[index] = .list(GoList(try item(inner, next, depth: depth + 1)), trace)
        case ".":
            let inner = if case .map(let known, _) = result[index] { known } else { GoMap() }
            try key(into: inner, depth: depth + 1)
            result[index] = .map(inner, trace)
        default: throw Failure(message: "EOF")
        }
        return result
    }

    private mutating func value() throws -> GoValue {
        if mode == .json { return try jsonValue() }
        guard position < characters.count else { return .text("", trace) }
        guard characters[position] == "{" else { return typed(until([","]).text) }
        position += 1
        var items: [GoValue] = []
        while true {
            let (text, stop) = until([",", "}"])
            guard let stop else { throw Failure(message: "list must terminate with '}'") }
            items.append(typed(text))
            if stop == "}" { break }
        }
        if position < characters.count, characters[position] == "," { position += 1 }
        return .list(GoList(items), trace)
    }

    private func typed(_ text: String) -> GoValue {
        if mode == .text { return .text(text, trace) }
        switch text.lowercased() {
        case "true": return .bool(true, trace)
        case "false": return .bool(false, trace)
        case "null": return .null(trace)
        case "0": return .int64(0, trace)
        default: break
        }
        if !text.hasPrefix("0"), !text.contains("_"), let number = Int64(text) { return .int64(number, trace) }
        return .text(text, trace)
    }

    /// One JSON value and the comma after it.
    private mutating func jsonValue() throws -> GoValue {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        if position >= characters.count || characters[position] == "," {
            position += 1
            return .null(trace)
        }
        var end = position
        var depth = 0
        var isQuoted = false
        while end < characters.count {
            let next = characters[end]
            if isQuoted {
                if next == "\\" { end += 1 } else if next == "\"" { isQuoted = false }
            } else if next == "\"" {
                isQuoted = true
            } else if next == "{" || next == "[" {
                depth += 1
            } else if next == "}" || next == "]" {
                depth -= 1
            } else if next == ",", depth == 0 {
                break
            }
            end += 1
        }
        let text = String(characters[position..<min(end, characters.count)])
        position = min(end, characters.count) + 1
        do { return try UntypedJSON.read(text, table) } catch { throw Failure(message: "invalid JSON: \(text)") }
    }
}
