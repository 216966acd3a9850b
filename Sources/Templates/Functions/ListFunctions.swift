extension FunctionTable {
    static let listFunctions: [GoFunction] =
        aliases(
            GoFunction("list", [], variadic: .any, .own) { arguments, _ in .items(arguments.map(\.boxed)) }, "tuple")
        + aliases(
            GoFunction("append", [.any, .any], .own) { arguments, execution in
                let list = try elements(arguments[0], "Cannot push on type")
                return .list(GoList(list + [execution.guarded(arguments[1].boxed)]), arguments[0].trace)
            }, "push", "mustAppend", "mustPush")
        + aliases(
            GoFunction("prepend", [.any, .any], .own) { arguments, execution in
                let list = try elements(arguments[0], "Cannot prepend on type")
                return .list(GoList([execution.guarded(arguments[1].boxed)] + list), arguments[0].trace)
            }, "mustPrepend")
        + aliases(
            GoFunction("first", [.any], .own) { arguments, execution in
                pick(try elements(arguments[0], "Cannot find first on type").first, arguments, execution)
            }, "mustFirst")
        + aliases(
            GoFunction("last", [.any], .own) { arguments, execution in
                pick(try elements(arguments[0], "Cannot find last on type").last, arguments, execution)
            }, "mustLast")
        + aliases(
            GoFunction("rest", [.any], .own) { arguments, _ in
                .list(
                    GoList(Array(try elements(arguments[0], "Cannot find rest on type").dropFirst())),
                    arguments[0].trace)
            }, "mustRest")
        + aliases(
            GoFunction("initial", [.any], .own) { arguments, _ in
                .list(
                    GoList(Array(try elements(arguments[0], "Cannot find initial on type").dropLast())),
                    arguments[0].trace)
            }, "mustInitial")
        + aliases(
            GoFunction("reverse", [.any], .own) { arguments, _ in
                .list(GoList(try elements(arguments[0], "Cannot find reverse on type").reversed()), arguments[0].trace)
            }, "mustReverse")
        + aliases(
            GoFunction("compact", [.any], .own) { arguments, _ in
                .list(
                    GoList(try elements(arguments[0], "Cannot compact on type").filter { !$0.isEmpty }),
                    arguments[0].trace)
            }, "mustCompact")
        + aliases(
            GoFunction("uniq", [.any], .own) { arguments, _ in
                var unique: [GoValue] = []
                var seen: Set<[UInt8]> = []
                for element in try elements(arguments[0], "Cannot find uniq on type") {
                    if case .string(let text) = element {
                        if seen.insert(text.bytes).inserted { unique.append(element) }
                    } else if !unique.contains(where: { GoValue.deepEqual($0, element) }) {
                        unique.append(element)
                    }
                }
                return .list(GoList(unique), arguments[0].trace)
            }, "mustUniq")
        + aliases(
            GoFunction("without", [.any], variadic: .any, .own) { arguments, _ in
                let omitted = arguments.dropFirst()
                let kept = try elements(arguments[0], "Cannot find without on type").filter { element in
                    !omitted.contains { GoValue.deepEqual($0, element) }
                }
                return .list(GoList(kept), arguments[0].trace)
            }, "mustWithout")
        + aliases(
            GoFunction("has", [.any, .any]) { arguments, _ in
                if arguments[1].isNil { return .flag(false) }
                return .flag(
                    try elements(arguments[1], "Cannot find has on type").contains {
                        GoValue.deepEqual(arguments[0], $0)
                    })
            }, "mustHas")
        + aliases(
            GoFunction("slice", [.any], variadic: .any, .own) { arguments, _ in
                let list = try elements(arguments[0], "list should be type of slice or array but")
                if list.isEmpty { return .nothing }
                let start = arguments.count > 1 ? Int(clamping: goInteger(arguments[1])) : 0
                let end = arguments.count > 2 ? Int(clamping: goInteger(arguments[2])) : list.count
                guard start >= 0, start <= end, end <= list.count else {
                    throw CallFailure("reflect.Value.Slice: slice index out of bounds")
                }
                let element =
                    if case .list(let original, _) = arguments[0] { original.element } else { GoList.Element.any }
                return .list(GoList(Array(list[start..<end]), element: element), arguments[0].trace)
            }, "mustSlice")
        + aliases(
            GoFunction("chunk", [.int, .any], .own) { arguments, _ in
                let list = try elements(arguments[1], "Cannot chunk type")
                let size = arguments.int(0)
                guard size > 0 else { throw CallFailure("runtime error: makeslice: len out of range") }
                let chunks = stride(from: 0, to: list.count, by: size).map {
                    GoValue.items(Array(list[$0..<min($0 + size, list.count)]))
                }
                return .list(GoList(chunks, element: .lists), arguments[1].trace)
            }, "mustChunk")
        + [
            GoFunction("concat", [], variadic: .any, .own) { arguments, execution in
                var result: [GoValue] = []
                var trace = TraceID.none
                for list in arguments {
                    guard let elements = list.elements else {
                        if list.isNil { throw CallFailure(nilDereference) }
                        throw CallFailure("Cannot concat type \(list.kindName) as list")
                    }
                    result += elements
                    trace = execution.table.derived(trace, list.trace)
                }
                return .list(GoList(result), trace)
            },
            GoFunction("sortAlpha", [.any], .own) { arguments, _ in
                guard arguments[0].elements != nil else { return .strings([arguments[0].stringValue]) }
                let sorted = stringSlice(arguments[0]).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
                return .list(GoList(sorted.map(GoValue.string), element: .string), arguments[0].trace)
            },
            GoFunction("until", [.int]) { arguments, execution in
                let count = arguments.int(0)
                return try steps(0, count, count < 0 ? -1 : 1, execution)
            },
            GoFunction("untilStep", [.int, .int, .int]) { arguments, execution in
                try steps(arguments.int(0), arguments.int(1), arguments.int(2), execution)
            },
            GoFunction("seq", [], variadic: .int) { arguments, execution in
                let numbers = arguments.indices.map { arguments.int($0) }
                let range: (Int, Int, Int)
                switch numbers.count {
                case 1:
                    let increment = numbers[0] < 1 ? -1 : 1
                    range = (1, numbers[0] &+ increment, increment)
                case 2:
                    let increment = numbers[1] < numbers[0] ? -1 : 1
                    range = (numbers[0], numbers[1] &+ increment, increment)
                case 3:
                    let increment = numbers[2] < numbers[0] ? -1 : 1
                    if increment < 0, numbers[1] > 0 { return .text("") }
                    range = (numbers[0], numbers[2] &+ increment, numbers[1])
                default: return .text("")
                }
                guard case .list(let list, _) = try steps(range.0, range.1, range.2, execution) else {
                    return .text("")
                }
                return .text(
                    list.elements.map { String(decoding: GoPrinter.text(of: $0), as: UTF8.self) }.joined(separator: " ")
                )
            },
        ]

    static let nilDereference = "runtime error: invalid memory address or nil pointer dereference"

    private static func elements(_ value: GoValue, _ complaint: String) throws -> [GoValue] {
        if let elements = value.elements { return elements.map(\.boxed) }
        if value.isNil { throw CallFailure(nilDereference) }
        throw CallFailure("\(complaint) \(value.kindName)")
    }

    private static func pick(_ element: GoValue?, _ arguments: [GoValue], _ execution: Execution) -> GoValue {
        guard let element else { return .invalid(arguments[0].trace) }
        return element.trace.isNone ? element.replacingTraceIfPlain(arguments[0].trace) : element
    }

    private static func steps(_ start: Int, _ stop: Int, _ step: Int, _ execution: Execution) throws -> GoValue {
        guard stop < start ? step < 0 : step > 0 else { return .items([], .int) }
        let (distance, overflow) = (stop < start ? start : stop).subtractingReportingOverflow(
            stop < start ? stop : start)
        try execution.require((distance / Int(clamping: step.magnitude), overflow))
        return .items(stride(from: start, to: stop, by: step).map { .int($0, .none) }, .int)
    }
}

extension GoValue {
    /// A value as it sits in a map or list, where nil is an interface.
    var boxed: GoValue {
        if case .invalid(let trace) = self { return .null(trace) }
        return self
    }
}
