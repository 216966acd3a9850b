internal import ConfigModel
internal import Projects

/// The occurrences of a directive or block that an entry of a file or block holds; nil for what is made for conditions.
func directives(_ entry: Mapping.Entry) -> [Traced]? {
    guard entry.key != "args", entry.key != "unresolved", let items = entry.value.value.list else { return nil }
    return items.allSatisfy { $0["args"] != nil } ? items : nil
}

/// Whether the directive has others in it.
func isBlock(_ value: Traced) -> Bool { (value.value.mapping?.count ?? 0) > 2 }

/// The texts of several directives of one name, one below the other.
func joined(_ items: [Traced], _ value: Traced) -> Traced {
    var texts: [String] = []
    for item in items {
        guard let text = item["text"]?.value.string else { return Traced(item["text"]?.value ?? .null, value.provenance) }
        texts.append(text)
    }
    return Traced(.string(texts.joined(separator: "\n")), value.provenance)
}

/// What holds somewhere, by name, as a binding.
func part(_ name: String, _ settings: [String: Traced], at path: ValuePath) -> Subject.Part {
    let entries = settings.sorted { $0.key < $1.key }.map { Mapping.Entry(key: $0.key, value: $0.value) }
    return Subject.Part(name: name, path: path, value: .new(.map(Mapping(entries))))
}
