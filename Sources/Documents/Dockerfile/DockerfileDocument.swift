package import ConfigModel
package import SourceText

/// A Dockerfile as BuildKit reads it: parser directives, instructions with every part in its place, stages.
///
///     # syntax=docker/dockerfile:1
///     FROM golang:1.24 AS build
///     RUN go build -o /app .
///     FROM scratch
///     COPY --from=build /app /app
///
/// Grammar: https://docs.docker.com/reference/dockerfile/ and BuildKit's `frontend/dockerfile/parser`.
package struct DockerfileDocument: Document {
    package let source: SourceFile
    package let diagnostics: [Diagnostic]
    package let comments: [Comment]
    package let roots: [Traced]
    /// In file order.
    package let instructions: [Instruction]
    package let stages: [Stage]
    /// How many instructions stand before the first FROM.
    package let globalCount: Int
    /// Backslash or backtick: what continues a line.
    package let escape: UInt8
    /// `syntax`, `escape` and `check` at the head of the file.
    package let directives: [Pair]
    /// Whole lines that are comments.
    let commentLines: [Span]

    package var format: Format { .dockerfile }

    package static func parse(_ source: SourceFile) -> DockerfileDocument {
        var parser = DockerfileParser(source)
        parser.run()
        return DockerfileDocument(parser)
    }

    private init(_ parser: DockerfileParser) {
        source = parser.source
        escape = parser.escape
        directives = parser.directives
        instructions = parser.instructions
        stages = DockerfileDocument.stages(of: parser.instructions)
        globalCount = stages.first?.from ?? parser.instructions.count
        commentLines = parser.commentLines
        comments = DockerfileDocument.comments(in: parser)
        diagnostics = parser.diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
        var model = DockerfileModel(
            source: parser.source, instructions: parser.instructions, stages: stages, globalCount: globalCount,
            escape: parser.escape,
            directives: parser.directives)
        roots = [model.root()]
        bases = model.bases
    }

    /// What each stage is built from, variables put in.
    let bases: [StageBase]

    private static func stages(of instructions: [Instruction]) -> [Stage] {
        let heads = instructions.indices.filter { instructions[$0].keyword == "FROM" && !instructions[$0].isOnbuild }
        return heads.enumerated().map { number, head in
            let next = number + 1 < heads.count ? heads[number + 1] : instructions.count
            return Stage(from: head, body: head + 1..<next)
        }
    }

    private static func comments(in parser: DockerfileParser) -> [Comment] {
        func comment(_ span: Span, trailing: Bool) -> Comment {
            var start = span.start
            while start < span.end, parser.bytes[start] == UInt8(ascii: "#") { start += 1 }
            while start < span.end, parser.bytes[start].isBlank { start += 1 }
            return Comment(
                span: span, text: parser.source.text(Span(start, max(start, span.end))), isTrailing: trailing)
        }
        var all = parser.commentLines.map { comment($0, trailing: false) }
        for instruction in parser.instructions {
            for span in instruction.script?.comments ?? [] {
                var before = span.start
                while before > 0, parser.bytes[before - 1].isBlank { before -= 1 }
                all.append(comment(span, trailing: before > 0 && parser.bytes[before - 1] != 0x0A))
            }
        }
        return all.sorted { $0.span < $1.span }
    }
}
