internal import Engine
internal import Rules
internal import SourceText

/// What GitHub takes from one run (docs.github.com, "SARIF support for code scanning"); more is refused as a whole or cut silently.
enum SARIFLimits {
    static let results = 25_000
    /// Locations of one result: 1,000 by the limits, but only the first ten are read.
    static let relatedLocations = 100
    static let tags = 20
    /// 10 MB after gzip, which takes these reports to a tenth or less; half of that is kept in reserve.
    static let bytes = 50 << 20
}

/// SARIF 2.1.0 (OASIS standard with errata 01) for code scanning services and editors.
///
/// A limit cuts the least severe findings, and a notification says how many. Columns are UTF-16 code
/// units, which is what GitHub and editors take them for.
func sarifReport(
    _ result: ScanResult, _ settings: ReportSettings, _ sources: SourceLines, _ edits: FindingEdits
) -> String {
    let rules = sarifRules(settings.checks, result.findings)
    let indexes = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
    let findings = result.findings
    let ranked = urgentFirst(findings)
    let urgent = ranked.filter { findings[$0].suppression == nil } + ranked.filter { findings[$0].suppression != nil }
    // Written by place, so that whoever answers `edits` meets each file once.
    let written = urgent.prefix(SARIFLimits.results).enumerated()
        .sorted { $0.element < $1.element }
        .map { rank, index -> (rank: Int, bytes: [UInt8]) in
            let finding = findings[index]
            var bytes: [UInt8] = []
            sarifResult(finding, ruleIndex: indexes[finding.check.id] ?? 0, sources, edits).write(to: &bytes, indent: 4)
            return (rank, bytes)
        }
    let fitting = ranksThatFit(written)
    let kept = written.filter { $0.rank < fitting }.map(\.bytes)
    let omitted = urgent.count - kept.count
    let run = JSON.object([
        "tool": .object([
            "driver": .object([
                "name": "Larboard", "version": .string(settings.version), "semanticVersion": .string(settings.version),
                "rules": .array(rules.map(sarifRule)),
            ])
        ]),
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": .object([
            "%SRCROOT%": .object(["description": .object(["text": "The root of the scanned work tree."])])
        ]),
        "invocations": .array([invocation(result.diagnostics, omitted, sources)]),
        "results": .array([]),
    ])
    let log = JSON.object([
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0", "runs": .array([run]),
    ])
    return spliced(kept, into: log.pretty)
}

/// How many of the most urgent results stay within the size limit.
private func ranksThatFit(_ results: [(rank: Int, bytes: [UInt8])]) -> Int {
    var size = 0
    let sorted = results.sorted { $0.rank < $1.rank }
    for (index, result) in sorted.enumerated() {
        size += result.bytes.count
        if size > SARIFLimits.bytes { return index }
    }
    return sorted.count
}

/// Puts results that are written already into the empty list that ends the log, so that each is written once.
private func spliced(_ results: [[UInt8]], into log: String) -> String {
    let tail = Array("[]\n    }\n  ]\n}\n".utf8)
    guard !results.isEmpty else { return log }
    var bytes = Array(log.utf8.dropLast(tail.count)) + [UInt8(ascii: "[")]
    for (index, result) in results.enumerated() {
        bytes += Array((index == 0 ? "\n        " : ",\n        ").utf8)
        bytes += result
    }
    bytes += Array("\n      ".utf8) + tail.dropFirst()
    return String(decoding: bytes, as: UTF8.self)
}

/// One invocation; trouble with the customer's files is a notification, with the configuration one of its own kind.
private func invocation(_ diagnostics: [Diagnostic], _ omitted: Int, _ sources: SourceLines) -> JSON {
    let isConfiguration = { (diagnostic: Diagnostic) in diagnostic.path == Configuration.fileName }
    var execution = diagnostics.filter { !isConfiguration($0) }.map { notification($0, sources) }
    if omitted > 0 {
        execution.append(
            .object([
                "descriptor": .object(["id": "results-omitted"]), "level": "warning",
                "message": .object([
                    "text": .string(
                        "\(omitted) findings of the lowest severity are left out, since code scanning takes at most "
                            + "\(SARIFLimits.results) results and 10 MB a run; the JSON report has all of them")
                ]),
            ]))
    }
    return .object([
        "executionSuccessful": true,
        "toolExecutionNotifications": .nonEmpty(execution),
        "toolConfigurationNotifications": .nonEmpty(
            diagnostics.filter(isConfiguration).map { notification($0, sources) }),
    ])
}

private func notification(_ diagnostic: Diagnostic, _ sources: SourceLines) -> JSON {
    let text = masked(diagnostic.message) + (diagnostic.help.map { " (\($0))" } ?? "")
    return .object([
        "descriptor": .object(["id": .string(diagnostic.id)]),
        "level": .string(diagnostic.severity.rawValue),
        "message": .object(["text": .string(sarifMessage(text))]),
        "locations": diagnostic.path.isEmpty
            ? nil : .array([.object(["physicalLocation": physicalLocation(diagnostic.path, diagnostic.span, sources)])]),
    ])
}

/// Text for a SARIF message, in which braces make placeholders (§3.11.5) and `[text](target)` a link (§3.11.6).
func sarifMessage(_ text: String) -> String {
    oneLine(text).replacing("{", with: "{{").replacing("}", with: "}}").replacing("](", with: "] (")
}

func physicalLocation(_ path: String, _ span: Span?, _ sources: SourceLines) -> JSON {
    .object([
        "artifactLocation": artifactLocation(path),
        "region": span.flatMap { sources.region(path, $0) }.map { region($0, withBytes: false) },
    ])
}

func artifactLocation(_ path: String) -> JSON {
    .object(["uri": .string(relativeReference(path)), "uriBaseId": "%SRCROOT%"])
}

/// - Parameter withBytes: adds the byte range, which an edit needs to be exact.
func region(_ region: TextRegion, withBytes: Bool) -> JSON {
    .object([
        "startLine": .int(region.startLine), "startColumn": region.startColumn.map(JSON.int),
        "endLine": .int(region.endLine),
        "endColumn": region.endColumn.map(JSON.int), "byteOffset": withBytes ? .int(region.span.start) : nil,
        "byteLength": withBytes ? .int(region.span.length) : nil,
    ])
}

/// A path as a relative reference (RFC 3986, section 4.2).
func relativeReference(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
        let isPlain =
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "/-._~+@,=".utf8.contains(byte)
        if isPlain {
            result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            let digits = String(byte, radix: 16, uppercase: true)
            result += "%" + (digits.count == 1 ? "0" : "") + digits
        }
    }
    return result
}
