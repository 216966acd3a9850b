package import Engine
package import Remediation
internal import Rules
internal import SourceText
package import Validation
internal import Projects

extension Workspace {
    /// What is to be fixed.
    ///
    /// - Parameters:
    ///   - includesReview: whether fixes of class review are taken too.
    ///   - names: ids of rules or what other tools call them; empty for all.
    /// - Throws: `WorkspaceError.unknownRule`.
    package func policy(includesReview: Bool, only names: [String] = []) throws(WorkspaceError) -> FixPolicy {
        var ids: Set<String>? = names.isEmpty ? nil : []
        for name in names {
            let found = ruleset.ruleIDs(named: name)
            if found.isEmpty { throw .unknownRule(name) }
            ids?.formUnion(found)
        }
        return FixPolicy(includesReview: includesReview, only: ids, safety: ruleset.configuration.safety)
    }

    /// Asks products about their own files, where their tools are installed; knows afterwards which were not.
    package func productJudge() -> ProductJudge {
        ProductJudge(
            ruleset.technologies.productChecks, searchPath: settings.environment["PATH"] ?? "/usr/bin:/bin",
            temporary: settings.environment["TMPDIR"] ?? "/tmp")
    }

    /// Fixes the tree in memory.
    ///
    /// - Parameter judge: asked about every file that a proven change would replace; where it refuses, the next site is tried.
    package func fix(_ policy: FixPolicy, judge: ProductJudge? = nil, progress: Progress? = nil) -> FixResult {
        Engine.fix(tree, with: ruleset, policy: policy, fileCheck: judge.map(fileCheck), progress: progress)
    }

    /// Groups the findings of the tree by root cause and proves the fixes of each group on their own.
    ///
    /// - Parameter judge: as for `fix`.
    package func remediate(_ policy: FixPolicy, judge: ProductJudge? = nil, progress: Progress? = nil) -> RemediationRecord {
        Engine.remediate(tree, with: ruleset, policy: policy, fileCheck: judge.map(fileCheck), progress: progress)
    }

    /// Writes the changed files one by one, each atomically; what a killed run left in the tree's folders is removed first.
    ///
    /// A file that no longer holds the bytes that were judged is left alone, as is one that may not be written; the others are written.
    /// - Throws: `WorkspaceError.partlyWritten` with every file that was left alone; `notOnDisk` where the tree is no folder.
    package func write(_ result: FixResult) throws(WorkspaceError) {
        guard let root = (tree as? DirectoryTree)?.root else { throw .notOnDisk }
        Leftover.remove(in: Set(tree.paths.map(folder)).sorted(), of: root)
        var written: [String] = []
        var failures: [WriteError] = []
        for (path, bytes) in result.files.sorted(by: { $0.key < $1.key }) {
            do throws(WriteError) {
                try writeAtomically(bytes, to: path, inside: root, replacing: result.originals[path])
                written.append(path)
            } catch {
                failures.append(error)
            }
        }
        if !failures.isEmpty { throw .partlyWritten(failures: failures, written: written) }
    }
}

private func fileCheck(_ judge: ProductJudge) -> FileCheck {
    { system, path, before, after in judge.objection(system: system, path: path, before: before, after: after) }
}
