extension Library {
    /// Accessors of timestamps (in UTC or the zone of the argument) and durations.
    static let times: [Function] = [
        accessor("getFullYear") { $0.year },
        accessor("getMonth") { Int64($0.month - 1) },
        accessor("getDate") { Int64($0.day) },
        accessor("getDayOfMonth") { Int64($0.day - 1) },
        accessor("getDayOfWeek") { Int64($0.dayOfWeek) },
        accessor("getDayOfYear") { Int64($0.dayOfYear) },
        accessor("getHours", { $0.seconds / 3600 }) { Int64($0.hour) },
        accessor("getMinutes", { $0.seconds / 60 }) { Int64($0.minute) },
        accessor("getSeconds", { $0.seconds }) { Int64($0.second) },
        .member("getMilliseconds", 1...2) { frame, values in
            switch values[0] {
            case .timestamp(let moment): return .int(Int64(moment.nanoseconds / 1_000_000))
            case .duration(let span) where values.count == 1: return .int(Int64(span.nanoseconds / 1_000_000))
            default: return nil
            }
        },
    ]

    private static func accessor(
        _ name: String, _ ofSpan: (@Sendable (TimeSpan) -> Int64)? = nil,
        _ ofMoment: @escaping @Sendable (CivilTime) -> Int64
    ) -> Function {
        .member(name, 1...2) { frame, values in
            switch values[0] {
            case .duration(let span) where values.count == 1: return ofSpan.map { .int($0(span)) }
            case .timestamp(let moment):
                guard values.count == 2 else { return .int(ofMoment(CivilTime(secondsSince1970: moment.seconds))) }
                guard case .string(let zone) = values[1] else { return nil }
                guard let offset = ZoneOffset.seconds(zone, at: moment.seconds, frame.zoneFile) else {
                    return .failure("unknown time zone \(values[1].shown)")
                }
                return .int(ofMoment(CivilTime(secondsSince1970: moment.seconds + offset)))
            default: return nil
            }
        }
    }
}
