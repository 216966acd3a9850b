import Primitives

extension FunctionTable {
    static let dateFunctions: [GoFunction] =
        [
            GoFunction("now", [], .own) { _, execution in .object(TimeObject(execution.now), execution.randomTrace()) },
            GoFunction("date", [.string, .any]) { arguments, execution in
                .text(time(arguments[1], execution).utc.formatted(arguments.string(0)))
            },
            GoFunction("htmlDate", [.any]) { arguments, execution in
                .text(time(arguments[0], execution).utc.formatted("2006-01-02"))
            },
            GoFunction("htmlDateInZone", [.any, .string]) { arguments, execution in
                .text(time(arguments[0], execution).utc.formatted("2006-01-02"))
            },
            GoFunction("toDate", [.string, .string]) { arguments, _ in
                .object(TimeObject(GoTime(arguments.string(1), layout: arguments.string(0)) ?? .zero), .none)
            },
            GoFunction("mustToDate", [.string, .string]) { arguments, _ in
                guard let time = GoTime(arguments.string(1), layout: arguments.string(0)) else {
                    let (text, layout) = (goQuoted(arguments.string(1)), goQuoted(arguments.string(0)))
                    throw CallFailure("parsing time \(text) as \(layout): cannot parse \(text) as \(layout)")
                }
                return .object(TimeObject(time), .none)
            },
            GoFunction("unixEpoch", [.object("time.Time")]) { arguments, execution in
                .text(String(time(arguments[0], execution).seconds))
            },
            GoFunction("ago", [.any]) { arguments, execution in
                let seconds = execution.now.seconds &- time(arguments[0], execution).seconds
                return .text(
                    GoDuration.description(seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue),
                    execution.randomTrace())
            },
            GoFunction("duration", [.any]) { arguments, _ in
                let seconds: Int64
                switch arguments[0] {
                case .string(let text): seconds = Int64(text.string) ?? 0
                case .int64(let number, _): seconds = number
                default: seconds = 0
                }
                return .text(
                    GoDuration.description(seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue))
            },
            GoFunction("durationRound", [.any]) { arguments, execution in
                let duration: Int64
                switch arguments[0] {
                case .string(let text): duration = GoDuration.parse(text.string) ?? 0
                case .int64(let number, _): duration = number
                case .object:
                    duration =
                        (execution.now.seconds &- time(arguments[0], execution).seconds).multipliedReportingOverflow(
                            by: 1_000_000_000
                        ).partialValue
                default: duration = 0
                }
                let hour: UInt64 = 3_600_000_000_000
                let units: [(UInt64, String)] = [
                    (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
                    (hour / 3600, "s"),
                ]
                for (unit, letter) in units where duration.magnitude > unit {
                    return .text("\(duration.magnitude / unit)\(letter)")
                }
                return .text("0s")
            },
        ]
        + aliases(
            GoFunction("dateInZone", [.string, .any, .string]) { arguments, execution in
                .text(time(arguments[1], execution).utc.formatted(arguments.string(0)))
            }, "date_in_zone")
        + aliases(
            GoFunction("dateModify", [.string, .object("time.Time")]) { arguments, execution in
                let start = time(arguments[1], execution)
                return .object(
                    TimeObject(GoDuration.parse(arguments.string(0)).map { start.adding($0) } ?? start), .none)
            }, "date_modify")
        + aliases(
            GoFunction("mustDateModify", [.string, .object("time.Time")]) { arguments, execution in
                guard let duration = GoDuration.parse(arguments.string(0)) else {
                    throw CallFailure("time: invalid duration \(goQuoted(arguments.string(0)))")
                }
                return .object(TimeObject(time(arguments[1], execution).adding(duration)), .none)
            }, "must_date_modify")

    /// The instant that Sprig takes a value for; anything that is none is the present.
    private static func time(_ value: GoValue, _ execution: Execution) -> GoTime {
        switch value {
        case .object(let object, _): return (object as? TimeObject)?.time ?? execution.now
        case .int(let seconds, _): return GoTime(seconds: Int64(seconds))
        case .int64(let seconds, _): return GoTime(seconds: seconds)
        default:
            execution.isDeterministic = false
            return execution.now
        }
    }
}

extension Execution {
    /// The present of every rendering: 1 January 2026, since a rendering has no clock. Zones other than UTC are not known.
    var now: GoTime { GoTime(seconds: 1_767_225_600) }
}

/// A `time.Time`.
final class TimeObject: GoObject {
    let typeName = "time.Time"
    let time: GoTime

    init(_ time: GoTime) {
        self.time = time
    }

    var description: String { time.description }
    var encoded: GoValue? { .text(time.formatted("2006-01-02T15:04:05.999999999Z07:00")) }

    func method(_ name: String) -> [ParameterType]? {
        switch name {
        case "Year", "Day", "Hour", "Minute", "Second", "Nanosecond", "YearDay", "Unix", "UnixNano", "UnixMilli", "UTC",
            "Local", "String",
            "IsZero", "Month", "Weekday":
            []
        case "Format": [.string]
        case "AddDate": [.int, .int, .int]
        case "After", "Before", "Equal": [.object("time.Time")]
        default: nil
        }
    }

    func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue {
        switch name {
        case "Year": return .number(time.date.year)
        case "Month": return .text(GoTime.months[time.date.month - 1])
        case "Day": return .number(time.date.day)
        case "Weekday": return .text(GoTime.weekdays[time.date.weekday])
        case "YearDay": return .number(time.date.dayOfYear)
        case "Hour": return .number(time.hour)
        case "Minute": return .number(time.minute)
        case "Second": return .number(time.second)
        case "Nanosecond": return .number(time.nanoseconds)
        case "Unix": return .number64(time.seconds)
        case "UnixMilli": return .number64(time.seconds &* 1000 &+ Int64(time.nanoseconds / 1_000_000))
        case "UnixNano": return .number64(time.seconds &* 1_000_000_000 &+ Int64(time.nanoseconds))
        case "UTC", "Local": return .object(TimeObject(time.utc), .none)
        case "IsZero": return .flag(time == .zero)
        case "Format": return .text(time.formatted(arguments.string(0)))
        case "AddDate":
            let date = time.date
            let months =
                (date.year &+ arguments.int(0)).multipliedReportingOverflow(by: 12).partialValue &+ date.month &- 1
                &+ arguments.int(1)
            guard months.magnitude < 12_000_000, arguments.int(2).magnitude < 1_000_000_000 else {
                throw CallFailure("time is out of range")
            }
            let year = Int((Double(months) / 12).rounded(.down))
            let first = CivilDate(year: year, month: months - year * 12 + 1, day: 1)
            let day = first.daysSince1970 + date.day - 1 + arguments.int(2)
            var result = time
            let (moved, overflow) = Int64(day - date.daysSince1970).multipliedReportingOverflow(by: 86_400)
            let (seconds, overflowAgain) = time.seconds.addingReportingOverflow(moved)
            guard !overflow, !overflowAgain else { throw CallFailure("time is out of range") }
            result.seconds = seconds
            return .object(TimeObject(result), .none)
        case "After", "Before", "Equal":
            guard case .object(let object, _) = arguments[0], let other = (object as? TimeObject)?.time else {
                return .flag(false)
            }
            let (left, right) = ((time.seconds, time.nanoseconds), (other.seconds, other.nanoseconds))
            return .flag(name == "After" ? left > right : name == "Before" ? left < right : left == right)
        default: return .text(time.description)
        }
    }
}
