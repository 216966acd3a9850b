import Glibc
import SourceText

/// Runs a program until it ends or its time is up.
///
/// Files without a name carry what goes in and out, so that neither side can block the other or be killed by a closed pipe.
package func run(_ program: Program) -> Result<ProgramResult, ProgramError> {
    guard let input = TemporaryFile(program.input), let output = TemporaryFile([]), let errors = TemporaryFile([]) else {
        return .failure(ProgramError(reason: "no temporary file could be made: \(systemReason(errno))"))
    }
    return startProgram(program, input: input.descriptor, output: output.descriptor, errors: errors.descriptor).flatMap { child in
        wait(for: child, program, output, errors).map { status in
            let signal = status & 0x7F
            return ProgramResult(
                status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output.content(limit: program.outputLimit),
                errors: errors.content(limit: program.outputLimit))
        }
    }
}

/// As ``run(_:)`` with the variables of this process.
package func runProgram(_ words: [String], input: [UInt8], timeout: Int) -> Result<ProgramResult, ProgramError> {
    run(Program(words, input: input, timeout: timeout))
}

/// The status that `waitpid` gives.
private func wait(for child: pid_t, _ program: Program, _ output: TemporaryFile, _ errors: TemporaryFile) -> Result<Int32, ProgramError> {
    let name = program.words[0]
    var status: Int32 = 0
    func end(_ reason: String) -> Result<Int32, ProgramError> {
        kill(child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return .failure(ProgramError(reason: "'\(name)' \(reason)"))
    }
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    while true {
        let ended = waitpid(child, &status, WNOHANG)
        if ended == child { return .success(status) }
        if ended < 0, errno != EINTR { return .failure(ProgramError(reason: "'\(name)' was lost: \(systemReason(errno))")) }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        if now.tv_sec - start.tv_sec >= program.timeout { return end("did not end within \(program.timeout) seconds") }
        if max(output.size, errors.size) >> 6 > program.outputLimit { return end("wrote more than \(program.outputLimit << 6) bytes") }
        usleep(2_000)
    }
}
