import CLibgit2
import Glibc
import SourceText

/// The right to move one reference, held by one run of Larboard at a time.
///
/// Git locks a reference with a file beside it, which stays behind when the process is killed and then stops everybody. So the
/// repository's folder is locked with flock(2), which ends with the process, and a note says which reference is being moved. Whoever holds
/// the lock and finds a note knows that its writer died, and may remove that one reference's lock file.
struct ReferenceTurn: ~Copyable {
    private static let noteName = "larboard-moving"
    private let directory: OpenDirectory
    private let reference: String

    init(gitDirectory: String, reference: String) throws(GitError) {
        directory = try ReferenceTurn.lock(gitDirectory, reference)
        self.reference = reference
        cleanUpAfterDead()
        leaveNote()
    }

    private static func lock(_ gitDirectory: String, _ reference: String) throws(GitError) -> OpenDirectory {
        let directory: OpenDirectory
        do throws(WorkTreeError) {
            directory = try OpenDirectory(gitDirectory)
        } catch {
            throw GitError(.failed, "move the branch", reference, error.reason)
        }
        var waits = 0
        while flock(directory.descriptor, LOCK_EX | LOCK_NB) != 0 {
            // Some network file systems have no such locks; Git's own still holds there.
            if errno != EWOULDBLOCK, errno != EINTR { break }
            waits += 1
            if waits > 1_000 {
                throw GitError(
                    .refLocked, "move the branch", reference, "another run of larboard holds the repository",
                    help: "wait for it to end, or stop it")
            }
            usleep(10_000)
        }
        return directory
    }

    deinit { unlinkat(directory.descriptor, ReferenceTurn.noteName, 0) }

    /// Repeats a change that meets another process's lock for up to a second.
    func retryingWhileLocked(_ change: () -> Int32) throws(GitError) {
        for attempt in 0... {
            let code = change()
            if code != GIT_ELOCKED.rawValue || attempt >= 20 {
                if code == GIT_ELOCKED.rawValue {
                    throw GitError(
                        .refLocked, "move the branch", reference, "another Git process holds its lock",
                        help: "when none is running, remove '\(reference).lock' in the repository's folder")
                }
                return try check(code, "move the branch", reference)
            }
            usleep(50_000)
        }
    }

    private func cleanUpAfterDead() {
        guard let bytes = try? directory.readFile(ReferenceTurn.noteName, limit: 1 << 12) else { return }
        let name = String(decoding: bytes, as: UTF8.self)
        var isValid: Int32 = 0
        guard name.hasPrefix("refs/heads/"), git_reference_name_is_valid(&isValid, name) == 0, isValid == 1 else {
            return
        }
        let parts = name.split(separator: "/").map(String.init)
        guard let last = parts.last, case .success(let folder) = directory.folder(parts.dropLast()) else { return }
        var note = stat()
        var lock = stat()
        guard fstatat(directory.descriptor, ReferenceTurn.noteName, &note, AT_SYMLINK_NOFOLLOW) == 0,
            fstatat(folder.descriptor, last + ".lock", &lock, AT_SYMLINK_NOFOLLOW) == 0,
            (lock.st_mtim.tv_sec, lock.st_mtim.tv_nsec) >= (note.st_mtim.tv_sec, note.st_mtim.tv_nsec)
        else { return }
        unlinkat(folder.descriptor, last + ".lock", 0)
    }

    private func leaveNote() {
        let descriptor = openat(
            directory.descriptor, ReferenceTurn.noteName, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, ftruncate(descriptor, 0) == 0 else { return }
        let bytes = Array(reference.utf8)
        // A note cut short names no reference and is passed over.
        _ = write(descriptor, bytes, bytes.count)
    }
}
