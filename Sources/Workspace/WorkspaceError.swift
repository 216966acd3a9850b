package import SourceControl
package import SourceText

/// Why a repository cannot be opened, or something about it cannot be done; says what to do about it.
package enum WorkspaceError: Error, Sendable, CustomStringConvertible {
    /// A folder or file that was named.
    case unreadable(path: String, reason: String?)
    /// The rules are nowhere near the binary and nobody said where they are.
    case rulesNotFound
    case noRules(folder: String)
    /// Errors of rule files, the configuration or pins, as a compiler prints them: a broken configuration never means defaults.
    case invalid(diagnostics: String)
    /// A plan or state that is none.
    case plan(reason: String)
    case invalidDate(String)
    /// No rule has this id, nor another tool a rule of this name.
    case unknownRule(String)
    /// What `explain` was asked about is neither a rule nor a file nor a fingerprint.
    case unknownSubject(String)
    case unknownFingerprint(String)
    case unwritableFolder(of: String)
    case unwritableReport(String)
    /// Some fixed files were not written; the others were.
    case partlyWritten(failures: [WriteError], written: [String])
    /// The tree is no folder on disk, so that no file of it can be replaced.
    case notOnDisk
    /// The tree is no commit, so that no branch can be made of it.
    case noCommit
    case git(GitError)

    /// One line or more for a person, without a prefix.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read '\(path)'" + (reason.map { ": \($0)" } ?? "")
        case .rulesNotFound: "the rules are not beside the binary; name their folder with --rules or LARBOARD_RULES"
        case .noRules(let folder): "the folder '\(folder)' holds no rules"
        case .invalid(let diagnostics): diagnostics
        case .plan(let reason): reason
        case .invalidDate(let reason): reason
        case .unknownRule(let name): "no rule is called '\(name)'; 'larboard rules' lists all"
        case .unknownSubject(let subject):
            "'\(subject)' is neither a rule nor a fingerprint; 'larboard rules' lists the rules, 'larboard scan' shows fingerprints"
        case .unknownFingerprint(let subject):
            "no finding has the fingerprint '\(subject)' here; it may be fixed, or name the folder that was scanned"
        case .unwritableFolder(let path): "cannot make the folder of '\(path)'"
        case .unwritableReport(let path): "cannot write the report '\(path)'; is the folder there and writable?"
        case .partlyWritten(let failures, let written):
            failures.map { "\($0)\n" }.joined() + (written.isEmpty ? "nothing was written" : "written: \(written.joined(separator: ", "))")
        case .notOnDisk: "files are replaced in a folder on disk only"
        case .noCommit: "branches and patches are made of a commit only"
        case .git(let error): "\(error)"
        }
    }

    init(_ error: WorkTreeError) { self = .unreadable(path: error.path, reason: error.reason) }

    /// Nil where none of the diagnostics is an error.
    init?(_ diagnostics: [Diagnostic], bytes: [UInt8]? = nil) {
        let errors = diagnostics.filter { $0.severity == .error }
        if errors.isEmpty { return nil }
        self = .invalid(diagnostics: errors.map { $0.rendered(bytes: bytes) }.joined(separator: "\n"))
    }
}
