/// One file of a work tree as it was read: a path relative to the tree's root and the bytes, unchanged.
package struct SourceFile: Sendable {
    /// Relative to the work tree, `/` between the parts, no leading `./`.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    package init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The bytes of `span` as text; invalid UTF-8 becomes U+FFFD, since this is for people.
    package func text(_ span: Span) -> String {
        String(decoding: bytes[span.range], as: UTF8.self)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
