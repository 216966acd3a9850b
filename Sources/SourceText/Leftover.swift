import Glibc

/// Temporary files of `writeAtomically` that a killed run left beside what it was writing.
///
///     .larboard-4711-1x3k9.tmp
package enum Leftover {
    private static let start = Array(".larboard-".utf8)
    private static let end = Array(".tmp".utf8)

    static func newName() -> String { ".larboard-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp" }

    /// Removes those in some folders that no living run holds the lock of.
    /// - Parameter folders: relative to `root`; one that is gone, or a symbolic link, is passed over.
    package static func remove(in folders: some Sequence<String>, of root: String) {
        guard let top = try? OpenDirectory(root) else { return }
        for path in folders {
            guard case .success(let folder) = top.folder(path.isEmpty ? [] : pathParts(path)), case .success(let names) = folder.listing()
            else { continue }
            for name in names where isOurs(name) { remove(String(decoding: name, as: UTF8.self), in: folder.descriptor) }
        }
    }

    /// Two numbers between what every such name begins and ends with.
    private static func isOurs(_ name: [UInt8]) -> Bool {
        guard name.starts(with: start), name.count > start.count + end.count, name.suffix(end.count).elementsEqual(end) else { return false }
        let parts = name[start.count..<(name.count - end.count)].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && parts[0].allSatisfy(isDigit)
            && parts[1].allSatisfy { isDigit($0) || (97...122).contains($0) }
    }

    private static func remove(_ name: String, in folder: Int32) {
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor < 0 { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        unlinkat(folder, name, 0)
    }
}
