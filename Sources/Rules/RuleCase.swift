package import ConfigModel
internal import Documents
package import SourceText

/// One example out of the `tests:` of a rule file.
package struct RuleCase: Sendable {
    package enum Expectation: Sendable, Equatable {
        /// The marked spans, per path in file order.
        case fires([String: [Span]])
        case clean
        case unknown
    }

    package let name: String
    /// Markers stripped.
    package let files: [String: String]
    package let expectation: Expectation
    /// Only the files that the fix changes; nil when the case shows no fix.
    package let fixed: [String: String]?
    /// Part of the reason why this finding has no fix.
    package let unfixable: String?
    package let parameters: [String: Value]
    /// The file that is taken for a plan or state of Terraform.
    package let plan: String?

    package init(
        name: String, files: [String: String], expectation: Expectation, fixed: [String: String]?, unfixable: String?,
        parameters: [String: Value], plan: String? = nil
    ) {
        self.plan = plan
        self.name = name
        self.files = files
        self.expectation = expectation
        self.fixed = fixed
        self.unfixable = unfixable
        self.parameters = parameters
    }
}

/// Reads the `tests:` of a rule file, which the product never does.
///
/// - Parameter fileName: what a case with a single text is called, unless it says so itself: `main.tf`.
package func loadRuleCases(_ source: SourceFile, fileName: String) -> (cases: [RuleCase], diagnostics: [Diagnostic]) {
    let document = parseDocument(source, as: .yaml)
    guard document.isSound, let root = document.roots.first else { return ([], document.diagnostics) }
    guard let tests = root["tests"]?.value.list else {
        return ([], [Diagnostic(.error, "schema", "'tests' is missing", path: source.path)])
    }
    if root.value.mapping?.keys.last != "tests" {
        return ([], [Diagnostic(.error, "schema", "'tests' has to be the last key", path: source.path)])
    }
    var diagnostics: [Diagnostic] = []
    let cases = tests.compactMap { item -> RuleCase? in
        var fields = Fields(item, file: source.path, what: "a test")
        defer { diagnostics += fields.diagnostics }
        let name = fields.required("name")
        let fileName = fields.string("file") ?? fileName
        let fires = fields.value("fires").map { texts($0, fileName) }
        let clean = fields.value("clean").map { texts($0, fileName) }
        let unknown = fields.value("unknown").map { texts($0, fileName) }
        let fixed = fields.value("fixed").map { texts($0, fileName) }
        let unfixable = fields.string("unfixable")
        let parameters = fields.value("parameters")?.value.mapping
        let plan = fields.string("plan")
        fields.finish()
        guard let written = fires ?? clean ?? unknown, [fires, clean, unknown].compactMap({ $0 }).count == 1 else {
            fields.report("a test has exactly one of 'fires', 'clean', 'unknown'")
            return nil
        }
        let stripped = written.mapValues(stripMarkers)
        return RuleCase(
            name: name, files: stripped.mapValues(\.text),
            expectation: fires != nil ? .fires(stripped.mapValues(\.spans).filter { !$0.value.isEmpty }) : clean != nil ? .clean : .unknown,
            fixed: fixed, unfixable: unfixable,
            parameters: (parameters?.entries ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.value }, plan: plan)
    }
    return (cases, diagnostics)
}

private func texts(_ value: Traced, _ fileName: String) -> [String: String] {
    if let text = value.value.string { return [fileName: text] }
    return (value.value.mapping?.entries ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.value.string ?? "" }
}

/// Takes «» out of a text and tells what they enclosed, in bytes of the stripped text.
package func stripMarkers(_ marked: String) -> (text: String, spans: [Span]) {
    var bytes: [UInt8] = []
    var spans: [Span] = []
    var start: Int?
    for character in marked.unicodeScalars {
        if character == "«" {
            start = bytes.count
        } else if character == "»" {
            if let from = start { spans.append(Span(from, bytes.count)) }
            start = nil
        } else {
            bytes += Array(String(character).utf8)
        }
    }
    return (String(decoding: bytes, as: UTF8.self), spans)
}
