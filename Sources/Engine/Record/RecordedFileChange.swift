internal import FoundationEssentials
internal import Remediation
package import SourceText

/// The edits of one file, and the names of its bytes before and after them.
///
/// The bytes themselves lie in the work tree; what is made of them is what was proven, or it is refused.
package struct RecordedFileChange: Hashable, Sendable, Codable {
    /// Relative to the work tree.
    package let path: String
    /// Names the bytes that the change was proven on.
    package let before: FileDigest
    /// Names the bytes that the change makes.
    package let after: FileDigest
    /// Byte ranges of the file before, with what replaces them.
    package let edits: EditList
    /// Lines that the unified diff adds.
    package let addedLines: Int
    /// Lines that the unified diff takes away.
    package let removedLines: Int

    init(_ change: ChangeSet.FileChange) {
        let new = change.after
        let diff = UnifiedDiff(path: change.path, old: change.before, new: new)
        path = change.path
        before = FileDigest(change.before)
        after = FileDigest(new)
        edits = change.edits
        addedLines = diff.addedLines
        removedLines = diff.removedLines
    }

    /// The new bytes.
    ///
    /// - Parameter old: the file as it lies in the tree that the change is made in.
    /// - Throws: `StaleFile` where these are not the bytes that the change was proven on.
    package func applied(to old: [UInt8]) throws(StaleFile) -> [UInt8] {
        guard FileDigest(old) == before, edits.edits.allSatisfy({ $0.span.end <= old.count }) else { throw StaleFile(path: path) }
        let new = edits.applied(to: old)
        guard FileDigest(new) == after else { throw StaleFile(path: path) }
        return new
    }
}

/// A file that is not the one that a change was proven on.
package struct StaleFile: Error, Hashable, Sendable, CustomStringConvertible {
    /// Relative to the work tree.
    package let path: String

    /// In words, for a report.
    package var description: String { "'\(path)' is not the file that the change was proven on" }
}

extension EditList: Codable {
    /// - Throws: `DecodingError` where edits overlap.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(try container.decode([Edit].self))
        } catch let conflict as EditConflict {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "edits overlap: \(conflict)")
        }
    }

    /// The edits as a list.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(edits)
    }
}

extension Edit: Codable {
    private enum Key: String, CodingKey { case span, text, base64 }

    /// New bytes are a text where they are UTF-8, else base 64 (RFC 4648, section 4).
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let span = try values.decode(Span.self, forKey: .span)
        if let text = try values.decodeIfPresent(String.self, forKey: .text) {
            self.init(span, text)
        } else {
            self.init(span, Array(try values.decode(Data.self, forKey: .base64)))
        }
    }

    /// Writes what `init(from:)` reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(span, forKey: .span)
        if let text = String(validating: replacement, as: UTF8.self) {
            try values.encode(text, forKey: .text)
        } else {
            try values.encode(Data(replacement), forKey: .base64)
        }
    }
}
