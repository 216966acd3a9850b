import Glibc
import SourceText

/// What a program gave back.
package struct ProgramResult: Sendable {
    /// The exit status, or 128 and the signal that ended it.
    package let status: Int32
    package let output: [UInt8]
    package let errors: [UInt8]
}

package struct ProgramError: Error, Sendable {
    package let reason: String
}

/// Runs a program, without a shell, until it ends or `timeout` seconds have passed.
///
/// Files without a name carry what goes in and out, so that neither side can block the other or be killed by a closed pipe.
package func runProgram(_ words: [String], input: [UInt8], timeout: Int) -> Result<ProgramResult, ProgramError> {
    guard let standardInput = TemporaryFile(input), let output = TemporaryFile([]), let errors = TemporaryFile([])
    else {
        return .failure(ProgramError(reason: "no temporary file could be made: \(systemReason(errno))"))
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, file) in [standardInput, output, errors].enumerated() {
        posix_spawn_file_actions_adddup2(&actions, file.descriptor, Int32(target))
    }
    // SAFETY: the words are copied here and freed after the child has its own copy.
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, words[0], &actions, nil, arguments, environ)
    guard code == 0 else { return .failure(ProgramError(reason: "'\(words[0])' cannot be run: \(systemReason(code))")) }
    var status: Int32 = 0
    var waited = 0
    while true {
        let ended = waitpid(child, &status, WNOHANG)
        if ended == child { break }
        if ended < 0, errno != EINTR {
            return .failure(ProgramError(reason: "'\(words[0])' was lost: \(systemReason(errno))"))
        }
        if waited >= timeout * 500 {
            kill(child, SIGKILL)
            waitpid(child, &status, 0)
            return .failure(ProgramError(reason: "'\(words[0])' did not end within \(timeout) seconds"))
        }
        waited += 1
        usleep(2_000)
    }
    let signal = status & 0x7F
    return .success(
        ProgramResult(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output.content(),
            errors: errors.content()))
}

/// A file in the folder for temporary files, removed with this value.
final class TemporaryFile {
    let path: String
    let descriptor: Int32

    /// Nil, with the reason in `errno`, when it cannot be made or written.
    init?(_ content: [UInt8]) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(folder)/larboard-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes {
                write(descriptor, $0.baseAddress! + written, content.count - written)
            }
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

    /// What is in it, at most 1 MiB.
    func content() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            while count < 1 << 20 {
                let got = pread(descriptor, buffer.baseAddress! + count, (1 << 20) - count, off_t(count))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                count += got
            }
        }
    }
}
