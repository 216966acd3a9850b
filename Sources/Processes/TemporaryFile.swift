import Glibc

/// A file in the folder for temporary files that only this user reads, removed with this value.
package final class TemporaryFile {
    /// Absolute where `TMPDIR` is; without that variable below `/tmp`.
    package let path: String
    let descriptor: Int32

    /// Nil, with the reason in `errno`, when it cannot be made or written.
    package init?(_ content: [UInt8]) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(folder)/larboard-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, content.count - written) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            written += count
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(path)
        }
    }

    /// Its size in bytes.
    var size: Int {
        var state = stat()
        return fstat(descriptor, &state) == 0 ? Int(state.st_size) : 0
    }

    /// What is in it, at most `limit` bytes.
    func content(limit: Int) -> [UInt8] {
        let wanted = min(size, limit)
        return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let got = pread(descriptor, buffer.baseAddress! + count, wanted - count, off_t(count))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                count += got
            }
        }
    }
}
