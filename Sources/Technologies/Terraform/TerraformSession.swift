import SourceText
internal import Projects

/// What the evaluators of one project share: its modules, its files, and the allowance of work.
///
/// Invariant: lives for one rendering in one thread.
final class TerraformSession {
    /// Instances of called modules in one project; more are unknown.
    static let maximumInstances = 1_000
    /// How deep calls may be nested.
    static let maximumCallDepth = 16

    let modules: TerraformTree
    /// Where `file` and `templatefile` read; without it they are unknown.
    let files: (any WorkTree)?
    var steps = 0
    var depth = 0
    var instances = 0
    /// The plan or state of the render case that is being evaluated.
    var planned: PlannedCase?
    private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []

    init(_ modules: TerraformTree, files: (any WorkTree)?) {
        self.modules = modules
        self.files = files
    }

    /// Reports something once, however many callers come across it.
    func report(_ diagnostic: Diagnostic) {
        if seen.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }
}
