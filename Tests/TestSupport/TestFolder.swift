internal import FoundationEssentials
internal import Glibc
internal import Processes

/// A folder of its own for one test, removed with this value.
package final class TestFolder {
    package let path: String

    package init(_ files: [String: String] = [:]) throws {
        var template = Array("/tmp/larboard-test-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into our buffer, which ends in NUL.
        guard mkdtemp(&template) != nil else { throw TestFailure("mkdtemp failed") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for (name, text) in files { try write(name, text) }
    }

    /// A repository with one commit on `main` that holds the given files.
    package convenience init(committing files: [String: String]) throws {
        try self.init()
        try git("init", "-q", "-b", "main")
        try commit(files, "First")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    package func write(_ name: String, _ bytes: [UInt8]) throws {
        if let slash = name.lastIndex(of: "/") {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name[..<slash])", withIntermediateDirectories: true)
        }
        guard FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes)) else {
            throw TestFailure("cannot write \(name)")
        }
    }

    /// Nil where there is no such file.
    package func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) } }

    /// Empty where there is no such file.
    package func read(_ name: String) -> String { bytes(name).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Writes and commits files.
    /// - Returns: the commit's id.
    @discardableResult
    package func commit(_ files: [String: String], _ message: String) throws -> String {
        for (name, text) in files { try write(name, text) }
        try git("add", "-A")
        try git("commit", "-q", "-m", message)
        return try git("rev-parse", "HEAD").trimmingLineEnd
    }

    /// Runs Git here, away from the user's and the machine's configuration.
    /// - Returns: what it prints, on both streams.
    @discardableResult
    package func git(_ arguments: String..., input: [UInt8] = [], accepting: Set<Int32> = [0]) throws -> String {
        try run(["/usr/bin/git", "-C", path] + arguments, input: input, accepting: accepting)
    }

    @discardableResult
    package func run(_ words: String...) throws -> String { try run(words, input: [], accepting: [0]) }

    private func run(_ words: [String], input: [UInt8], accepting: Set<Int32>) throws -> String {
        let settings = [
            "HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "PATH=/usr/bin:/bin", "LC_ALL=C",
            "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org",
            "GIT_AUTHOR_DATE=1700000000 +0000", "GIT_COMMITTER_DATE=1800000000 +0000",
        ]
        let program = Program(words, environment: settings, input: input, timeout: 300, outputLimit: 64 << 20)
        let result: ProgramResult
        do { result = try Processes.run(program).get() } catch { throw TestFailure(error.reason) }
        let output = String(decoding: result.output + result.errors, as: UTF8.self)
        guard accepting.contains(result.status) else { throw TestFailure("\(words.joined(separator: " ")): \(result.status)\n\(output)") }
        return output
    }
}

package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension String {
    package var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
