package import ConfigModel
package import SourceText
import Templates
internal import Projects

/// A branch of a template that a rendering passed over: the answer to "absent, but where would it come from?".
///
///     {{- with .Values.podSecurityContext }}        conditions: values.yaml `podSecurityContext`
///       securityContext:                            literalKeys: securityContext
///         {{- toYaml . | nindent 8 }}               valueReferences: podSecurityContext
///     {{- end }}
///
/// Branches inside text that values hand to `tpl` are left out: no file has them.
package struct SkippedBranch {
    /// The kind of the action.
    package enum Kind: Sendable { case ifTrue, with, range }

    /// The template file that holds the branch.
    package let path: String
    /// The bytes of the body between the delimiters around it.
    package let span: Span
    /// What began the block.
    package let kind: Kind
    /// Whether the body is the `else` arm, which runs when the condition does not hold.
    package let isElse: Bool
    /// The values and literals that decided that the body does not run, missing values included.
    package let conditions: [HelmOrigins.Place]
    /// What decided that the branch was reached at all.
    package let enclosing: [HelmOrigins.Place]
    /// The calls of named templates that the branch stands in, outermost first.
    package let calls: [HelmOrigins.Place]
    /// The values that the body mentions, addressed as below `.Values` of the chart that the manifest's file belongs to.
    package let valueReferences: [ValuePath]
    /// The keys that literal text of the body would write at the starts of lines.
    package let literalKeys: [String]
    /// The named templates that the body would call.
    package let includes: [String]
    /// The rendered file, as `RenderedManifest.source` names it.
    package let manifestSource: String
    /// Where the body would have written: an index into the chart's manifests and a byte offset into that one's text, or nil where
    /// the file wrote nothing around it.
    package let position: Position?

    /// A place in the rendered output.
    package struct Position: Hashable, Sendable {
        /// An index into `RenderedChart.manifests`.
        package let manifest: Int
        /// In bytes, from the start of the manifest's text.
        package let offset: Int
    }
}

extension RenderedChart {
    /// All branches that were passed over, in the order of execution, file by file.
    package var skippedBranches: [SkippedBranch] { collectSkipped(in: skipped.keys.sorted()) { _ in true } }

    /// The branches that were passed over and would write `key`, or mention a value or call a named template while they write no key.
    package func skippedBranches(in source: String, writing key: String) -> [SkippedBranch] {
        collectSkipped(in: [source]) { contents in
            contents.keys.contains(key) || (contents.keys.isEmpty && !contents.isPlain)
        }
    }

    private func collectSkipped(in files: [String], where isWanted: (BranchContents) -> Bool) -> [SkippedBranch] {
        var contents: [ObjectIdentifier: BranchContents] = [:]
        var result: [SkippedBranch] = []
        for name in files {
            var places: OutputPlaces?
            for entry in skipped[name] ?? [] where !entry.tree.source.isExpanded {
                let id = ObjectIdentifier(entry.body)
                let found = contents[id] ?? BranchContents(entry)
                contents[id] = found
                guard isWanted(found) else { continue }
                if places == nil { places = OutputPlaces(self, file: name) }
                result.append(branch(entry, found, name, places?.position(of: entry, trace)))
            }
        }
        return result
    }

    private func branch(
        _ entry: ControlTable.Skipped, _ contents: BranchContents, _ name: String, _ position: SkippedBranch.Position?
    ) -> SkippedBranch {
        let decided = origins(of: entry.condition)
        let around = origins(of: entry.control)
        var references = contents.references
        if contents.usesDot {
            // The value that a `with` would have made dot.
            for case .value(_, _, let address) in decided.data { references.append(address) }
            for case .absent(_, let address) in decided.data { references.append(address) }
        }
        var seen: Set<ValuePath> = []
        let kind: SkippedBranch.Kind =
            switch entry.branch.kind {
            case .ifTrue: .ifTrue
            case .with: .with
            case .range: .range
            }
        return SkippedBranch(
            path: trace.sources[Int(entry.tree.source.number)],
            span: Span(entry.body.range.lowerBound, entry.body.range.upperBound), kind: kind,
            isElse: entry.body !== entry.branch.body, conditions: decided.data + decided.conditions,
            enclosing: around.conditions, calls: around.calls,
            valueReferences: references.filter { seen.insert($0).inserted }, literalKeys: contents.keys,
            includes: contents.includes, manifestSource: name, position: position)
    }
}

/// Where the pieces of one file's manifests stand, by the conditions that they were written under.
private struct OutputPlaces {
    /// Text or the output of an action that begins at `position` of template `source`.
    private struct Piece {
        let source: UInt32
        let position: UInt32
        let manifest: Int
        let start: Int
        var end: Int
    }

    private var pieces: [ControlID: [Piece]] = [:]

    init(_ chart: RenderedChart, file: String) {
        for (index, manifest) in chart.manifests.enumerated() where manifest.source == file {
            var start = 0
            let whole = Text.Run(
                end: UInt32(clamping: manifest.text.count), trace: manifest.text.trace, offset: 0, control: .none)
            for run in manifest.text.runs ?? [whole] {
                let end = Int(run.end)
                if case .template(let source, let base) = chart.trace[run.trace] {
                    add(
                        Piece(source: source, position: base &+ run.offset, manifest: index, start: start, end: end),
                        run.control)
                }
                var control = run.control
                while !control.isNone {
                    let entry = chart.trace.controls[control]
                    add(
                        Piece(source: entry.source, position: entry.position, manifest: index, start: start, end: end),
                        entry.parent)
                    control = entry.parent
                }
                start = end
            }
        }
    }

    private mutating func add(_ piece: Piece, _ control: ControlID) {
        let count = pieces[control]?.count ?? 0
        if count > 0, let last = pieces[control]?[count - 1], last.source == piece.source,
            last.position == piece.position, last.manifest == piece.manifest, last.end == piece.start
        {
            pieces[control]?[count - 1].end = piece.end
        } else {
            pieces[control, default: []].append(piece)
        }
    }

    /// Behind the last piece that stands before the branch in its own list, or before the first behind it; outwards until there is one.
    func position(of skipped: ControlTable.Skipped, _ table: TraceTable) -> SkippedBranch.Position? {
        var control = skipped.control
        var source = skipped.tree.source.number
        var position = UInt32(truncatingIfNeeded: skipped.branch.pipeline.position)
        while true {
            let siblings = (pieces[control] ?? []).filter { $0.source == source }
            if let before = siblings.last(where: { $0.position < position }) {
                return SkippedBranch.Position(manifest: before.manifest, offset: before.end)
            }
            if let after = siblings.first(where: { $0.position > position }) {
                return SkippedBranch.Position(manifest: after.manifest, offset: after.start)
            }
            if control.isNone { return nil }
            let entry = table.controls[control]
            (source, position, control) = (entry.source, entry.position, entry.parent)
        }
    }
}
