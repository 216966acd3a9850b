internal import Remediation
internal import SourceText

/// A change that was proven, without the projects that proved it.
///
/// Invariant: made of a `VerifiedChange`, which `verify` alone makes, or read from a record that its reader trusts
/// (`RemediationRecord.init(trusted:)`). There is no other way to one, so publishing something unverified does not compile.
package struct ProvenChange: Hashable, Sendable {
    /// Sorted by path.
    package let files: [RecordedFileChange]
    /// What the change fixes, in the order that settles conflicts.
    package let fixes: [RecordedFix]
    /// What was seen when the change was tried.
    package let proof: RecordedProof

    /// - Parameter recorder: of the project that `verified` was proven on.
    init(_ verified: VerifiedChange, _ recorder: Recorder) {
        files = verified.change.files.map(RecordedFileChange.init)
        fixes = verified.change.fixes.map(recorder.fix)
        proof = recorder.proof(verified.proof)
    }
}

extension ProvenChange: Codable {
    private enum Key: String, CodingKey { case files, fixes, proof }

    /// - Throws: `DecodingError` unless the change is part of a record that is read as trusted.
    package init(from decoder: any Decoder) throws {
        guard decoder.userInfo[.recordedChecks] is RecordedChecks else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a proven change is read as part of a trusted record only"))
        }
        let values = try decoder.container(keyedBy: Key.self)
        files = try values.decode([RecordedFileChange].self, forKey: .files)
        fixes = try values.decode([RecordedFix].self, forKey: .fixes)
        proof = try values.decode(RecordedProof.self, forKey: .proof)
    }

    /// Writes the members by name.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(files, forKey: .files)
        try values.encode(fixes, forKey: .fixes)
        try values.encode(proof, forKey: .proof)
    }
}
