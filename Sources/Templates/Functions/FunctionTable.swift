import Expressions

/// Every function that a Helm template can call: Go's built-ins, Sprig 3.3 without `env` and `expandenv`, and Helm's own.
///
/// Invariant: complete, because a name that is missing fails the parse of a whole chart even where it is never called.
enum FunctionTable {
    static let all: [String: GoFunction] = {
        var table: [String: GoFunction] = [:]
        // Later groups replace earlier ones: Sprig's `slice` hides Go's.
        let groups = [
            builtins, comparisons, stringFunctions, caseFunctions, listFunctions, mapFunctions, numberFunctions,
            conversionFunctions,
            defaultFunctions, dateFunctions, encodingFunctions, digestFunctions, cryptoFunctions, randomFunctions,
            pathFunctions, urlFunctions,
            regexFunctions, semverFunctions, templateFunctions,
        ]
        for group in groups {
            for function in group { table[function.name] = function }
        }
        return table
    }()

    /// The same function under other names.
    static func aliases(_ function: GoFunction, _ names: String...) -> [GoFunction] {
        [function]
            + names.map {
                GoFunction($0, function.parameters, variadic: function.variadic, function.tracing, function.body)
            }
    }
}

/// What functions keep between calls of one rendering.
struct FunctionState {
    var regexes: [String: RegularExpression] = [:]
}

extension [GoValue] {
    /// The string at `index`. The parameter's type makes sure that it is one.
    func text(_ index: Int) -> Text {
        if case .string(let text) = self[index] { return text }
        return .empty
    }

    func string(_ index: Int) -> String { text(index).string }

    func int(_ index: Int) -> Int {
        switch self[index] {
        case .int(let number, _): return number
        case .int64(let number, _): return Int(number)
        default: return 0
        }
    }

    func bool(_ index: Int) -> Bool {
        if case .bool(let flag, _) = self[index] { return flag }
        return false
    }

    /// The map at `index`, or nil for a nil map.
    func map(_ index: Int) -> GoMap? {
        if case .map(let map, _) = self[index] { return map }
        return nil
    }
}

extension GoValue {
    static func flag(_ value: Bool) -> GoValue { .bool(value, .none) }
    static func number(_ value: Int) -> GoValue { .int(value, .none) }
    static func number64(_ value: Int64) -> GoValue { .int64(value, .none) }
    static func real(_ value: Double) -> GoValue { .float(value, .none) }
    static func items(_ values: [GoValue], _ element: GoList.Element = .any) -> GoValue {
        .list(GoList(values, element: element), .none)
    }
    static func strings(_ values: [Text]) -> GoValue {
        .list(GoList(values.map(GoValue.string), element: .string), .none)
    }
    static func record(_ map: GoMap) -> GoValue { .map(map, .none) }
    static func bytes(_ values: [UInt8]) -> GoValue { .string(Text(values)) }

    /// Sprig's `strval`: strings as they are, everything else as `%v` prints it.
    var stringValue: Text {
        switch self {
        case .string(let text): return text
        case .bytes(let text): return text
        default: return Text(GoPrinter.text(of: self), trace)
        }
    }

    /// The elements of a slice, or nil for anything else.
    var elements: [GoValue]? {
        switch self {
        case .list(let list, _): return list.elements
        case .bytes(let text): return text.bytes.map { .int(Int($0), text.trace) }
        case .object(let object, _):
            if case .list(let list, _) = object.underlying { return list.elements }
            return nil
        default: return nil
        }
    }

    /// Sprig's `empty`.
    var isEmpty: Bool { !isTrue }
}
