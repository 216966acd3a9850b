import ConfigModel
internal import Projects

extension TerraformFunctions {
    static let maps: [String: TerraformFunction] = [
        "merge": .traced(TerraformFunction.anyNumber, needs: .outermost) { arguments in
            var merged = Mapping()
            for argument in arguments where !argument.value.isNull {
                guard let mapping = argument.value.mapping else { return nil }
                for entry in mapping.entries { merged.set(entry) }
            }
            return .new(.map(merged))
        },
        "lookup": .traced(2...3, needs: .nothing) { arguments in
            if arguments[0].value.isUnknown { return arguments[0] }
            if arguments[1].value.isUnknown { return arguments[1] }
            guard let mapping = arguments[0].value.mapping, let key = Conversion.string(arguments[1].value) else {
                return nil
            }
            return mapping[key] ?? (arguments.count > 2 ? arguments[2] : nil)
        },
        "keys": .traced(1...1, needs: .outermost) { arguments in
            arguments[0].value.mapping.map { mapping in
                .new(.list(mapping.sortedEntries.map { Traced(.string($0.key), $0.keyProvenance) }))
            }
        },
        "values": .traced(1...1, needs: .outermost) { arguments in
            arguments[0].value.mapping.map { .new(.list($0.sortedEntries.map(\.value))) }
        },
        "zipmap": .traced(2...2, needs: .outermost) { arguments in
            guard let keys = arguments[0].value.list, let values = arguments[1].value.list, keys.count == values.count
            else { return nil }
            var mapping = Mapping()
            for (key, value) in zip(keys, values) {
                if key.value.isUnknown { return key }
                guard let name = Conversion.string(key.value) else { return nil }
                mapping.set(Mapping.Entry(key: name, keyProvenance: key.provenance, value: value))
            }
            return .new(.map(mapping))
        },
        "transpose": .traced(1...1) { arguments in
            guard let mapping = arguments[0].value.mapping else { return nil }
            var turned: [String: [Traced]] = [:]
            for entry in mapping.sortedEntries {
                guard let items = entry.value.value.list else { return nil }
                for item in items {
                    guard let name = Conversion.string(item.value) else { return nil }
                    turned[name, default: []].append(Traced(.string(entry.key), entry.keyProvenance))
                }
            }
            let keys = turned.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return .new(.map(Mapping(keys.map { Mapping.Entry(key: $0, value: .new(.list(turned[$0] ?? []))) })))
        },
    ]
}
