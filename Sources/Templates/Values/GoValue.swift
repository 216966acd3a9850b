/// A value of a running template with the type that Go would give it.
///
/// Types matter: `eq .Values.port 8080` fails because a number of a values file is a float64 and a literal is an int.
/// `invalid` is Go's absent value (the result of a pipeline that gave nil); `null` is a nil that still sits in a map or list, on which
/// looking up a field is an error.
package enum GoValue {
    case invalid(TraceID)
    case null(TraceID)
    case bool(Bool, TraceID)
    case int(Int, TraceID)
    case int64(Int64, TraceID)
    case float(Double, TraceID)
    case string(Text)
    /// `[]byte`, the content of a file.
    case bytes(Text)
    case list(GoList, TraceID)
    case map(GoMap, TraceID)
    case object(any GoObject, TraceID)
}

extension GoValue {
    package static var nothing: GoValue { .invalid(.none) }

    package static func text(_ string: String, _ trace: TraceID = .none) -> GoValue { .string(Text(string, trace)) }

    /// What `%v` prints.
    package var printedBytes: [UInt8] { GoPrinter.text(of: self) }

    /// Whether this is nil in either form.
    package var isNil: Bool {
        switch self {
        case .invalid, .null: true
        default: false
        }
    }

    package var trace: TraceID {
        switch self {
        case .invalid(let trace), .null(let trace), .bool(_, let trace), .int(_, let trace), .int64(_, let trace),
            .float(_, let trace), .list(_, let trace), .map(_, let trace), .object(_, let trace):
            trace
        case .string(let text), .bytes(let text): text.trace
        }
    }

    /// One origin for the whole value, conditions of its text included.
    package func summary(in table: TraceTable) -> TraceID {
        switch self {
        case .string(let text), .bytes(let text): return text.summary(in: table)
        default: return trace
        }
    }

    package func replacingTrace(_ trace: TraceID) -> GoValue {
        switch self {
        case .invalid: .invalid(trace)
        case .null: .null(trace)
        case .bool(let flag, _): .bool(flag, trace)
        case .int(let number, _): .int(number, trace)
        case .int64(let number, _): .int64(number, trace)
        case .float(let number, _): .float(number, trace)
        case .string(let text): .string(Text(text.bytes, trace))
        case .bytes(let text): .bytes(Text(text.bytes, trace))
        case .list(let list, _): .list(list, trace)
        case .map(let map, _): .map(map, trace)
        case .object(let object, _): .object(object, trace)
        }
    }

    /// The same value, chosen because of `cause`.
    package func influenced(by cause: TraceID, in table: TraceTable) -> GoValue {
        if cause.isNone || !table.isEnabled { return self }
        if case .string(let text) = self { return .string(text.influenced(by: cause, in: table)) }
        return replacingTrace(table.influenced(trace, by: cause))
    }

    /// Go's notion of truth in `if`, `and`, `not`; also Sprig's `empty` reversed, except for objects.
    package var isTrue: Bool {
        switch self {
        case .invalid, .null: false
        case .bool(let flag, _): flag
        case .int(let number, _): number != 0
        case .int64(let number, _): number != 0
        case .float(let number, _): number != 0
        case .string(let text), .bytes(let text): !text.bytes.isEmpty
        case .list(let list, _): !list.elements.isEmpty
        case .map(let map, _): map.count > 0
        case .object: true
        }
    }

    /// What Go's `%T` prints.
    package var typeName: String {
        switch self {
        case .invalid, .null: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string: "string"
        case .bytes: "[]uint8"
        case .list(let list, _): list.element.listType
        case .map(let map, _): map.kind.rawValue
        case .object(let object, _): object.typeName
        }
    }

    /// The type as reflection names it, where a nil in a map or list is an empty interface.
    package var reflectTypeName: String {
        if case .null = self { "interface {}" } else { typeName }
    }

    package var kindName: String {
        switch self {
        case .invalid, .null: "invalid"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string: "string"
        case .list, .bytes: "slice"
        case .map: "map"
        case .object(let object, _): object.kindName
        }
    }
}

/// A Go slice. Templates never change one in place, so it is shared freely.
package final class GoList {
    package enum Element: Sendable {
        case any, string, int, lists

        package var listType: String {
            switch self {
            case .any: "[]interface {}"
            case .string: "[]string"
            case .int: "[]int"
            case .lists: "[][]interface {}"
            }
        }
    }

    package let elements: [GoValue]
    package let element: Element

    package init(_ elements: [GoValue], element: Element = .any) {
        self.elements = elements
        self.element = element
    }
}

/// A value with methods or fields of its own, such as a semantic version.
package protocol GoObject: AnyObject {
    var typeName: String { get }
    var kindName: String { get }
    /// The text that printing gives.
    var description: String { get }

    /// The field `name`, or nil when there is none.
    func field(_ name: String) -> GoValue?

    /// The parameters of method `name`, or nil when there is none.
    func method(_ name: String) -> [ParameterType]?

    func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue

    /// What encoders write for the object, where that is not its printed form.
    var encoded: GoValue? { get }

    /// The object as a list or map, for `range`, `len` and `index`.
    var underlying: GoValue? { get }
}

extension GoObject {
    package var kindName: String { "struct" }
    package func field(_ name: String) -> GoValue? { nil }
    package func method(_ name: String) -> [ParameterType]? { nil }
    package func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue { .nothing }
    package var encoded: GoValue? { underlying }
    package var underlying: GoValue? { nil }
}
