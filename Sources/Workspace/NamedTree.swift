internal import FoundationEssentials
internal import Glibc
internal import SourceControl
package import SourceText

/// The tree for what was named on the command line, rooted where the configuration lies.
///
///     larboard scan                      the current folder's repository, confined to the current folder
///     larboard scan deploy/web.yaml      the same root, that file only
///
/// - Throws: `WorkspaceError.unreadable` where a path is not there.
///
/// The root is the nearest folder above all that was named which holds `.larboard.yaml` or `.git`; where there is none, the
/// deepest folder that holds all of it. So a file is judged by the same configuration wherever one stands.
package func namedTree(_ paths: [String]) throws(WorkspaceError) -> DirectoryTree {
    var named: [[Substring]] = []
    for path in paths.isEmpty ? ["."] : paths {
        guard let resolved = absolutePath(path) else { throw .unreadable(path: path, reason: systemReason(errno)) }
        named.append(resolved.split(separator: "/"))
    }
    var common = named[0]
    for parts in named.dropFirst() { common = Array(zip(common, parts).prefix { $0 == $1 }.map(\.0)) }
    if !isFolder(joined(common)) { common.removeLast() }
    let root = enclosingRoot(common) ?? common
    var only = named.map { $0.dropFirst(root.count).joined(separator: "/") }
    if only.contains("") { only = [] }
    let configuration = ".larboard.yaml"
    if !only.isEmpty, FileManager.default.fileExists(atPath: joined(root) + "/" + configuration) { only.append(configuration) }
    let tracked = (try? Repository.open(joined(root)).trackedPaths(below: joined(root))) ?? []
    do { return try DirectoryTree(joined(root), only: only, tracked: tracked) } catch { throw WorkspaceError(error) }
}

private func joined(_ parts: [Substring]) -> String { "/" + parts.joined(separator: "/") }

private func enclosingRoot(_ folder: [Substring]) -> [Substring]? {
    var parts = folder
    while true {
        let path = joined(parts)
        for marker in [".larboard.yaml", ".git"] where FileManager.default.fileExists(atPath: path + "/" + marker) { return parts }
        if parts.isEmpty { return nil }
        parts.removeLast()
    }
}

private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Absolute and without symbolic links; nil, with `errno` set, where there is nothing.
private func absolutePath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    // SAFETY: realpath allocated the text for us.
    defer { free(resolved) }
    return String(cString: resolved)
}
