internal import FoundationEssentials
package import Rules
package import SourceText

/// What remediation came to for one work tree: small and complete, so that everything later (branches, patches, pull requests, journals,
/// reports) reads this and never a rendered project.
///
/// The bytes of files are not in it: a change names the files that it was proven on and is made of them or not at all.
package struct RemediationRecord: Hashable, Sendable {
    /// The number of the layout; it grows when a member changes its meaning or goes away.
    package static let version = 1

    /// The changes, each group for a branch or patch of its own; sorted by name.
    package let groups: [RemediationGroup]
    /// Every finding that stays, with the reason; sorted by place.
    package let unfixed: [RemainingFinding]
    /// Trouble with files, rules and configuration; sorted by place.
    package let diagnostics: [Diagnostic]

    /// All fixes of all groups.
    package var fixes: [RecordedFix] { groups.flatMap(\.fixes) }
}

/// Why bytes are no record.
package enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownVersion(Int)
    case malformed(String)

    /// In words that say what to do about it.
    package var description: String {
        switch self {
        case .unknownVersion(let number):
            "the remediation record has version \(number), and this build reads version \(RemediationRecord.version) only; make it again"
        case .malformed(let reason): "the remediation record cannot be read: \(reason)"
        }
    }
}

extension RemediationRecord {
    /// Equal records give equal bytes: JSON (RFC 8259) with sorted keys.
    ///
    /// - Throws: `RecordError.malformed` never for records that remediation made.
    package func encoded() throws(RecordError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw RecordError.malformed("\(error)")
        }
    }

    /// Reads what `encoded` wrote. Whatever it holds may be published, so the bytes have to come from a place that only we write.
    ///
    /// - Throws: `RecordError` where the version is not ours or the bytes are no record.
    package init(trusted bytes: [UInt8]) throws(RecordError) {
        let data = Data(bytes)
        do {
            let head = try JSONDecoder().decode(Head.self, from: data)
            guard head.version == RemediationRecord.version else { throw RecordError.unknownVersion(head.version) }
            let decoder = JSONDecoder()
            decoder.userInfo[.recordedChecks] = RecordedChecks(try JSONDecoder().decode(CheckList.self, from: data).checks)
            self = try decoder.decode(RemediationRecord.self, from: data)
        } catch let error as RecordError {
            throw error
        } catch {
            throw RecordError.malformed("\(error)")
        }
    }

    private struct Head: Decodable {
        let version: Int
    }

    private struct CheckList: Decodable {
        let checks: [Check]
    }
}

extension RemediationRecord: Codable {
    private enum Key: String, CodingKey { case version, checks, groups, unfixed, diagnostics }

    /// Called by `init(trusted:)`, which has read version and checks before.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        groups = try values.decode([RemediationGroup].self, forKey: .groups)
        unfixed = try values.decode([RemainingFinding].self, forKey: .unfixed)
        diagnostics = try values.decode([Diagnostic].self, forKey: .diagnostics)
    }

    /// Writes the version and each check once.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(RemediationRecord.version, forKey: .version)
        try values.encode(checks, forKey: .checks)
        try values.encode(groups, forKey: .groups)
        try values.encode(unfixed, forKey: .unfixed)
        try values.encode(diagnostics, forKey: .diagnostics)
    }

    /// Every check that a finding of the record names, once, by id.
    package var checks: [Check] {
        var known: [String: Check] = [:]
        for change in groups.flatMap(\.changes) {
            for finding in change.fixes.map(\.finding) + change.proof.alsoResolved { known[finding.check.id] = finding.check }
        }
        for item in unfixed + groups.flatMap(\.unfixed) { known[item.finding.check.id] = item.finding.check }
        return known.values.sorted { $0.id < $1.id }
    }
}

/// The checks of a record while its findings, which hold their ids, are decoded. Without it nothing of a record that can be published is read.
struct RecordedChecks: Sendable {
    let byID: [String: Check]

    init(_ checks: [Check]) {
        byID = Dictionary(checks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension CodingUserInfoKey {
    static let recordedChecks = CodingUserInfoKey(rawValue: "larboard.record.checks")!
}

extension Diagnostic: Codable {
    private enum Key: String, CodingKey { case severity, id, message, path, span, help }

    /// Reads the members by name.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            try values.decode(Severity.self, forKey: .severity), try values.decode(String.self, forKey: .id),
            try values.decode(String.self, forKey: .message), path: try values.decode(String.self, forKey: .path),
            span: try values.decodeIfPresent(Span.self, forKey: .span), help: try values.decodeIfPresent(String.self, forKey: .help))
    }

    /// Writes the members by name, without those that have no value.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(severity, forKey: .severity)
        try values.encode(id, forKey: .id)
        try values.encode(message, forKey: .message)
        try values.encode(path, forKey: .path)
        try values.encodeIfPresent(span, forKey: .span)
        try values.encodeIfPresent(help, forKey: .help)
    }
}

extension Diagnostic.Severity: Codable {}
