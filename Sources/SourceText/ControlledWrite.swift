import Glibc

/// Replaces or creates one file so that every reader sees the old bytes or the new ones, never a part of them.
///
/// Writes a temporary file beside the target, brings it to the disk, gives it the target's
/// owner, group and mode and renames it. Folders on the way that are
/// missing are made. Access lists and extended attributes are not carried over, and a hard link to the old file keeps the old bytes.
/// - Parameters:
///   - path: relative to `root`; neither it nor a folder on the way may be a symbolic link.
///   - expected: when given, the write is refused unless the file holds these bytes, so that work done meanwhile is not lost.
/// - Throws: `WriteError`; the file is then as it was and the temporary file is gone.
package func writeAtomically(
    _ bytes: [UInt8], to path: String, inside root: String, replacing expected: [UInt8]? = nil
) throws(WriteError) {
    let target = try WriteTarget(path, inside: root, makingFolders: true)
    let old = try target.checkReplaceable(expected)
    try target.replace(with: bytes, old: old)
}

/// Removes one regular file under the same rules as `writeAtomically`.
package func removeFile(_ path: String, inside root: String, replacing expected: [UInt8]? = nil) throws(WriteError) {
    let target = try WriteTarget(path, inside: root, makingFolders: false)
    guard try target.checkReplaceable(expected) != nil else { throw WriteError(path: path, ENOENT) }
    if unlinkat(target.folder.descriptor, target.name, 0) != 0 { throw WriteError(path: path, errno) }
    fsync(target.folder.descriptor)
}

/// A file could not be written; nothing was changed.
package struct WriteError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// Lower case, no final period: `the disk is full`.
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    fileprivate init(path: String, _ code: Int32) { self.init(path: path, reason: systemReason(code)) }

    package var description: String { "cannot write '\(path)': \(reason)" }
}

/// A file's folder, held open, and its name there.
private struct WriteTarget {
    let path: String
    let folder: OpenDirectory
    let name: String

    init(_ path: String, inside root: String, makingFolders: Bool) throws(WriteError) {
        let parts = pathParts(path)
        if path.utf8.contains(0) { throw WriteError(path: path, reason: "the path holds a NUL byte") }
        if path.hasPrefix("/") || parts.contains("..") {
            throw WriteError(path: path, reason: "the path leaves '\(root)'")
        }
        guard let name = parts.last, !parts.contains(where: { $0.isEmpty || $0 == "." }) else {
            throw WriteError(path: path, reason: "the path names no file")
        }
        if parts.contains(where: { $0.lowercased() == ".git" }) {
            throw WriteError(path: path, reason: "the path leads into a Git repository's own files")
        }
        do throws(WorkTreeError) {
            var current = try OpenDirectory(root)
            for part in parts.dropLast() {
                var next = current.folder([part])
                if makingFolders, case .failure(let error) = next, error.code == ENOENT {
                    if mkdirat(current.descriptor, part, 0o777) != 0, errno != EEXIST {
                        throw WorkTreeError(path: path, reason: systemReason(errno))
                    }
                    next = current.folder([part])
                }
                switch next {
                case .success(let folder): current = folder
                case .failure(let error): throw WorkTreeError(path: path, reason: "'\(part)': \(error)")
                }
            }
            folder = current
        } catch {
            throw WriteError(path: path, reason: error.reason)
        }
        self.path = path
        self.name = name
    }

    /// The status of the file that is there, or nil when none is.
    func checkReplaceable(_ expected: [UInt8]?) throws(WriteError) -> stat? {
        var status = stat()
        if fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 {
            if errno != ENOENT { throw WriteError(path: path, errno) }
            if expected != nil { throw WriteError(path: path, reason: "it was removed since it was read; run again") }
            return nil
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: throw WriteError(path: path, ELOOP)
        case S_IFDIR: throw WriteError(path: path, EISDIR)
        default: throw WriteError(path: path, ENXIO)
        }
        // Renaming over a file asks nothing of the file itself, but a file its owner made read-only is meant to stay.
        if faccessat(folder.descriptor, name, W_OK, AT_EACCESS) != 0 { throw WriteError(path: path, errno) }
        if let expected {
            guard case .success(let bytes) = readRegularFile(name, in: folder.descriptor, limit: expected.count + 1),
                bytes == expected
            else {
                throw WriteError(path: path, reason: "it was changed since it was read; run again")
            }
        }
        return status
    }

    func replace(with bytes: [UInt8], old: stat?) throws(WriteError) {
        let temporary = Leftover.newName()
        let descriptor = openat(
            folder.descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            old == nil ? 0o666 : 0o600)
        if descriptor < 0 { throw WriteError(path: path, errno) }
        // Held until the process ends, however it ends: nobody takes the file of a living run for a leftover.
        flock(descriptor, LOCK_EX | LOCK_NB)
        var failure = write(bytes, to: descriptor)
        if failure == 0, let old {
            var made = stat()
            if fstat(descriptor, &made) != 0 { failure = errno }
            let isSame = made.st_uid == old.st_uid && made.st_gid == old.st_gid
            if failure == 0, !isSame, fchown(descriptor, old.st_uid, old.st_gid) != 0 {
                close(descriptor)
                unlinkat(folder.descriptor, temporary, 0)
                throw WriteError(path: path, reason: "its owner and group could not be kept")
            }
            // After the owner, as a change of owner clears the bits that lend rights.
            if failure == 0, fchmod(descriptor, old.st_mode & 0o7777) != 0 { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, renameat(folder.descriptor, temporary, folder.descriptor, name) != 0 { failure = errno }
        if failure != 0 {
            unlinkat(folder.descriptor, temporary, 0)
            throw WriteError(path: path, failure)
        }
        // The rename itself reaches the disk with the folder; the bytes are there already, so a failure here loses nothing.
        fsync(folder.descriptor)
    }

    /// Zero, or the error code.
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                // SAFETY: the buffer holds `buffer.count` bytes, of which `written` are done.
                let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0, errno == EINTR { continue }
                if count < 0 { return errno }
                written += count
            }
            return 0
        }
    }
}
