internal import BuiltInTechnologies
import ArgumentParser
internal import ConfigModel
internal import Engine
internal import FoundationEssentials
internal import Rules
internal import SourceText
internal import Projects

/// Scans fixtures whose verdicts are known and compares, rule by rule.
///
/// A table of known answers has the columns suite, check, file, resource and expected (`pass` or `fail`); what counts as the same check is
/// said by the rules' aliases. Answers that are known to be wrong, or to be about something else, are listed with a reason and counted apart.
struct AgreementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement", abstract: "Compares findings with known answers of other tools' own fixtures.")

    @Argument(help: "The folder with the tables of known answers, SUITE.tsv, and the files that they name.")
    var folder: String

    @Option(help: "The repository's root.")
    var root = "."

    @Option(help: "Answers that do not count, with reasons: suite, check, file or *, resource or *, reason.")
    var theirs: String?

    @Option(help: "Only files whose path contains this.")
    var only: String?

    @Option(help: "Print the disagreements of rules that agree in fewer than this many percent.")
    var below = 100

    func run() throws {
        let ruleset = Ruleset(rules: try rulesOf(root), technologies: .builtIn(), today: Day(year: 2026, month: 6, day: 1)!)
        let explained = try Explained(path: theirs ?? "\(root)/fixtures/agreement/theirs.tsv")
        let tables = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".tsv") }.sorted()
        let answers = try tables.flatMap { try KnownAnswer.read("\(folder)/\($0)") }
            .filter { $0.area != nil && !ruleset.ruleIDs(named: $0.check).isEmpty && only.map($0.file.contains) ?? true }
        let files = Dictionary(grouping: answers, by: \.file).sorted { $0.key < $1.key }
        let judged = concurrently(files) { [folder] file, answers in judge(answers, at: "\(folder)/\(file)", with: ruleset) }.flatMap(\.self)
        report(judged, explained)
    }

    private func report(_ judged: [Judged], _ explained: Explained) {
        var rules: [String: Tally] = [:]
        var areas: [String: Tally] = [:]
        var uncovered: [String: Int] = [:]
        for one in judged where !one.isCovered && !one.agrees {
            let parts = one.answer.resource.split(separator: ".")
            uncovered[parts.count > 1 ? String(parts[parts.count - 2]) : "\(one.answer.area ?? "") (any)", default: 0] += 1
        }
        for one in judged where one.isCovered || one.agrees {
            let isExplained = !one.agrees && explained.covers(one.answer)
            for rule in one.rules { rules[rule, default: Tally()].add(one, isExplained) }
            areas[one.answer.area ?? "", default: Tally()].add(one, isExplained)
        }
        for (rule, tally) in rules.sorted(by: { ($0.value.share, $0.key) < ($1.value.share, $1.key) }) where tally.share < Double(below) {
            print("\(rule)\t\(tally)")
            for one in tally.disagreements {
                print(
                    "    \(one.answer.suite) \(one.answer.check)\t\(one.answer.file)\t\(one.answer.resource)\texpected \(one.answer.fails ? "fail" : "pass")"
                )
            }
        }
        for (area, tally) in areas.sorted(by: { $0.key < $1.key }) { print("\(area)\t\(tally)") }
        let missing = uncovered.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        print(
            "\(missing.reduce(0) { $0 + $1.value }) answers about types that no form of the rule is for: "
                + missing.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        let reached = rules.values.count { $0.share >= 97 }
        print("\(rules.count) rules with known answers, \(reached) of them agree in 97 % or more")
        for line in explained.unused(judged) { print("explains nothing: \(line)") }
    }
}

/// How often one rule agrees.
private struct Tally: CustomStringConvertible {
    private var agreed = 0
    private var explained = 0
    private(set) var disagreements: [Judged] = []

    /// Of the answers that count, in percent.
    var share: Double {
        let counted = agreed + disagreements.count
        return counted == 0 ? 100 : Double(agreed) * 100 / Double(counted)
    }

    var description: String {
        let raw = agreed + explained + disagreements.count
        return "\((share * 10).rounded() / 10) %\t\(agreed) of \(agreed + disagreements.count), \(explained) explained, "
            + "\((Double(agreed) * 1000 / Double(max(raw, 1))).rounded() / 10) % of all \(raw)"
    }

    mutating func add(_ one: Judged, _ isExplained: Bool) {
        if one.agrees { agreed += 1 } else if isExplained { explained += 1 } else { disagreements.append(one) }
    }
}

/// One row of a table of known answers.
private struct KnownAnswer: Hashable {
    let suite: String
    let check: String
    let file: String
    /// As the suite names it; `*` is anywhere in the file.
    let resource: String
    let fails: Bool

    static func read(_ path: String) throws -> [KnownAnswer] {
        try lines(of: path).compactMap { columns in
            guard columns.count >= 5, ["pass", "fail"].contains(columns[4]) else { return nil }
            return KnownAnswer(suite: columns[0], check: columns[1], file: columns[2], resource: columns[3], fails: columns[4] == "fail")
        }
    }

