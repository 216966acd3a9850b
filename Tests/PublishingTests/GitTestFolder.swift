import FoundationEssentials
import Glibc

/// A folder of its own for one test, removed afterwards.
final class GitTestFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/larboard-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw GitTestFailure("mkdtemp failed") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A repository with one commit on `main` that holds the given files.
    convenience init(committing files: [String: String]) throws {
        try self.init()
        try git("init", "-q", "-b", "main")
        try commit(files, "First")
    }

    @discardableResult
    func commit(_ files: [String: String], _ message: String) throws -> String {
        for (name, text) in files { try write(name, text) }
        try git("add", "-A")
        try git("commit", "-q", "-m", message)
        return try git("rev-parse", "HEAD").trimmingLineEnd
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        if let slash = name.lastIndex(of: "/") {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(name[..<slash])", withIntermediateDirectories: true)
        }
        guard FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes)) else {
            throw GitTestFailure("cannot write \(name)")
        }
    }

    func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) } }

    /// Runs Git here, away from the user's and the machine's configuration.
    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = [], accepting: Set<Int32> = [0]) throws -> String {
        try run(["/usr/bin/git", "-C", path] + arguments, input: input, accepting: accepting)
    }

    @discardableResult
    func run(_ words: String...) throws -> String { try run(words, input: [], accepting: [0]) }

    private func run(_ words: [String], input: [UInt8], accepting: Set<Int32>) throws -> String {
        let stem = "/tmp/larboard-git-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer { for end in [".in", ".out"] { unlink(stem + end) } }
        guard FileManager.default.createFile(atPath: stem + ".in", contents: Data(input)) else {
            throw GitTestFailure("no input file")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, stem + ".in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, stem + ".out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let settings = [
            "HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "PATH=/usr/bin:/bin", "LC_ALL=C",
            "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=C",
            "GIT_COMMITTER_EMAIL=c@example.org",
            "GIT_AUTHOR_DATE=1700000000 +0000", "GIT_COMMITTER_DATE=1800000000 +0000",
        ]
        let environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { for word in argv + environment { free(word) } }
        var child: pid_t = 0
        guard posix_spawn(&child, words[0], &actions, nil, argv, environment) == 0 else {
            throw GitTestFailure("cannot run \(words[0])")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let output = String(decoding: FileManager.default.contents(atPath: stem + ".out") ?? Data(), as: UTF8.self)
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
        guard accepting.contains(code) else {
            throw GitTestFailure("\(words.joined(separator: " ")): \(code)\n\(output)")
        }
        return output
    }
}

struct GitTestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension String {
    var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
