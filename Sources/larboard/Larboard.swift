import ArgumentParser
internal import SourceText
internal import Workspace

@main
struct Larboard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "larboard",
        abstract: "Finds security issues in configuration and fixes them at their root.",
        discussion: """
            Exit codes: 0 clean, or everything fixed; 1 findings at or above --fail-on; 2 wrong usage or configuration; \
            3 something could not be read and --strict is set, or a fix could not be written; 4 standard output is full or closed.
            """,
        version: version,
        subcommands: [ScanCommand.self, FixCommand.self, RemediateCommand.self, ExplainCommand.self, RulesCommand.self],
        defaultSubcommand: nil)

    static let version = "0.1.0"

    static func main() {
        holdStandardStreams()
        tuneAllocator()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as UsageFailure {
            writeError("larboard: \(failure.message)")
            exitProcess(ExitStatus.usage)
        } catch let failure as WorkspaceError {
            writeError("larboard: \(failure)")
            exitProcess(ExitStatus.usage)
        } catch {
            // Argument errors carry exit code 64 in the library; ours is 2 for every wrong usage.
            let code = exitCode(for: error)
            if code == .validationFailure {
                writeError(fullMessage(for: error))
                exitProcess(ExitStatus.usage)
            }
            exit(withError: error)
        }
    }
}

/// What the process ends with; part of the interface.
enum ExitStatus {
    static let clean: Int32 = 0
    static let findings: Int32 = 1
    static let usage: Int32 = 2
    static let unreadable: Int32 = 3
    static let unwritable: Int32 = 4
}

/// Wrong usage or configuration, said in one line; ends with status 2.
struct UsageFailure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
