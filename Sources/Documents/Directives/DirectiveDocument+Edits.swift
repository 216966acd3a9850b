import ConfigModel
import SourceText

extension DirectiveDocument {
    /// Each change is made on trial: all edits so far are applied, the result is read again, and it has to say what was intended.
    ///
    /// Comments stand: removing a directive takes a comment on its own line with it, never one above.
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        guard isSound else {
            return PlannedEdits(
                refused: changes.map { .init(change: $0, reason: "the file has errors, and broken files are never edited") })
        }
        var planned = PlannedEdits()
        var shape = DirectiveShape(self)
        for change in changes {
            var editor = DirectiveEditor(self, shape: shape)
            do throws(DirectiveRefusal) {
                try editor.plan(change)
                var edits = planned.edits
                for edit in editor.edits {
                    do { try edits.add(edit) } catch { throw DirectiveRefusal("another change already rewrites this place") }
                }
                let result = DirectiveDocument.parse(SourceFile(path: source.path, bytes: edits.applied(to: source.bytes)), as: language)
                guard result.isSound, DirectiveShape(result) == editor.shape else {
                    throw DirectiveRefusal("the directives would not read as intended afterwards")
                }
                planned.edits = edits
                shape = editor.shape
            } catch {
                planned.refused.append(.init(change: change, reason: error.reason))
            }
        }
        return planned
    }
}

/// Why a change is not made.
struct DirectiveRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
