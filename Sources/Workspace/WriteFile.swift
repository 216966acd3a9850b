internal import FoundationEssentials

/// Writes a report into a folder that is there, whole or not at all.
/// - Throws: `WorkspaceError.unwritableReport`.
package func writeReport(_ bytes: [UInt8], to path: String) throws(WorkspaceError) {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch { throw .unwritableReport(path) }
}

/// Writes a file, making the folders on the way.
/// - Throws: `WorkspaceError.unwritableFolder` or `unwritableReport`.
package func writeFile(_ bytes: [UInt8], to path: String) throws(WorkspaceError) {
    do {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw .unwritableFolder(of: path) }
    try writeReport(bytes, to: path)
}
