import ConfigModel
import SourceText

extension HCLDocument {
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        PlannedEdits(refused: changes.map { PlannedEdits.Refusal(change: $0, reason: "not possible") })
    }
}
