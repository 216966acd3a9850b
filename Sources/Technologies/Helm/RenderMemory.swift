import Templates
internal import Projects

/// What a rendering leaves to those after an edit: its data, and for each template file what was written and what was read.
///
/// Invariant: a file's output is a function of what it read and of what files before it changed in place.
///
/// A chart is rendered again by executing the template files that an edit reaches (`RenderMemory`). Each file's reads are counted at the
/// maps that hold the values, so no function reads past the count; values are compared with their origins, and bytes that an edit moved are
/// told to the table of origins. Files that change shared values in place are always executed, and have to change them as before. Only what
/// remembers is reused (`RenderContext.previous`): nothing is kept globally, and an attempt of a fix starts from the
/// rendering before it.
final class RenderMemory {
    /// The chart before all edits, and as it was rendered.
    let original: HelmChart
    let chart: HelmChart
    let release: HelmRelease
    let layout: ChartLayout
    /// The enabled charts.
    let paths: [String]
    private let layers: [String: [ReadLayer]]
    let values: GoMap
    /// What `.Files` was, by chart.
    let contexts: [String: GoMap]
    /// By the index of the layout's files.
    let files: [RenderedFile?]
    let table: TraceTable

    init(
        original: HelmChart, chart: HelmChart, release: HelmRelease, layout: ChartLayout, paths: [String],
        layers: [String: [ReadLayer]], values: GoMap, contexts: [String: GoMap], files: [RenderedFile?], table: TraceTable
    ) {
        self.original = original
        self.chart = chart
        self.release = release
        self.layout = layout
        self.paths = paths
        self.layers = layers
        self.values = values
        self.contexts = contexts
        self.files = files
        self.table = table
    }

    /// A copy of the values of a layer, read into `table` when it was another one.
    func layerValues(_ path: String, _ bytes: [UInt8], _ table: TraceTable) throws(HelmFailure) -> GoMap? {
        if let known = layers[path]?.first(where: { $0.bytes == bytes }) { return known.values?.deepCopied() }
        return try readValues(path: path, bytes: bytes, table)
    }
}

/// A values file that was laid over a chart's own.
struct ReadLayer {
    let bytes: [UInt8]
    let values: GoMap?
}

/// What one template file came to.
final class RenderedFile {
    private var text: Text
    let skipped: [ControlTable.Skipped]
    /// Nil when it was not recorded.
    let reads: TemplateReads?
    let isDeterministic: Bool
    private var documents: [RenderedManifest]?

    init(text: Text, skipped: [ControlTable.Skipped], reads: TemplateReads?, isDeterministic: Bool) {
        self.text = text
        self.skipped = skipped
        self.reads = reads
        self.isDeterministic = isDeterministic
    }

    func manifests(_ name: String, _ table: TraceTable) throws(HelmFailure) -> [RenderedManifest] {
        if let documents { return documents }
        let found = try splitManifests(text, name, table)
        (documents, text) = (found, .empty)
        return found
    }
}
