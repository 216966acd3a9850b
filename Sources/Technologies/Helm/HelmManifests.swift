import Templates
internal import Projects
internal import SourceText

/// Splits a rendered file into documents.
/// - Throws: `HelmFailure` of kind `output` for a document that is no YAML.
func splitManifests(_ text: Text, _ name: String, _ table: TraceTable) throws(HelmFailure) -> [RenderedManifest] {
    if name.hasSuffix("NOTES.txt") { return [] }
    var manifests: [RenderedManifest] = []
    for range in documents(text.bytes) {
        let document = text.slice(range, in: table)
        let head = try ManifestHead.read(document.bytes, name)
        if head.isUnknownHook { continue }
        manifests.append(RenderedManifest(source: name, kind: head.kind, isHook: head.isHook, text: document))
    }
    return manifests
}

/// Puts the documents of files, which are in the order of their names, into Helm's order.
func sortedManifests(_ manifests: [RenderedManifest]) -> [RenderedManifest] {
    let ordered = manifests.enumerated().sorted { left, right in
        if left.element.isHook != right.element.isHook { return !left.element.isHook }
        if left.element.kind != right.element.kind {
            return HelmOrder.kindPrecedes(left.element.kind, right.element.kind)
        }
        return left.offset < right.offset
    }
    return ordered.map(\.element)
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
}

/// The range of bytes without white space at both ends, as Go's `TrimSpace` trims.
private func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(bytes[start]) || bytes[start] == 0x0B { start += 1 }
    while end > start, isSpace(bytes[end - 1]) || bytes[end - 1] == 0x0B { end -= 1 }
    return start..<end
}

func trimmedSpace(_ bytes: [UInt8]) -> [UInt8] { Array(bytes[trimmed(bytes, 0..<bytes.count)]) }

/// The documents of a stream, separated by `(?:^|\s*\n)---\s*`, which Helm 4.1 also finds before text on the same line.
func documents(_ bytes: [UInt8]) -> [Range<Int>] {
    let whole = trimmed(bytes, 0..<bytes.count)
    var result: [Range<Int>] = []
    func add(_ start: Int, _ end: Int) { if end > start { result.append(trimmed(bytes, start..<end)) } }
    var start = whole.lowerBound
    var index = whole.lowerBound
    let dash = UInt8(ascii: "-")
    while index + 2 < whole.upperBound {
        guard bytes[index] == dash, bytes[index + 1] == dash, bytes[index + 2] == dash,
            index == whole.lowerBound || (bytes[index - 1] == 0x0A && index - 1 >= start)
        else {
            index += 1
            continue
        }
        var end = index
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        add(start, end)
        index += 3
        while index < whole.upperBound, isSpace(bytes[index]) { index += 1 }
        start = index
    }
    add(start, whole.upperBound)
    return result
}

/// What Helm reads of a document before it sorts it.
private struct ManifestHead {
    let kind: String
    let isHook: Bool
    let isUnknownHook: Bool

    private static let events: Set<String> = [
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
        "post-rollback", "test",
        "test-success",
    ]

    static func read(_ bytes: [UInt8], _ name: String) throws(HelmFailure) -> ManifestHead {
        func fail(_ reason: String) -> HelmFailure {
            HelmFailure(.output, "YAML parse error on \(name): \(reason)", template: name)
        }
        if let plain = PlainManifest.read(bytes) {
            return ManifestHead(kind: plain.kind ?? "", hook: plain.hook)
        }
        let value: GoValue
        do {
            value = try YAMLReader.read(Text(bytes), origin: .text, in: TraceTable(isEnabled: false))
        } catch let failure as YAMLReader.Failure {
            throw fail("error converting YAML to JSON: \(failure.message)")
        } catch {
            throw fail("\(error)")
        }
        func mismatch(_ value: GoValue, _ place: String) -> HelmFailure {
            let found = if case .list = value { "array" } else if case .map = value { "object" } else { value.kindName }
            return fail(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(found == "float64" ? "number" : found) into Go \(place)"
            )
        }
        guard case .map(let map, _) = value else {
            if value.isNil { return ManifestHead(kind: "", isHook: false, isUnknownHook: false) }
            throw mismatch(value, "value of type util.SimpleHead")
        }
        func text(_ value: GoValue?, _ place: String) throws(HelmFailure) -> String {
            switch value {
            case .map, .list: throw mismatch(value ?? .nothing, "struct field \(place) of type string")
            case .string(let text): return text.string
            case nil, .null, .invalid: return ""
            case let other?: return other.printed
            }
        }
        let kind = try text(map["kind"], "SimpleHead.kind")
        _ = try text(map["apiVersion"], "SimpleHead.apiVersion")
        guard let metadata = map["metadata"], !metadata.isNil else {
            return ManifestHead(kind: kind, isHook: false, isUnknownHook: false)
        }
        guard case .map(let fields, _) = metadata else {
            throw mismatch(metadata, "struct field SimpleHead.metadata of type struct")
        }
        _ = try text(fields["name"], "SimpleHead.metadata.name")
        guard let notes = fields["annotations"], !notes.isNil else {
            return ManifestHead(kind: kind, isHook: false, isUnknownHook: false)
        }
        guard case .map(let annotations, _) = notes else {
            throw mismatch(notes, "struct field .metadata.annotations of type map[string]string")
        }
        var hook: String?
        for entry in annotations.entries {
            let content = try text(entry.value, ".metadata.annotations")
            if entry.key == "helm.sh/hook" { hook = content }
        }
        return ManifestHead(kind: kind, hook: hook)
    }

    private init(kind: String, isHook: Bool, isUnknownHook: Bool) {
        self.kind = kind
        self.isHook = isHook
        self.isUnknownHook = isUnknownHook
    }

    /// - Parameter hook: the content of the annotation that makes a document a hook, if it is there.
    private init(kind: String, hook: String?) {
        self.kind = kind
        isHook = hook != nil
        isUnknownHook =
            hook.map { text in
                !text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
                    ManifestHead.events.contains(String(String($0).trimmed).lowercased())
                }
            } ?? false
    }
}
