import FoundationEssentials
import Glibc
import Processes
import TestSupport

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
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let folder = bundle.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }.reduce(into: "") { $0 += "/" + $1 }
        return FileManager.default.isExecutableFile(atPath: folder + "/larboard") ? folder + "/larboard" : repositoryRoot + "/.build/debug/larboard"
    }()

    /// - Parameter user: whom root lets run it; nil for whoever runs the tests. The build folder has to be open to that user.
    static func run(_ arguments: String..., in folder: String = "/tmp", environment: [String] = [], user: UInt32? = nil) throws -> Result {
        let words = user.map { ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] } ?? []
        let result = try Processes.run(program(words + [path] + arguments, in: folder, environment: environment)).get()
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        return Result(status: result.status, output: text(result.output), errors: text(result.errors))
    }

    /// Starts the command with nobody listening and returns its process id.
    static func start(_ arguments: String...) throws -> Int32 {
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nowhere) }
        return try startProgram(program([path] + arguments, in: "/tmp", environment: []), input: nowhere, output: nowhere, errors: nowhere).get()
    }

    private static func program(_ words: [String], in folder: String, environment: [String]) -> Program {
        let settings = ["HOME=/nonexistent", "PATH=/usr/bin:/bin", "LC_ALL=C", "LARBOARD_TODAY=2026-06-01"] + environment
        return Program(words, environment: settings, folder: folder, timeout: 600, outputLimit: 64 << 20)
    }
}
