import ConfigModel
import Cryptography
import Primitives
internal import Projects

/// The suffix that kustomize gives to the name of a generated object: ten characters that change with its content.
///
/// The hash is taken over Go's JSON of the object's kind, type and data; digits and vowels that could make words are replaced.
func contentHash(of object: Traced, _ sources: KustomizeSources) -> String {
    var text = "{"
    func add(_ key: String, _ value: Traced?, isOptional: Bool = false) {
        if isOptional, value?.value.mapping == nil { return }
        if text.count > 1 { text += "," }
        text += "\"\(key)\":" + (value.map { JSONText.encoded($0.value) } ?? "\"\"")
    }
    let kind = object["kind"]?.value.string ?? ""
    let kindValue = Traced(.string(kind), .none)
    if kind == "Secret" {
        add("data", object["data"])
        add("kind", kindValue)
        add("name", nil)
        add("stringData", object["stringData"], isOptional: true)
        add("type", object["type"])
    } else {
        add("binaryData", object["binaryData"], isOptional: true)
        add("data", object["data"])
        add("kind", kindValue)
        add("name", nil)
    }
    text += "}"
    let hex = Hexadecimal.encoded(Digest.sha256.hash(text).prefix(5))
    return String(hex.map { ["0": "g", "1": "h", "3": "k", "a": "m", "e": "t"][$0] ?? $0 })
}
