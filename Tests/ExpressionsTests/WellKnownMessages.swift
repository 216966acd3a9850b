import ConfigModel
import Expressions

/// The wrapper messages of `google.protobuf` that the conformance data construct; each is the value that it wraps.
struct WellKnownMessages: MessageProvider {
    func knows(_ type: String) -> Bool { WellKnownMessages.makers[type] != nil }

    func make(_ type: String, fields: [(name: String, value: CELValue)]) -> CELValue {
        guard let maker = WellKnownMessages.makers[type] else { return .error(EvaluationError("unknown type \(type)")) }
        guard fields.count <= 1, fields.allSatisfy({ maker.fields.contains($0.name) }) else {
            return .error(EvaluationError("no such field in \(type)"))
        }
        return maker.convert(fields.first?.value) ?? .error(EvaluationError("wrong type of a field of \(type)"))
    }

    private struct Maker: Sendable {
        let fields: Set<String>
        /// Nil stands for a field that is not set, and as the result for a wrong type.
        let convert: @Sendable (CELValue?) -> CELValue?
    }

    private static func wrapper(_ zero: CELValue, _ accepts: @escaping @Sendable (CELValue) -> CELValue?) -> Maker {
        Maker(fields: ["value"]) { $0.map(accepts) ?? zero }
    }

    private static func same(_ zero: CELValue) -> Maker {
        wrapper(zero) { $0.type == zero.type ? $0 : nil }
    }

    private static let makers: [String: Maker] = [
        "google.protobuf.Int32Value": wrapper(.int(0)) {
            guard case .int(let number) = $0, Int32(exactly: number) != nil else { return nil }
            return $0
        },
        "google.protobuf.Int64Value": same(.int(0)),
        "google.protobuf.UInt32Value": wrapper(.uint(0)) {
            guard case .uint(let number) = $0, UInt32(exactly: number) != nil else { return nil }
            return $0
        },
        "google.protobuf.UInt64Value": same(.uint(0)),
        "google.protobuf.FloatValue": wrapper(.double(0)) {
            guard case .double(let number) = $0 else { return nil }
            return .double(Double(Float(number)))
        },
        "google.protobuf.DoubleValue": same(.double(0)),
        "google.protobuf.BoolValue": same(.bool(false)),
        "google.protobuf.StringValue": same(.string("")),
        "google.protobuf.BytesValue": same(.bytes([])),
        "google.protobuf.ListValue": Maker(fields: ["values"]) { $0 ?? .list([]) },
        "google.protobuf.Struct": Maker(fields: ["fields"]) { $0 ?? .map(.config(Mapping())) },
        "google.protobuf.Value": Maker(
            fields: ["null_value", "number_value", "string_value", "bool_value", "struct_value", "list_value"]
        ) { $0 ?? .null },
        "google.protobuf.Any": Maker(fields: []) { _ in .error(EvaluationError("conversion of an empty Any")) },
    ]
}
