import CLibgit2

/// A Git operation that did not work, in words that say what to do about it.
package struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        case notARepository, foreignOwner
        case notFound, ambiguous, noCommitYet, missingObject
        case refMoved, refLocked, checkedOut, invalidName
        case nothingToCommit, unsupported, signing, configuration
        case failed
    }

    package let kind: Kind
    /// What was tried, to follow `cannot`: `resolve`, `write the branch`.
    package let operation: String
    /// The path, reference or commit it was tried on.
    package let subject: String
    /// Lower case, no final period.
    package let reason: String
    package let help: String?

    package init(_ kind: Kind, _ operation: String, _ subject: String, _ reason: String, help: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.subject = subject
        self.reason = reason
        self.help = help
    }

    package var description: String {
        "cannot \(operation) '\(subject)': \(reason)" + (help.map { "\n  help: \($0)" } ?? "")
    }
}

extension GitError {
    /// The error of the libgit2 call on this thread that just returned `code`.
    init(code: Int32, _ operation: String, _ subject: String) {
        // SAFETY: the message belongs to libgit2 and is copied before the next call on this thread.
        let detail = git_error_last().flatMap { error in error.pointee.message.map { String(cString: $0) } }
        let isObject = git_error_last().map { $0.pointee.klass == Int32(GIT_ERROR_ODB.rawValue) } ?? false
        let kind: Kind
        var help: String?
        switch code {
        case GIT_EOWNER.rawValue:
            kind = .foreignOwner
            help = "when you trust its owner, run: git config --global --add safe.directory '\(subject)'"
        case GIT_ENOTFOUND.rawValue where isObject:
            kind = .missingObject
            help = "a shallow or partial clone lacks it; run: git fetch --unshallow, or clone again without --filter"
        case GIT_ENOTFOUND.rawValue: kind = .notFound
        case GIT_EAMBIGUOUS.rawValue:
            kind = .ambiguous
            help = "write more digits of the commit's name"
        case GIT_EUNBORNBRANCH.rawValue: kind = .noCommitYet
        case GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue:
            kind = .refMoved
            help = "somebody else changed it meanwhile; run again"
        case GIT_ELOCKED.rawValue: kind = .refLocked
        case GIT_EINVALIDSPEC.rawValue: kind = .invalidName
        default: kind = .failed
        }
        self.init(kind, operation, subject, detail ?? "libgit2 gave the code \(code) and no reason", help: help)
    }
}

/// Turns the result of a libgit2 call into an error.
func check(_ code: Int32, _ operation: String, _ subject: String) throws(GitError) {
    if code < 0 { throw GitError(code: code, operation, subject) }
}
