import ConfigModel
import Documents
import SourceText
import Testing

struct DockerfileSpanTests {
    /// Values that nobody wrote, or that stand for a whole.
    private static let derived: Set<String> = [
        "index", "isFinal", "isScratch", "onbuild", "opaque", "depth", "substituted", "dynamic", "form", "escape",
    ]

    /// Checks that the bytes of every text in the model are that text, apart from quotes, escapes and continuations.
    private func checkSpans(_ text: String, _ place: SourceLocation = #_sourceLocation) {
        let source = SourceFile(path: "Dockerfile", text: text)
        let document = DockerfileDocument.parse(source)
        #expect(document.isSound, "\(document.diagnostics)", sourceLocation: place)
        var seen = 0
        func visit(_ value: Traced, _ key: String) {
            guard let origin = value.provenance.rootCause else {
                Issue.record("\(key) has no provenance", sourceLocation: place)
                return
            }
            #expect(origin.path == "Dockerfile" && origin.span.end <= source.bytes.count, sourceLocation: place)
            switch value.value {
            case .map(let mapping): for entry in mapping.entries { visit(entry.value, entry.key) }
            case .list(let items): for item in items { visit(item, key) }
            case .string(let wanted) where !DockerfileSpanTests.derived.contains(key):
                seen += 1
                let written = source.text(origin.span)
                let isWhole =
                    key == "stage" || key == "operator" || key == "tool" || key == "target" || key == "type"
                    || key == "id" || key == "content"
                // What a variable makes, and the marker of a heredoc, stand for more than their bytes.
                if !isWhole, !written.contains("$"), !written.hasPrefix("<<") {
                    #expect(plain(written) == plain(wanted), "\(key)", sourceLocation: place)
                }
            default: break
            }
        }
        visit(document.roots[0], "")
        #expect(seen > 3, sourceLocation: place)
    }

    /// Without everything that quoting and continuing adds.
    private func plain(_ text: String) -> String {
        let text = text.replacing("\r\n", with: "\n")
        let lines = text.split(separator: "\n").filter {
            !$0.drop { $0 == " " }.hasPrefix("#") || text.split(separator: "\n").count == 1
        }
        return lines.joined().filter { !"\"'\\`\r -".contains($0) }.lowercased()
    }

    @Test func `every text of the model is what its span holds`() {
        checkSpans(
            "FROM a\nRUN apt-get update && \\\n  # why\n  apt-get install -y \"c d\" e\\ f\nCMD [\"a\", \"b\"]\n")
        checkSpans(
            "\u{FEFF}# syntax=x/y:1\r\nFROM gh.io/é/b:1@sha256:c AS d\r\nCOPY --from=d --chown=a:b x \\\r\n  y /z\r\nUSER u:g\r\n"
        )
        checkSpans(
            "ARG V=1.2\nARG R=gh.io/x\nFROM $R/a:${V}-slim\nENV A=1 B=\"2 3\"\nLABEL x y z\nEXPOSE 80 443\nWORKDIR /a\n"
        )
        checkSpans("FROM é:ü\nRUN <<EOF\nset -e; ls 'ö ä'\ncurl -k $(cat x)\nEOF\nRUN ls | wc -l; if a; then b c; fi\n")
        checkSpans(
            "FROM a\nHEALTHCHECK --interval=5s CMD curl localhost\nONBUILD RUN A=b make `x y`\nVOLUME [\"/a\"]\nSHELL [\"sh\", \"-c\"]\n"
        )
    }

    @Test func `a tag from a build argument leads to the default`() throws {
        let source = SourceFile(path: "Dockerfile", text: "ARG V=1.2\nFROM a:${V}\n")
        let tag = try #require(DockerfileDocument.parse(source).roots[0].at(ValuePath(parsing: "stages[0].base.tag")))
        #expect(tag.provenance.origins.map { source.text($0.span) } == ["a:${V}", "1.2"])
        #expect(tag.provenance.rootCause?.role == .defaultValue)
    }

    @Test func `instructions and commands span what belongs to them`() throws {
        let text = "FROM a\nRUN x && \\\n y > z # c\nRUN <<E\ntext\nE\nUSER u"
        let source = SourceFile(path: "Dockerfile", text: text)
        let root = DockerfileDocument.parse(source).roots[0]
        func written(_ path: String) throws -> String {
            source.text(try #require(root.at(ValuePath(parsing: path))?.provenance.nearest?.span))
        }
        #expect(try written("stages[0]") == "FROM a")
        #expect(try written("stages[0].instructions[0]") == "RUN x && \\\n y > z # c")
        #expect(try written("stages[0].instructions[0].commands[1]") == "y > z")
        #expect(try written("stages[0].instructions[0].commands[1].operator") == "&&")
        #expect(try written("stages[0].instructions[1]") == "RUN <<E\ntext\nE")
        #expect(try written("stages[0].instructions[2]") == "USER u")
    }
}
