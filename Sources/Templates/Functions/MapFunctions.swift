extension FunctionTable {
    static let mapFunctions: [GoFunction] =
        [
            GoFunction("dict", [], variadic: .any, .own) { arguments, execution in
                let map = GoMap()
                for index in stride(from: 0, to: arguments.count, by: 2) {
                    let key = arguments[index].stringValue
                    let value: GoValue = index + 1 < arguments.count ? arguments[index + 1].boxed : .text("")
                    map.set(key.string, value, keyTrace: key.summary(in: execution.table))
                }
                return .record(map)
            },
            GoFunction("get", [.map, .string], .own) { arguments, execution in
                let key = arguments.string(1)
                if let value = arguments.map(0)?[key] {
                    return value.influenced(by: variableKey(arguments[1], execution), in: execution.table)
                }
                let parent = arguments[0].trace
                return .string(Text([], parent.isNone ? .none : execution.table.add(.absent(parent: parent, key: key))))
            },
            GoFunction("set", [.map, .string, .any], .own) { arguments, execution in
                guard let map = arguments.map(0) else { throw CallFailure("assignment to entry in nil map") }
                map.set(
                    arguments.string(1), execution.guarded(arguments[2].boxed),
                    keyTrace: arguments[1].summary(in: execution.table))
                return arguments[0]
            },
            GoFunction("unset", [.map, .string], .own) { arguments, _ in
                arguments.map(0)?.remove(arguments.string(1))
                return arguments[0]
            },
            GoFunction("hasKey", [.map, .string]) { arguments, execution in
                let key = arguments.string(1)
                guard let entry = arguments.map(0)?.entry(key) else {
                    let parent = arguments[0].trace
                    return .bool(false, parent.isNone ? .none : execution.table.add(.absent(parent: parent, key: key)))
                }
                return .bool(true, execution.table.derived(entry.keyTrace, entry.value.trace))
            },
            GoFunction("pluck", [.string], variadic: .map, .own) { arguments, _ in
                let key = arguments.string(0)
                return .items(arguments.indices.dropFirst().compactMap { arguments.map($0)?[key] })
            },
            GoFunction("keys", [], variadic: .map, .own) { arguments, execution in
                var keys: [Text] = []
                var trace = TraceID.none
                for index in arguments.indices {
                    trace = execution.table.derived(trace, arguments[index].trace)
                    keys += arguments.map(index)?.entries.map { Text($0.key, $0.keyTrace) } ?? []
                }
                return .list(GoList(keys.map(GoValue.string), element: .string), trace)
            },
            GoFunction("values", [.map], .own) { arguments, _ in
                .list(GoList(arguments.map(0)?.entries.map(\.value) ?? []), arguments[0].trace)
            },
            GoFunction("pick", [.map], variadic: .string, .own) { arguments, _ in
                let result = GoMap()
                guard let map = arguments.map(0) else { return .record(result) }
                for index in arguments.indices.dropFirst() {
                    if let found = map.entry(arguments.string(index)) { result.set(found) }
                }
                return .map(result, arguments[0].trace)
            },
            GoFunction("omit", [.map], variadic: .string, .own) { arguments, _ in
                let omitted = Set(arguments.indices.dropFirst().map { arguments.string($0) })
                let kept = arguments.map(0)?.entries.filter { !omitted.contains($0.key) } ?? []
                return .map(GoMap(kept), arguments[0].trace)
            },
            GoFunction("dig", [], variadic: .any, .own, dig),
        ]
        + aliases(
            GoFunction("merge", [.map], variadic: .map, .own) { arguments, execution in
                try merge(arguments, overwrites: false, execution)
            },
            "mustMerge")
        + aliases(
            GoFunction("mergeOverwrite", [.map], variadic: .map, .own) { arguments, execution in
                try merge(arguments, overwrites: true, execution)
            }, "mustMergeOverwrite")
        + aliases(
            GoFunction("deepCopy", [.any], .own) { arguments, _ in
                if arguments[0].isNil {
                    throw CallFailure("deepCopy error: reflect: call of reflect.Value.Type on zero Value")
                }
                return arguments[0].deepCopied()
            }, "mustDeepCopy")

    /// The key's origin when it was not written in the template, since another key would give another value.
    private static func variableKey(_ key: GoValue, _ execution: Execution) -> TraceID {
        guard execution.table.isEnabled else { return .none }
        if case .constant = execution.table[key.trace] { return .none }
        return key.summary(in: execution.table)
    }

    private static let dig: @Sendable ([GoValue], Execution) throws -> GoValue = { arguments, execution in
        guard arguments.count >= 3 else { throw CallFailure("dig needs at least three arguments") }
        var current = arguments[arguments.count - 1]
        let fallback = arguments[arguments.count - 2]
        for key in arguments.dropLast(2) {
            guard case .string(let name) = key else {
                throw CallFailure(
                    "interface conversion: interface {} is \(key.isNil ? "nil" : key.typeName), not string")
            }
            guard case .map(let map, let trace) = current, map.kind == .any || map.kind == .values else {
                throw CallFailure(
                    "interface conversion: interface {} is \(current.isNil ? "nil" : current.typeName), not map[string]interface {}"
                )
            }
            guard let next = map[name.string] else {
                let absent = trace.isNone ? TraceID.none : execution.table.add(.absent(parent: trace, key: name.string))
                return fallback.influenced(by: absent, in: execution.table)
            }
            current = next
        }
        return current
    }

    /// How deep maps may be nested before merging gives up; a map may have been put into itself.
    private static let maximumDepth = 200

    private static func merge(_ arguments: [GoValue], overwrites: Bool, _ execution: Execution) throws -> GoValue {
        guard let target = arguments.map(0) else { return .nothing }
        for index in arguments.indices.dropFirst() {
            if let source = arguments.map(index) {
                try merge(source, into: target, overwrites: overwrites, execution, depth: 0)
            }
        }
        return arguments[0]
    }

    /// The mergo library's rules: empty values of the target give way, maps are merged, nested maps of the source are shared.
    private static func merge(_ source: GoMap, into target: GoMap, overwrites: Bool, _ execution: Execution, depth: Int)
        throws
    {
        if source === target { return }
        if depth > maximumDepth { throw CallFailure("maps are nested more than \(maximumDepth) deep") }
        for entry in source.entries {
            guard let present = target.entry(entry.key) else {
                if case .null = entry.value, !overwrites { continue }
                target.set(entry)
                continue
            }
            switch (entry.value, present.value) {
            case (.map(let from, _), .map(let to, _)):
                try merge(from, into: to, overwrites: overwrites, execution, depth: depth + 1)
            case (.null, _) where !overwrites: continue
            case (_, .map) where !overwrites && !present.value.isEmpty: continue
            default:
                if overwrites || present.value.isEmpty {
                    var replacement = entry
                    if present.keyTrace != entry.keyTrace {
                        replacement.value = entry.value.influenced(
                            by: overwrites ? .none : present.value.trace, in: execution.table)
                    }
                    target.set(replacement)
                }
            }
        }
    }
}
