internal import ConfigModel
internal import Cryptography
internal import Primitives

/// Names a finding so that the same trouble keeps its name when lines move or the file is reformatted.
///
/// Made of rule, file, resource and the way to the subject with list elements named by their `name`, `keyword` and text rather than
/// counted. Equal ones in one project are told apart by their order.
func fingerprint(rule: String, resource: Resource, path: ValuePath, ordinal: Int) -> String {
    let parts = [rule, resource.home.path, resource.id.system, resource.id.type, resource.id.name, stableText(path, in: resource.value)]
    let text = (ordinal == 0 ? parts : parts + ["\(ordinal)"]).joined(separator: "\u{0}")
    return Hexadecimal.encoded(Digest.sha256.hash(text).prefix(16))
}

/// The path with names for numbers: `spec.containers[web]`.
func stableText(_ path: ValuePath, in root: Traced) -> String {
    var current: Traced? = root
    var text = ""
    for element in path.elements {
        switch element {
        case .key(let key):
            text += ".\(key)"
            current = current?[key]
        case .index(let index):
            current = current?[index]
            text += "[\(current.flatMap(elementName) ?? String(index))]"
        }
    }
    return text
}

private func elementName(_ value: Traced) -> String? {
    if let name = value["name"]?.value.string, value["words"] == nil { return name }
    let spoken = value["text"]?.value.string ?? value["words"]?.value.list?.compactMap(\.value.string).joined(separator: " ")
    guard let spoken else { return nil }
    let words = spoken.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\\" }.joined(separator: " ")
    return (value["keyword"]?.value.string).map { "\($0) \(words)" } ?? words
}
