/// Names one entry of a `ControlTable`; zero is the top of a template, where nothing was decided.
package struct ControlID: Hashable, Sendable {
    package let raw: UInt32

    package init(_ raw: UInt32) { self.raw = raw }

    package static let none = ControlID(0)
    package var isNone: Bool { raw == 0 }
}

/// Which branches were taken, and for which values, on the way to a piece of output.
package final class ControlTable {
    package enum Branch: UInt8, Sendable {
        case then, otherwise, iteration, called
    }

    /// One decision: the action at `position` of `source` went into `branch` because of `condition`.
    package struct Entry: Sendable {
        package let parent: ControlID
        package let source: UInt32
        package let position: UInt32
        package let branch: Branch
        package let condition: TraceID
    }

    /// A body that was not executed: where output would come from if the condition were different.
    package struct Skipped {
        package let branch: BranchNode
        /// The list that was passed over.
        package let body: ListNode
        package let tree: Tree
        package let control: ControlID
        package let condition: TraceID
    }

    private var entries: ContiguousArray<Entry>
    /// The table whose entries come before this one's and never change.
    private let base: ControlTable?
    private let baseCount: Int
    private var skipped: [Skipped] = []

    package init() {
        entries = [Entry(parent: .none, source: 0, position: 0, branch: .called, condition: .none)]
        (base, baseCount) = (nil, 0)
    }

    package init(continuing other: ControlTable) {
        entries = []
        (base, baseCount) = (other, other.count)
    }

    private var count: Int { baseCount + entries.count }

    package subscript(_ id: ControlID) -> Entry {
        let index = Int(id.raw)
        if index >= baseCount { return entries[index - baseCount] }
        return base?[id] ?? Entry(parent: .none, source: 0, position: 0, branch: .called, condition: .none)
    }

    package func add(_ entry: Entry) -> ControlID {
        guard count < Int(UInt32.max) else { return entry.parent }
        entries.append(entry)
        return ControlID(UInt32(count - 1))
    }

    package func skip(_ skipped: Skipped) { self.skipped.append(skipped) }

    /// What was passed over since the last call.
    package func takeSkipped() -> [Skipped] {
        defer { skipped = [] }
        return skipped
    }
}
