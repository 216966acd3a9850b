import FoundationEssentials
import Glibc
import Testing

/// The built command, run as a person runs it.
struct Binary {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Beside the test binary, where SwiftPM puts every product.
    static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 } + "/larboard"
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        // The test runner may be another program; then the first argument that lies in a build folder tells.
        let root = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let folder = bundle.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }.reduce(into: "") { $0 += "/" + $1 }
        return FileManager.default.isExecutableFile(atPath: folder + "/larboard") ? folder + "/larboard" : root + "/.build/debug/larboard"
    }()

    static func run(_ arguments: String..., in folder: String = "/tmp", environment: [String] = []) throws -> Result {
        let stem = "/tmp/larboard-run-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer { for end in [".out", ".err"] { unlink(stem + end) } }
        let child = try start(arguments, in: folder, environment: environment, output: stem + ".out", errors: stem + ".err")
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        func text(_ path: String) -> String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }
        // WEXITSTATUS, or the signal as shells show it.
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Result(status: code, output: text(stem + ".out"), errors: text(stem + ".err"))
    }

    /// Starts the command and returns its process id.
    static func start(_ arguments: [String], in folder: String, environment: [String], output: String, errors: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // env(1) changes the folder for the command alone.
        let words = ["/usr/bin/env", "-C", folder, path] + arguments
        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let settings = ["HOME=/nonexistent", "PATH=/usr/bin:/bin", "LC_ALL=C", "LARBOARD_TODAY=2026-06-01"] + environment
        let envp: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { for word in argv + envp { free(word) } }
        var child: pid_t = 0
        try #require(posix_spawn(&child, words[0], &actions, nil, argv, envp) == 0, "cannot run \(path)")
        return child
    }
}

/// A folder of its own for one test, removed afterwards.
final class TestFolder {
    let path: String

    init(_ files: [String: String]) throws {
        var template = Array("/tmp/larboard-command-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let full = "\(path)/\(name)"
        let folder = String(full[..<full.lastIndex(of: "/")!])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(FileManager.default.createFile(atPath: full, contents: Data(text.utf8)))
    }

    func read(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let out = "\(path)-git.out"
        defer { unlink(out) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        let words = ["/usr/bin/git", "-C", path] + identity + arguments
        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let settings = ["HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "PATH=/usr/bin:/bin"]
        let envp: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { for word in argv + envp { free(word) } }
        var child: pid_t = 0
        try #require(posix_spawn(&child, "/usr/bin/git", &actions, nil, argv, envp) == 0)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let text = FileManager.default.contents(atPath: out).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try #require(status == 0, "git \(arguments): \(text)")
        return text
    }
}
