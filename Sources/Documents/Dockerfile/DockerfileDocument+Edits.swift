import ConfigModel
import SourceText

extension DockerfileDocument {
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        PlannedEdits(refused: changes.map { .init(change: $0, reason: "not written yet") })
    }
}
