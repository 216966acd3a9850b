internal import FoundationEssentials
internal import Glibc
internal import SourceText
internal import Synchronization

/// Whether the stream is a terminal that wants colours: `NO_COLOR` (no-color.org) and `TERM=dumb` say no.
func allowsColour(_ descriptor: Int32, environment: [String: String]) -> Bool {
    isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
}

func writeOutput(_ text: String) { writeAll(Array(text.utf8), to: STDOUT_FILENO) }

func writeError(_ text: String) { writeAll(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDERR_FILENO) }

/// Writes everything; a reader that went away (`larboard scan | head`) ends the output quietly.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var sent = 0
    while sent < bytes.count {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        sent += count
    }
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
        if isDue { writeAll(Array("\r\u{1B}[K\(done) of \(total) projects".utf8), to: STDERR_FILENO) }
    }

    func clear() {
        if isShown, last.withLock({ $0 }) > 0 { writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}

private func milliseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
}

/// Today in UTC, or what `LARBOARD_TODAY` says, so that runs can be repeated.
func today(environment: [String: String]) throws(UsageFailure) -> (year: Int, month: Int, day: Int, epochSeconds: Int64) {
    var seconds = time(nil)
    if let text = environment["LARBOARD_TODAY"] {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { throw UsageFailure("LARBOARD_TODAY is '\(text)', not a date such as 2027-01-31") }
        var fields = tm()
        fields.tm_year = Int32(clamping: parts[0] - 1900)
        fields.tm_mon = Int32(clamping: parts[1] - 1)
        fields.tm_mday = Int32(clamping: parts[2])
        seconds = timegm(&fields)
    }
    var fields = tm()
    gmtime_r(&seconds, &fields)
    return (Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1, Int(fields.tm_mday), Int64(seconds))
}

/// The path of the running binary with links resolved, so that a linked `larboard` finds its rules.
func executablePath() -> String {
    guard let resolved = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    defer { free(resolved) }
    return String(cString: resolved)
}
