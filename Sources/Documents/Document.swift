package import ConfigModel
package import SourceText

/// One parsed file of any format: a lossless tree that knows how to change itself.
///
/// Invariant: parsing never throws and never crashes. `source.bytes` is what was read; nothing is printed from the tree, a change is a
/// list of byte edits. A document with an error diagnostic still offers what could be read, but refuses every change.
package protocol Document: Sendable {
    var source: SourceFile { get }
    var format: Format { get }
    /// Trouble while reading, in file order.
    var diagnostics: [Diagnostic] { get }
    /// The values that the file holds: one per YAML document, one for other formats.
    var roots: [Traced] { get }
    /// Comments in file order, for suppressions.
    var comments: [Comment] { get }

    /// Turns changes of values into changes of bytes, keeping the file's indent, quoting, line endings and comments.
    ///
    /// Several changes below one mapping or block become one insertion. Each change is made or refused by itself, with a reason;
    /// the edits of those made never overlap.
    func edits(for changes: [DocumentChange]) -> PlannedEdits
}

extension Document {
    /// Whether the file was read without error; broken files are never edited.
    package var isSound: Bool { !diagnostics.contains { $0.severity == .error } }
}

/// A comment without its marker: `larboard: allow x -- reason` for `# larboard: allow x -- reason`.
package struct Comment: Hashable, Sendable {
    /// Marker included.
    package let span: Span
    package let text: String
    /// Whether code stands before it on the same line.
    package let isTrailing: Bool

    package init(span: Span, text: String, isTrailing: Bool) {
        self.span = span
        self.text = text
        self.isTrailing = isTrailing
    }
}

/// One change of a document in terms of its values.
///
///     set      spec.containers[0].securityContext.privileged  ->  false
///
/// Missing maps (HCL: blocks or attributes) on the way are created.
package struct DocumentChange: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// Replaces the value, or adds the key.
        case set(NewValue)
        /// Removes the key or element, its own comments and, when the enclosing map would be left empty, that too.
        case remove
        /// Adds an element to a list that is there or is created; an equal element already there is enough.
        case append(NewValue)
        /// Sets every leaf of a map, keeping other keys.
        case merge(NewValue)
        /// Renames a key, keeping its value and place.
        case rename(to: String)
        /// Inserts a new instruction, directive or block before the element at the path (or at the end when the index is the count).
        case insert(NewValue)
        /// Writes another resource behind the one at the path.
        case add(RelatedResource)

        /// Whether the resource at the path stays as it is.
        package var isRelatedResource: Bool { if case .add = self { true } else { false } }
    }

    /// Which of `roots` the path starts from.
    package let root: Int
    package let path: ValuePath
    package let action: Action
    /// Where the bytes are, for text that has no values of its own; then `path` starts from what the anchor stands for.
    package let anchor: TextAnchor?
    /// The document within the file that is changed, when it is the text of a scalar; then `path` starts from that document's root.
    package let embedded: EmbeddedPlace?

    package init(root: Int = 0, path: ValuePath, action: Action, anchor: TextAnchor? = nil, embedded: EmbeddedPlace? = nil) {
        self.embedded = embedded
        self.root = root
        self.path = path
        self.action = action
        self.anchor = anchor
    }
}

/// A place in text that only becomes a document when it is rendered, such as a chart's template.
package enum TextAnchor: Hashable, Sendable {
    /// The bytes of a scalar that stands there as it is rendered.
    case scalar(Span)
    /// A line before which keys of one mapping can be written, with the column of their names.
    case keys(at: Int, column: Int)
    /// A line before which items of one list can be written, with the column of their dashes.
    case items(at: Int, column: Int)
    /// Whole lines that write one entry.
    case lines(Span)
    /// Bytes whose change is worked out already, since they are part of a text with a language of its own.
    case bytes([Edit])
}

/// A value to be written, without provenance, hashable so that equal changes can be told.
package indirect enum NewValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case list([NewValue])
    case map([Entry])
    /// Source text of the format itself, such as a Terraform reference `aws_kms_key.this.arn`.
    case expression(String)

    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: NewValue

        package init(_ key: String, _ value: NewValue) {
            self.key = key
            self.value = value
        }
    }
}

/// What came of a list of changes.
package struct PlannedEdits: Sendable {
    package var edits: EditList
    /// Changes that cannot be made safely, each with the reason.
    package var refused: [Refusal]

    package init(edits: EditList = EditList(), refused: [Refusal] = []) {
        self.edits = edits
        self.refused = refused
    }

    package struct Refusal: Sendable {
        package let change: DocumentChange
        /// Lower case, no final period: `the value is an alias of &defaults, which other keys share`.
        package let reason: String

        package init(change: DocumentChange, reason: String) {
            self.change = change
            self.reason = reason
        }
    }
}
