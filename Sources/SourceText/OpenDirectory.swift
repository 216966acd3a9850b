import Glibc

/// A directory held open, so that renaming it or swapping it for a link cannot lead elsewhere.
///
/// Invariant: paths given to it are relative, and no part of them is followed when it is a symbolic link.
package final class OpenDirectory: Sendable {
    package let descriptor: Int32

    /// Opens a directory; a symbolic link at the very path is followed, as the path is the user's own.
    package init(_ path: String) throws(WorkTreeError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw WorkTreeError(path: path, reason: systemReason(errno)) }
    }

    /// Takes over an open descriptor.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The folder at a relative path, or the error code of the first part that is no folder.
    package func folder(_ parts: some Sequence<some StringProtocol>) -> Result<OpenDirectory, SystemError> {
        var current = self
        for part in parts {
            let next = openat(current.descriptor, String(part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            // A symbolic link to a folder is ENOTDIR here; ELOOP says what is meant.
            if next < 0 { return .failure(SystemError(isLink(String(part), in: current.descriptor) ? ELOOP : errno)) }
            current = OpenDirectory(descriptor: next)
        }
        return .success(current)
    }

    /// The names in this directory that are valid UTF-8, sorted; empty when it cannot be listed.
    package func names() -> [String] {
        guard case .success(let names) = listing() else { return [] }
        return names.compactMap { String(validating: $0, as: UTF8.self) }.sorted()
    }

    /// All names in this directory but `.` and `..`, in the system's order.
    package func listing() -> Result<[[UInt8]], SystemError> {
        // A second open file description, as closing the stream closes what it was made from.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return .failure(SystemError(errno)) }
        guard let stream = fdopendir(copy) else {
            let code = errno
            close(copy)
            return .failure(SystemError(code))
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            // SAFETY: `d_name` is NUL-terminated and valid until the next call on this stream.
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
            errno = 0
        }
        return errno == 0 ? .success(names) : .failure(SystemError(errno))
    }

    /// The bytes of a regular file at a relative path.
    /// - Throws: `WorkTreeError` when it is not there, not readable, no regular file or at least `limit` bytes long.
    package func readFile(_ path: String, limit: Int) throws(WorkTreeError) -> [UInt8] {
        var parts = pathParts(path)
        guard let name = parts.popLast(), !name.isEmpty, !parts.contains(where: { $0 == ".." || $0.isEmpty }),
            name != ".."
        else {
            throw WorkTreeError(path: path, reason: "the path is not a plain relative one")
        }
        let holder: OpenDirectory
        switch folder(parts) {
        case .success(let directory): holder = directory
        case .failure(let error): throw WorkTreeError(path: path, reason: error.description)
        }
        switch readRegularFile(name, in: holder.descriptor, limit: limit) {
        case .success(let bytes): return bytes
        case .failure(let error): throw WorkTreeError(path: path, reason: error.description)
        }
    }
}

/// A failed system call.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: Int32

    package init(_ code: Int32) { self.code = code }

    package var description: String { systemReason(code) }
}

/// The error code of the system call that just failed.
package func lastError() -> Int32 { errno }

/// Reads one file without following a link and without waiting for the other end of a pipe.
package func readRegularFile(_ name: String, in directory: Int32, limit: Int) -> Result<[UInt8], SystemError> {
    let descriptor = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if descriptor < 0 { return .failure(SystemError(errno)) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { return .failure(SystemError(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { return .failure(SystemError(EISDIR)) }
    if status.st_mode & S_IFMT != S_IFREG { return .failure(SystemError(ENXIO)) }
    if status.st_size >= limit { return .failure(SystemError(EFBIG)) }
    var bytes: [UInt8] = []
    var failure: Int32 = 0
    // One byte more than the size, so that the end is seen without growing the buffer.
    var capacity = Int(status.st_size) + 1
    while true {
        let wanted = capacity - bytes.count
        let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                // SAFETY: the buffer holds `wanted` bytes and `count` of them are filled.
                let got = read(descriptor, buffer.baseAddress! + count, wanted - count)
                // Less than asked for is the end of a regular file.
                if got > 0 { count += got; break }
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                break
            }
        }
        if failure != 0 { return .failure(SystemError(failure)) }
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        if chunk.count < wanted { return .success(bytes) }
        if bytes.count >= limit { return .failure(SystemError(EFBIG)) }
        capacity = bytes.count * 2
    }
}

/// The path made absolute, with every symbolic link resolved; nil, with the reason in `errno`, when it is not there.
package func resolvedPath(_ path: String) -> String? {
    // SAFETY: realpath allocates the result, which is copied and freed here.
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
}

package func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

private func isLink(_ name: String, in directory: Int32) -> Bool {
    let saved = errno
    defer { errno = saved }
    var status = stat()
    return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
}
