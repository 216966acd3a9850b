/// Why an archive cannot be read, in the words of Go's library, which Helm shows to a person.
package struct ArchiveFailure: Error, Hashable, Sendable {
    /// As Go's packages `archive/tar`, `compress/gzip` and `compress/flate` put it.
    package let message: String

    static let truncated = ArchiveFailure(message: "unexpected EOF")
    static let corrupt = ArchiveFailure(message: "flate: corrupt input")
}
