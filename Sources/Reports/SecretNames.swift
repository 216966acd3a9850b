internal import ConfigModel

/// Whether a name ends in a word for something secret: `DB_PASSWORD`, `apiKey`, `client_secret`, but not `secretName` or `http_tokens`.
func isSecretName(_ name: String) -> Bool {
    var words = nameWords(name)
    while let last = words.last, last.utf8.allSatisfy({ (48...57).contains($0) }) { words.removeLast() }
    guard let last = words.last else { return false }
    if words.contains("existing") { return false }
    if secretWords.contains(last) || secretEndings.contains(where: last.hasSuffix) { return true }
    return words.count > 1 && secretPairs.contains("\(words[words.count - 2]) \(last)")
}

private let secretWords: Set = [
    "secret", "token", "pwd", "pass", "credential", "credentials", "authorization", "dockerconfigjson", "dockercfg",
]

private let secretEndings = [
    "password", "passwd", "passphrase", "apikey", "secretkey", "accesskey", "privatekey", "authtoken",
    "connectionstring",
]

private let secretPairs: Set = [
    "api key", "access key", "secret key", "private key", "encryption key", "account key", "shared key", "signing key",
    "auth key", "license key",
    "connection string", "secret string", "secret value", "master key",
]

/// The words of a name in lower case, parted at capitals, digits and punctuation.
private func nameWords(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previous: UInt8 = 0
    for byte in name.utf8 {
        let isUpper = (65...90).contains(byte)
        let isLetter = isUpper || (97...122).contains(byte)
        let startsWord =
            isUpper && (97...122).contains(previous) || (48...57).contains(byte) != (48...57).contains(previous)
        if !word.isEmpty, startsWord || !(isLetter || (48...57).contains(byte)) {
            words.append(word)
            word = ""
        }
        if isLetter || (48...57).contains(byte) {
            word.unicodeScalars.append(Unicode.Scalar(isUpper ? byte + 32 : byte))
        }
        previous = byte
    }
    return word.isEmpty ? words : words + [word]
}

func isNameByte(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte == 0x2D || byte == 0x2E || (48...57).contains(byte) || (65...90).contains(byte)
        || (97...122).contains(byte)
}

/// Where tokens of known shape lie: cloud keys, forge and registry tokens, JSON web tokens (RFC 7519).
func tokens(in line: ArraySlice<UInt8>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var at = line.startIndex
    while at < line.endIndex {
        guard isNameByte(line[at]) else {
            at += 1
            continue
        }
        var end = at
        while end < line.endIndex, isNameByte(line[end]) { end += 1 }
        if end - at >= 16, isToken(line[at..<end]) { found.append(at..<end) }
        at = end
    }
    return found
}

private func isToken(_ word: ArraySlice<UInt8>) -> Bool {
    if word.starts(with: "eyJ".utf8) { return word.count(where: { $0 == UInt8(ascii: ".") }) == 2 }
    if word.starts(with: "AKIA".utf8) || word.starts(with: "ASIA".utf8) {
        return word.count == 20 && word.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    }
    return tokenPrefixes.contains { word.count >= $0.utf8.count + 16 && word.starts(with: $0.utf8) }
}

private let tokenPrefixes = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-",
    "sk_live_", "rk_live_", "AIza", "hvs.",
    "npm_", "dop_v1_", "SG.", "pypi-", "dckr_pat_",
]

/// A value as one short piece of text: `"RuntimeDefault"`, `[NET_ADMIN]`, `not set`; secrets are not told.
func shownValue(_ value: Value?, at path: ValuePath, of resource: ResourceID) -> String {
    guard let value else { return "not set" }
    let isSecret =
        path.elements.contains { if case .key(let key) = $0 { isSecretName(key) } else { false } }
        || isSecretData(path, resource)
    if isSecret, !value.isUnknown {
        switch value {
        case .null, .bool: break
        default: return "(secret, not shown)"
        }
    }
    return shownValue(value)
}

/// A value of a rule, which is no secret by its place.
func shownValue(_ value: Value) -> String {
    let text = oneLine(masked(flowText(value)))
    return text.count > 80 ? text.prefix(79) + "…" : text
}

/// Data of a Kubernetes Secret, and values of environment variables, whose names stand beside them.
private func isSecretData(_ path: ValuePath, _ resource: ResourceID) -> Bool {
    let keys = path.elements.compactMap { if case .key(let key) = $0 { key } else { nil } }
    if resource.type.hasSuffix("Secret"), let first = keys.first, first == "data" || first == "stringData" {
        return true
    }
    return keys.count >= 2 && keys.suffix(2) == ["env", "value"]
}

/// YAML's flow style, which people read whatever format the file has.
private func flowText(_ value: Value) -> String {
    switch value {
    case .null: return "null"
    case .bool(let flag): return "\(flag)"
    case .int(let number): return "\(number)"
    case .double(let number): return "\(number)"
    case .string(let text): return "\"\(text.prefix(200))\""
    case .list(let items):
        return "[" + items.prefix(20).map { flowText($0.value) }.joined(separator: ", ")
            + (items.count > 20 ? ", …]" : "]")
    case .map(let mapping):
        let entries = mapping.entries.prefix(20).map { entry in
            isSecretName(entry.key)
                ? "\(entry.key): <secret>" : "\(entry.key): \(flowText(entry.value.value))"
        }
        return "{" + entries.joined(separator: ", ") + (mapping.count > 20 ? ", …}" : "}")
    case .unknown(let reason): return "unknown (\(reason))"
    }
}