    /// The language of the fixture, by the folder that is named so; texts cut out of test code are Terraform. Nil for languages that are not read.
    var area: String? {
        let folders = file.split(separator: "/").map(String.init)
        if folders.contains("inline") { return "terraform" }
        return folders.first { ["terraform", "cloudformation", "arm", "kubernetes", "dockerfile"].contains($0) }
    }
}

private func lines(of path: String) throws -> [[String]] {
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
}

private struct Judged {
    let answer: KnownAnswer
    let rules: Set<String>
    let agrees: Bool
    /// Whether a form of the rules is about resources of that type in that language at all.
    let isCovered: Bool
}

/// The answers that do not count.
private struct Explained {
    private let rows: [[String]]

    init(path: String) throws { rows = FileManager.default.fileExists(atPath: path) ? try lines(of: path).filter { $0.count == 5 } : [] }

    func covers(_ answer: KnownAnswer) -> Bool { rows.contains { Explained.covers($0, answer) } }

    func unused(_ judged: [Judged]) -> [String] {
        rows.filter { row in !judged.contains { !$0.agrees && Explained.covers(row, $0.answer) } }.map { $0.prefix(4).joined(separator: " ") }
    }

    private static func covers(_ row: [String], _ answer: KnownAnswer) -> Bool {
        row[0] == answer.suite && row[1] == answer.check && (row[2] == "*" || row[2] == answer.file) && (row[3] == "*" || row[3] == answer.resource)
    }
}

private func judge(_ answers: [KnownAnswer], at path: String, with ruleset: Ruleset) -> [Judged] {
    guard let tree = fixtureTree(path) else { return [] }
    let findings = scan(tree, with: ruleset).active
    return answers.map { answer in
        let rules = ruleset.ruleIDs(named: answer.check)
        let fires = findings.contains { finding in
            rules.contains(finding.rule.id) && finding.occurrences.contains { isNamed($0.id, answer.resource) }
        }
        let selectors = ruleset.rules.filter { rules.contains($0.id) }.flatMap(\.selectors)
        return Judged(
            answer: answer, rules: rules, agrees: fires == answer.fails, isCovered: selectors.contains { covers($0, answer) })
    }
}

private func covers(_ selector: Selector, _ answer: KnownAnswer) -> Bool {
    // The Kubernetes provider's blocks are judged as the objects that they make.
    if selector.kind.system == "kubernetes", answer.area == "terraform" { return answer.resource.hasPrefix("kubernetes_") }
    guard selector.kind.system == answer.area else { return false }
    guard ["terraform", "cloudformation", "arm"].contains(selector.kind.system), answer.resource.contains(".") else { return true }
    let parts = answer.resource.split(separator: ".").map(String.init)
    if selector.kind.system == "arm" {
        let type = parts.prefix(2).joined(separator: ".").lowercased()
        return selector.names.isEmpty || selector.names.contains { $0.lowercased() == type }
    }
    let types = selector.kind.system == "terraform" ? [parts[max(0, parts.count - 2)], parts.prefix(2).joined(separator: ".")] : [parts[0]]
    return selector.names.isEmpty
        || selector.names.contains { name in types.contains { $0 == name || (name.hasSuffix("*") && $0.hasPrefix(name.dropLast())) } }
}

/// A folder, or one file of it by itself.
private func fixtureTree(_ path: String) -> (any WorkTree)? {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    if isFolder { return try? DirectoryTree(path) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    return MemoryTree([name: Array(data)])
}

/// Whether other tools' name of a resource, `aws_s3_bucket.b`, `AWS::S3::Bucket.B`, `Pod.default.web`, means this one.
private func isNamed(_ id: ResourceID, _ name: String) -> Bool {
    if name == "*" { return true }
    func bare(_ text: String) -> String { text.replacing(#/\[[^\]]*\]/#, with: "") }
    switch id.system {
    case "terraform":
        // Instances that are alike are one resource without a key.
        guard name.contains("["), !id.key.isEmpty else { return bare(id.address) == bare(name) }
        return id.address == name || id.address + id.key == name
    case "arm": return name.lowercased() == "\(id.type).\(id.name)".lowercased() || name.hasSuffix("/\(id.name)")
    case "cloudformation": return name == "\(id.type).\(id.name)" || name == id.name || name.hasSuffix(".\(id.name)")
    case "kubernetes" where id.type.hasPrefix("kubernetes_"): return bare(id.address) == name
    case "kubernetes":
        let kind = id.type.split(separator: "/").last.map(String.init) ?? id.type
        let parts = id.name.split(separator: "/").map(String.init)
        let own = parts.last ?? ""
        return name.hasPrefix("\(kind).") && (name.hasSuffix(".\(own)") || name.contains(".\(own)."))
    default: return true
    }
}
