package import Projects
internal import Synchronization

/// Asks products whether they still accept a file; safe to ask from any thread, one question at a time.
package final class ProductJudge: Sendable {
    private let checks: [ProductCheck]
    private let searchPath: String
    private let temporary: String
    private let state = Mutex(State())

    private struct State {
        var folders: [String: CheckFolder] = [:]
        var missing: Set<String> = []
    }

    /// - Parameters:
    ///   - checks: of the products that are asked.
    ///   - searchPath: folders with their tools, as in `PATH`.
    ///   - temporary: where folders for the checks are made.
    package init(_ checks: [ProductCheck], searchPath: String, temporary: String) {
        self.checks = checks
        self.searchPath = searchPath
        self.temporary = temporary
    }

    /// Tools that were needed and are not installed.
    package var missingTools: [String] { state.withLock { $0.missing.sorted() } }

    /// What the product says about the new text and did not say about the old one; nil when it is content or cannot be asked.
    package func objection(system: String, path: String, before: [UInt8], after: [UInt8]) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return state.withLock { state in
            guard let check = checks.first(where: { $0.system == system }) else { return nil }
            if state.folders[system] == nil {
                guard let folder = CheckFolder(check, searchPath: searchPath, temporary: temporary) else {
                    state.missing.insert(check.tool)
                    return nil
                }
                state.folders[system] = folder
            }
            guard let folder = state.folders[system], let old = folder.problems(of: String(decoding: before, as: UTF8.self), named: name),
                let new = folder.problems(of: String(decoding: after, as: UTF8.self), named: name)
            else { return nil }
            // A file that was refused is checked up to its first complaint only.
            let added = new.subtracting(old)
            guard old.isEmpty || new.count > old.count, !added.isEmpty else { return nil }
            return "\(check.tool) refuses the result: \(added.sorted().joined(separator: "; "))"
        }
    }
}
