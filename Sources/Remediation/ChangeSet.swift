internal import ConfigModel
internal import Documents
package import Projects
internal import Rules
package import SourceText

/// New bytes for some files, and which fixes they hold.
package struct ChangeSet: Sendable {
    package struct FileChange: Sendable {
        package let path: String
        package let before: [UInt8]
        package let edits: EditList

        package var after: [UInt8] { edits.applied(to: before) }

        /// Precondition: the edits lie within `before`.
        package init(path: String, before: [UInt8], edits: EditList) {
            self.path = path
            self.before = before
            self.edits = edits
        }
    }

    /// Sorted by path.
    package let files: [FileChange]
    package let fixes: [PlannedFix]

    /// - Parameter files: sorted by path; what they hold beside the fixes belongs to none, and no proof accepts it.
    package init(files: [FileChange], fixes: [PlannedFix]) {
        self.files = files
        self.fixes = fixes
    }

    package var isEmpty: Bool { files.isEmpty }

    /// The tree as it would be after the change.
    package func overlaying(_ tree: any WorkTree) -> OverlayTree {
        OverlayTree(tree, changes: Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.after) }))
    }
}

/// A fix that had to give way, and why.
package struct DroppedFix: Sendable {
    package let fix: PlannedFix
    package let reason: String
    /// Where it failed; its other places may do.
    package let sites: [EditSite]
}

/// Turns planned fixes into edits. Fixes that contradict an earlier one or that a document refuses are dropped; the rest stay.
package func apply(_ fixes: [PlannedFix], in project: RenderedProject) -> (change: ChangeSet, dropped: [DroppedFix]) {
    var kept = fixes
    var dropped: [DroppedFix] = []
    removeContradictions(&kept, &dropped)
    while true {
        let (files, refused) = fileChanges(kept, in: project)
        if refused.isEmpty {
            let all = (files + listingChanges(files, in: project)).sorted { $0.path < $1.path }
            return (ChangeSet(files: all, fixes: kept), dropped)
        }
        for (index, failure) in refused.sorted(by: { $0.key > $1.key }) {
            dropped.append(DroppedFix(fix: kept.remove(at: index), reason: failure.reason, sites: failure.sites))
        }
    }
}

/// What repeats the default values of charts follows them.
private func listingChanges(_ files: [ChangeSet.FileChange], in project: RenderedProject) -> [ChangeSet.FileChange] {
    files.flatMap { file -> [ChangeSet.FileChange] in
        let listings = project.listings.filter { $0.valuesPath == file.path }
        guard !listings.isEmpty, let before = project.document(file.path)?.roots.first,
            let after = parseDocument(SourceFile(path: file.path, bytes: file.after), as: .yaml).roots.first
        else { return [] }
        return listings.compactMap { listing in
            let edits = listing.edits(from: before, to: after)
            return edits.isEmpty ? nil : ChangeSet.FileChange(path: listing.source.path, before: listing.source.bytes, edits: edits)
        }
    }
}

/// Two fixes may want different values at one place; the first in the plan's order wins.
private func removeContradictions(_ kept: inout [PlannedFix], _ dropped: inout [DroppedFix]) {
    struct Spot: Hashable {
        let path: String
        let root: Int
        let documentPath: String
        let anchor: TextAnchor?
        let embedded: EmbeddedPlace?

        init(_ site: EditSite) {
            path = site.path
            root = site.root
            documentPath = site.documentPath.description
            anchor = site.anchor
            embedded = site.embedded
        }
    }
    var taken: [Spot: (action: DocumentChange.Action, rule: String)] = [:]
    kept = kept.filter { fix in
        for edit in fix.edits {
            guard let first = taken[Spot(edit.site)], !mayStandTogether(first.action, edit.change.action) else { continue }
            dropped.append(DroppedFix(fix: fix, reason: "contradicts the fix of \(first.rule)", sites: [edit.site]))
            return false
        }
        for edit in fix.edits where taken[Spot(edit.site)] == nil {
            taken[Spot(edit.site)] = (edit.change.action, fix.finding.check.id)
        }
        return true
    }
}

private func mayStandTogether(_ a: DocumentChange.Action, _ b: DocumentChange.Action) -> Bool {
    switch (a, b) {
    case (.append, .append), (.merge, .merge), (.insert, .insert), (.add, _), (_, .add): true
    default: a == b
    }
}

/// - Returns: `refused` holds indexes into `fixes`.
private func fileChanges(
    _ fixes: [PlannedFix], in project: RenderedProject
) -> (files: [ChangeSet.FileChange], refused: [Int: (reason: String, sites: [EditSite])]) {
    var wanted: [String: [DocumentChange]] = [:]
    var seen: [String: Set<DocumentChange>] = [:]
    for fix in fixes {
        for edit in fix.edits where seen[edit.site.path, default: []].insert(edit.change).inserted {
            wanted[edit.site.path, default: []].append(edit.change)
        }
    }
    var files: [ChangeSet.FileChange] = []
    var refused: [Int: (reason: String, sites: [EditSite])] = [:]
    for (path, changes) in wanted.sorted(by: { $0.key < $1.key }) {
        guard let document = project.document(path) else { continue }
        let planned = document.edits(for: inCanonicalOrder(changes))
        for refusal in planned.refused {
            for (index, fix) in fixes.enumerated() {
                let failed = fix.edits.filter { $0.site.path == path && $0.change == refusal.change }.map(\.site)
                if !failed.isEmpty { refused[index, default: (refusal.reason, [])].sites += failed }
            }
        }
        if !planned.edits.isEmpty {
            files.append(ChangeSet.FileChange(path: path, before: document.source.bytes, edits: planned.edits))
        }
    }
    return (files, refused)
}
