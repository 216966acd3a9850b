internal import ConfigModel
internal import Documents
package import SourceText
internal import Projects

/// Files that a test feeds to a policy or an operator, or expects of it: parts of objects, and objects that are bad on purpose.
///
///     chainsaw-test.yaml   kind: Test, chainsaw.kyverno.io     `file` of apply, create, assert, error, …
///     kyverno-test.yaml    kind: Test, cli.kyverno.io          `resources`, `targetResources`, what results name
///     suite.yaml           kind: Suite, test.gatekeeper.sh     `object` and `inventory` of cases
///     01-assert.yaml       beside 01-install.yaml              steps of kuttl, and of chainsaw without a test file
///
/// Only files in or below the folder of the test count, so that a policy which is tested is judged like any other. A hidden folder with
/// such a definition, `.chainsaw-test` say, holds nothing but the test.
/// kyverno.github.io/chainsaw, kyverno.io/docs/kyverno-cli, open-policy-agent.github.io/gatekeeper/website/docs/gator, kuttl.dev/docs.
package func testObjects(_ paths: [String], in tree: any WorkTree) -> Set<String> {
    var found: Set<String> = []
    var steps: [String: [String]] = [:]
    var hidden: Set<String> = []
    for path in paths where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
        let name = fileName(of: path)
        if let number = stepNumber(name) { steps[folder(of: path) + "/" + number, default: []].append(path) }
        guard isTestName(name), let size = tree.size(path), size <= 1 << 20, let file = try? tree.file(path) else { continue }
        let bytes = file.bytes
        guard bytes.contains(text: "chainsaw.kyverno.io/") || bytes.contains(text: "cli.kyverno.io/") || bytes.contains(text: "test.gatekeeper.sh/")
        else { continue }
        let home = folder(of: path)
        if fileName(of: home).hasPrefix(".") { hidden.insert(home) }
        for root in tree.document(file, as: .yaml).roots {
            for named in namedFiles(root) {
                if let object = inside(named, home), tree.size(object) != nil { found.insert(object) }
            }
        }
    }
    if !hidden.isEmpty { found.formUnion(paths.filter { path in isBelow(path, hidden) && !isTestName(fileName(of: path)) }) }
    for files in steps.values {
        let expected = files.filter { isExpectation(fileName(of: $0)) }
        if !expected.isEmpty, expected.count < files.count { found.formUnion(expected) }
    }
    return found
}

private func isBelow(_ path: String, _ folders: Set<String>) -> Bool {
    var at = folder(of: path)
    while !at.isEmpty {
        if folders.contains(at) { return true }
        at = folder(of: at)
    }
    return false
}

private func isTestName(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "." }
    return stem == "suite" || stem.hasSuffix("test") || stem.hasSuffix("tests")
}

/// What a definition of tests names, by its kind.
private func namedFiles(_ root: Traced) -> [String] {
    guard let group = root["apiVersion"]?.value.string?.split(separator: "/").first else { return [] }
    var named: [String] = []
    switch (group, root["kind"]?.value.string) {
    case ("chainsaw.kyverno.io", "Test"):
        let operations: Set<String> = ["apply", "create", "assert", "error", "delete", "update", "patch"]
        collect(root["spec"]) { key, value in
            if operations.contains(key), let file = value["file"]?.value.string { named.append(file) }
        }
    case ("cli.kyverno.io", "Test"):
        let lists: Set<String> = ["resources", "targetResources", "jsonPayload"]
        for entry in root.value.mapping?.entries ?? [] where lists.contains(entry.key) {
            named += (entry.value.value.list ?? [entry.value]).compactMap(\.value.string)
        }
        let parts: Set<String> = ["patchedResource", "patchedResources", "generatedResource", "cloneSourceResource"]
        collect(root["results"]) { key, value in
            if parts.contains(key), let file = value.value.string { named.append(file) }
        }
    case ("test.gatekeeper.sh", "Suite"):
        collect(root["tests"]) { key, value in
            if key == "object", let file = value.value.string { named.append(file) }
            if key == "inventory" { named += (value.value.list ?? []).compactMap(\.value.string) }
        }
    default: break
    }
    return named
}

/// Calls `body` for every key below a value.
private func collect(_ value: Traced?, depth: Int = 0, _ body: (String, Traced) -> Void) {
    guard let value, depth < 32 else { return }
    for item in value.value.list ?? [] { collect(item, depth: depth + 1, body) }
    for entry in value.value.mapping?.entries ?? [] {
        body(entry.key, entry.value)
        collect(entry.value, depth: depth + 1, body)
    }
}

/// A relative path that stays within the folder.
private func inside(_ path: String, _ folder: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
        if part == ".." {
            if parts.popLast() == nil { return nil }
        } else {
            parts.append(part)
        }
    }
    if parts.isEmpty || path.hasPrefix("/") { return nil }
    return (folder.isEmpty ? "" : folder + "/") + parts.joined(separator: "/")
}

/// `01` of `01-assert.yaml`.
private func stepNumber(_ name: String) -> String? {
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    return digits.isEmpty || name.dropFirst(digits.count).first != "-" ? nil : String(digits)
}

private func isExpectation(_ name: String) -> Bool {
    let words = name.prefix { $0 != "." }.split(separator: "-")
    return words.count >= 2 && ["assert", "errors", "error"].contains(words[1])
}
