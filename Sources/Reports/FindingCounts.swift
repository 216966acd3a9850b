internal import Rules

/// What can be done about a finding, as reports count it.
enum Remedy: String, CaseIterable {
    case safe, review, none
}

extension ReportSettings {
    func remedy(of finding: Finding) -> Remedy {
        switch finding.safety(configured: safety) {
        case .safe: .safe
        case .review: .review
        case .none: .none
        }
    }
}

/// Why nothing can be done by itself about a finding.
func reasonWithoutRemedy(_ finding: Finding) -> String {
    finding.fix.unfixableReason ?? "the configuration asks for advice only"
}

/// Findings counted by severity and by what can be done about them.
struct FindingCounts {
    private(set) var total = 0
    private var counts: [Severity: [Remedy: Int]] = [:]

    init(_ findings: [Finding], _ settings: ReportSettings) {
        for finding in findings {
            total += 1
            counts[finding.severity, default: [:]][settings.remedy(of: finding), default: 0] += 1
        }
    }

    subscript(severity: Severity) -> Int { counts[severity, default: [:]].values.reduce(0, +) }
    subscript(remedy: Remedy) -> Int { counts.values.reduce(0) { $0 + $1[remedy, default: 0] } }
    subscript(severity: Severity, remedy: Remedy) -> Int { counts[severity]?[remedy] ?? 0 }

    /// `1 critical, 2 high`; only what is there.
    var severities: String {
        Severity.worstFirst.filter { self[$0] > 0 }.map { "\(self[$0]) \($0.rawValue)" }.joined(separator: ", ")
    }
}

extension Severity {
    static var worstFirst: [Severity] { allCases.reversed() }
}

/// Indexes of findings that lie in the order of their places, worst first. Sorting the findings themselves would copy each many times.
func urgentFirst(_ findings: [Finding]) -> [Int] {
    var bySeverity: [Severity: [Int]] = [:]
    for index in findings.indices { bySeverity[findings[index].severity, default: []].append(index) }
    return Severity.worstFirst.flatMap { bySeverity[$0] ?? [] }
}

/// `1 finding`, `2 findings`.
func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(singular)" : "\(number) \(plural ?? singular + "s")"
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ items: [String]) -> String {
    guard items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
}

/// Neighbours with the same key, in order. Slices, since findings are large values.
func runs<Element, Key: Equatable>(
    _ elements: [Element], by key: (Element) -> Key
) -> [(key: Key, elements: ArraySlice<Element>)] {
    runs(elements[...], by: key)
}

func runs<Element, Key: Equatable>(
    _ elements: ArraySlice<Element>, by key: (Element) -> Key
) -> [(key: Key, elements: ArraySlice<Element>)] {
    var result: [(key: Key, elements: ArraySlice<Element>)] = []
    var start = elements.startIndex
    while start < elements.endIndex {
        let first = key(elements[start])
        var end = start + 1
        while end < elements.endIndex, key(elements[end]) == first { end += 1 }
        result.append((first, elements[start..<end]))
        start = end
    }
    return result
}
