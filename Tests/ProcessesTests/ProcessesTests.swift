import Processes
import Testing

@Suite struct ProcessesTests {
    @Test func `words reach a program as they are`() throws {
        let result = try run(Program(["printf", "%s|", "a b", "$HOME", "*", "; exit 3"], timeout: 20)).get()
        #expect(text(result.output) == "a b|$HOME|*|; exit 3|")
        #expect(result.status == 0 && result.errors.isEmpty)
    }

    @Test func `input, environment and folder are those that were given`() throws {
        let program = Program(["/bin/sh", "-c", "cat; env; pwd"], environment: ["ONLY=this"], folder: "/usr", input: Array("in\n".utf8), timeout: 20)
        let lines = text(try run(program).get().output).split(separator: "\n")
        #expect(lines.first == "in" && lines.last == "/usr" && lines.contains("ONLY=this"))
        #expect(!lines.contains { $0.hasPrefix("HOME=") })
    }

    @Test func `both streams and the status come back`() throws {
        let failed = try run(Program(["/bin/sh", "-c", "echo out; echo err >&2; exit 7"], timeout: 20)).get()
        #expect(failed.status == 7 && text(failed.output) == "out\n" && text(failed.errors) == "err\n")
        #expect(try run(Program(["/bin/sh", "-c", "kill -9 $$"], timeout: 20)).get().status == 137)
    }

    @Test func `no descriptor is inherited but the three streams`() throws {
        let held = try #require(TemporaryFile([1]))
        let seen = try run(Program(["/bin/ls", "/proc/self/fd"], timeout: 20)).get()
        // The fourth is the folder that ls reads.
        #expect(text(seen.output).split(separator: "\n") == ["0", "1", "2", "3"])
        _ = held
    }

    @Test func `a program that does not end is killed`() {
        #expect(reason(Program(["sleep", "100"], timeout: 1)) == "'sleep' did not end within 1 seconds")
    }

    @Test func `output is cut, and a flood ends the program`() throws {
        let long = try run(Program(["/bin/sh", "-c", "printf 1234567890"], timeout: 20, outputLimit: 4)).get()
        #expect(text(long.output) == "1234")
        #expect(reason(Program(["yes"], timeout: 20, outputLimit: 1024)) == "'yes' wrote more than 65536 bytes")
    }

    @Test func `what is no program is an error`() {
        #expect(reason(Program(["/nonexistent/program"], timeout: 5)) == "'/nonexistent/program' cannot be run: no such file or folder")
        #expect(reason(Program([], timeout: 5)) == "no program is named")
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func reason(_ program: Program) -> String? {
        if case .failure(let error) = run(program) { error.reason } else { nil }
    }
}
