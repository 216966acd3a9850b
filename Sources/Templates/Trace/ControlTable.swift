/// Names one entry of a `ControlTable`; zero is the top of a template, where nothing was decided.
package struct ControlID: Hashable, Sendable {
    package let raw: UInt32

    package init(_ raw: UInt32) { self.raw = raw }

    package static let none = ControlID(0)
    package var isNone: Bool { raw == 0 }
}

/// Which branches were taken, and for which values, on the way to a piece of output.
package struct ControlTable {
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

    package private(set) var entries: ContiguousArray<Entry> = [
        Entry(parent: .none, source: 0, position: 0, branch: .called, condition: .none)
    ]
    package private(set) var skipped: [Skipped] = []

    package subscript(_ id: ControlID) -> Entry { entries[Int(id.raw)] }

    package mutating func add(_ entry: Entry) -> ControlID {
        guard entries.count < Int(UInt32.max) else { return entry.parent }
        entries.append(entry)
        return ControlID(UInt32(entries.count - 1))
    }

    package mutating func skip(_ skipped: Skipped) { self.skipped.append(skipped) }
}
