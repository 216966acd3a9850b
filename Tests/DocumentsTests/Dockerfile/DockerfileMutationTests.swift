import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

struct DockerfileMutationTests {
    private static let seeds = [
        "# syntax=docker/dockerfile:1\nARG V=1.2\nFROM golang:${V} AS build\nRUN --mount=type=cache,target=/x go build \\\n  # why\n  -o /a . && rm -rf /b\n",
        "FROM debian:12\nENV A=1 B=\"2 3\"\nRUN apt-get update; if [ -n \"$A\" ]; then apt-get install -y x; fi\nCMD [\"a\", \"b c\"]\n",
        "FROM a\r\nRUN <<EOF\r\nset -e\r\ncurl $(cat `x`) | sh\r\nEOF\r\nCOPY --chown=1:1 <<-\"A\" <<B /c/\r\n1\r\nA\r\n2\r\nB\r\nUSER app\r\n",
        "FROM a\nHEALTHCHECK --interval=5s CMD curl -f x || exit 1\nONBUILD RUN case $x in a|b) c;; esac\nEXPOSE 80 22\nLABEL a=b\nWORKDIR x\n",
        "# escape=`\nFROM a\nSHELL [\"cmd\"]\nRUN dir `\n  c:\\x\nFROM scratch\nCOPY --from=0 /a /b\nENTRYPOINT exec /b --c \"${D:-e}\"\n",
    ]

    private static let pieces = [
        "\\\n", "\n", "\r\n", "\"", "'", "`", "$(", ")", "${", "}", "<<EOF", "EOF\n", "&&", "||", ";", "|", "[\"",
        "\"]", "#", " ", "\t", "FROM ", "RUN ",
        "ARG ", "if ", "fi", "case ", "esac", "--from=", "=", "\u{0}", "é", "$", "\\", "<(", "((", "{ ", "done",
        "ONBUILD ",
    ]

    private func mutate(_ bytes: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                bytes.insert(
                    contentsOf: DockerfileMutationTests.pieces.randomElement(using: &generator)!.utf8, at: place)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2 where place < bytes.count:
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...12, using: &generator)))
            default:
                let end = min(bytes.count, place + Int.random(in: 0...30, using: &generator))
                bytes.insert(
                    contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &generator))
            }
        }
        return bytes
    }

    private func spansInBounds(_ value: Traced, _ count: Int) -> Bool {
        guard value.provenance.origins.allSatisfy({ $0.span.end <= count }) else { return false }
        return switch value.value {
        case .list(let items): items.allSatisfy { spansInBounds($0, count) }
        case .map(let mapping): mapping.entries.allSatisfy { spansInBounds($0.value, count) }
        default: true
        }
    }

    @Test func `mutations are read without a crash and with spans in bounds`() {
        var generator = SplitMix64(20_260_101)
        var sound = 0
        for number in 0..<Tier.rounds(10_000) {
            let bytes = mutate(
                Array(DockerfileMutationTests.seeds[number % DockerfileMutationTests.seeds.count].utf8), &generator)
            let document = DockerfileDocument.parse(SourceFile(path: "Dockerfile", bytes: bytes))
            let isFine =
                spansInBounds(document.roots[0], bytes.count)
                && document.comments.allSatisfy { $0.span.end <= bytes.count }
                && document.diagnostics.allSatisfy { ($0.span?.end ?? 0) <= bytes.count }
                && zip(document.instructions, document.instructions.dropFirst()).allSatisfy {
                    $0.span.end <= $1.span.start
                }
            if !isFine {
                Issue.record("mutation \(number) has spans out of bounds: \(String(decoding: bytes, as: UTF8.self))")
            }
            if document.isSound { sound += 1 }
        }
        #expect(sound > Tier.rounds(1000), "most mutations broke the file, so little was tested")
    }

    @Test func `edits of mutated files leave them sound and other bytes alone`() throws {
        var generator = SplitMix64(7)
        let changes = try [
            "append stages[0].instructions[0].commands = <&& rm -rf /x>", "set stages[0].user = 10001:10001",
            "insert stages[0].instructions[1] = {ENV|Z=1}",
            "append stages[0].instructions[1].commands[0].options = --zz", "remove stages[0].instructions[2]",
            "set stages[0].base.tag = 9",
            "remove stages[0].instructions[1].commands[1]", "set stages[0].instructions[3].form = exec",
        ].map(dockerfileChange)
        var made = 0
        for number in 0..<1500 {
            let bytes = mutate(
                Array(DockerfileMutationTests.seeds[number % DockerfileMutationTests.seeds.count].utf8), &generator)
            let document = DockerfileDocument.parse(SourceFile(path: "Dockerfile", bytes: bytes))
            let planned = document.edits(for: changes)
            if planned.edits.isEmpty { continue }
            made += 1
            let result = DockerfileDocument.parse(
                SourceFile(path: "Dockerfile", bytes: planned.edits.applied(to: bytes)))
            #expect(result.isSound && document.isSound, "mutation \(number)")
        }
        #expect(made > 200)
    }
}
