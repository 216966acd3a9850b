import ConfigModel
import SourceText

extension DockerfileDocument {
    /// Each change is made on trial: all edits so far are applied, the result is read again, and it has to mean what was intended.
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        guard isSound else {
            return PlannedEdits(
                refused: changes.map {
                    .init(change: $0, reason: "the file has errors, and broken files are never edited")
                })
        }
        let editor = DockerfileEditor(self)
        var planned = PlannedEdits()
        var expected = ExpectedShape(self)
        // A word that goes to the end of a script has to come before a command that goes there too.
        let ordered = changes.filter { !$0.appendsCommand } + changes.filter(\.appendsCommand)
        for change in ordered {
            var edits = planned.edits
            var intended = expected
            do throws(EditRefusal) {
                for edit in try editor.plan(change, &intended) {
                    do { try edits.add(edit) } catch { throw EditRefusal("another change already rewrites this place") }
                }
                if edits != planned.edits {
                    let result = DockerfileDocument.parse(
                        SourceFile(path: source.path, bytes: edits.applied(to: source.bytes)))
                    guard result.isSound, intended.matches(result) else {
                        throw EditRefusal("the instruction would not read as intended afterwards")
                    }
                }
                planned.edits = edits
                expected = intended
            } catch {
                planned.refused.append(.init(change: change, reason: error.reason))
            }
        }
        return planned
    }
}

extension DocumentChange {
    fileprivate var appendsCommand: Bool {
        if case .append = action { path.elements.last == .key("commands") } else { false }
    }
}

/// Why a change is not made.
struct EditRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
