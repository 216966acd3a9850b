internal import FoundationEssentials
internal import Glibc
internal import SourceText
internal import Synchronization

/// Whether the stream is a terminal that wants colours: `NO_COLOR` (no-color.org) and `TERM=dumb` say no.
func allowsColour(_ descriptor: Int32, environment: [String: String]) -> Bool {
    isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
}

/// Writes to standard output; where it is full or closed the process ends and says so.
func writeOutput(_ text: String) {
    let code = writeAll(Array(text.utf8), to: STDOUT_FILENO)
    // A reader that has seen enough (`larboard scan | head`) is no trouble.
    if code == 0 || code == EPIPE { return }
    writeError("larboard: cannot write to standard output: \(code == EBADF ? "it is closed" : systemReason(code))")
    exitProcess(ExitStatus.unwritable)
}

func writeError(_ text: String) { _ = writeAll(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDERR_FILENO) }

/// Puts something in the place of standard streams that are closed, so that no file that is opened later is taken for one of them.
func holdStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
        // Standard output is opened for reading only, so that writing to it stays an error.
        _ = open("/dev/null", descriptor == STDERR_FILENO ? O_RDWR : descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
}

/// Writes everything, or returns the error code of the system call that failed.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var sent = 0
    while sent < bytes.count {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
        if count < 0, errno == EINTR { continue }
        if count < 0 { return errno }
        if count == 0 { return EIO }
        sent += count
    }
    return 0
}

func exitProcess(_ status: Int32) -> Never { exit(status) }

/// A line on standard error that counts projects, shown once a run takes longer than a second, on terminals only.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let started: UInt64
    private let last = Mutex<UInt64>(0)

    init(quiet: Bool) {
        isShown = !quiet && isatty(STDERR_FILENO) == 1
        started = milliseconds()
    }

    func update(_ done: Int, _ total: Int) {
        guard isShown else { return }
        let now = milliseconds()
        guard now - started > 1000 else { return }
        let isDue = last.withLock { last in
            guard now - last > 100 || done == total else { return false }
            last = now
            return true
        }
        if isDue { _ = writeAll(Array("\r\u{1B}[K\(done) of \(total) projects".utf8), to: STDERR_FILENO) }
    }

    func clear() {
        if isShown, last.withLock({ $0 }) > 0 { _ = writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}

private func milliseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
}

/// Says which products could not be asked, since their tools are not installed.
func writeMissingTools(_ tools: [String]) {
    if !tools.isEmpty { writeError("not installed, so that its files were not checked: \(tools.joined(separator: ", "))\n") }
}
