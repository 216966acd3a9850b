import Documents
import SourceText
import Testing

struct DockerfileParsingTests {
    /// The first line is `FROM x` unless the text starts with `!`; its outline is left out of `expected` then.
    private func check(_ text: String, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
        let whole = text.hasPrefix("!") ? String(text.dropFirst()) : "FROM x\n" + text
        let found = outline(whole)
        let shown = found.hasPrefix("FROM <x>\n") && !text.hasPrefix("!") ? String(found.dropFirst(9)) : found
        #expect(shown == expected, sourceLocation: place)
    }

    @Test func `instructions are read with their arguments`() {
        check(
            "!FROM --platform=$BUILDPLATFORM golang:1.24 AS build",
            "FROM --platform=$BUILDPLATFORM <golang:1.24> <AS> <build>")
        check("!from alpine\nrun ls", "FROM <alpine>\nRUN shell <ls>")
        check("COPY --from=build --chown=app:app /a /b /c/", "COPY --from=build --chown=app:app </a> </b> </c/>")
        check("COPY --link a b", "COPY --link=true <a> <b>")
        check(#"COPY ["a b", "c"]"#, "COPY exec <a b> <c>")
        check("ADD a\\ b c", "ADD <a b> <c>")
        check("EXPOSE 80 443/tcp $PORT", "EXPOSE <80> <443/tcp> <$PORT>")
        check("USER  app:app ", "USER <app:app>")
        check("WORKDIR \"/a b\"", "WORKDIR </a b>")
        check("STOPSIGNAL SIGTERM", "STOPSIGNAL <SIGTERM>")
        check("VOLUME /a /b", "VOLUME </a> </b>")
        check("VOLUME [\"/a\"]", "VOLUME exec </a>")
        check("MAINTAINER Jo Doe <jo@x.org>", "MAINTAINER <Jo> <Doe> <<jo@x.org>>")
        check(#"SHELL ["/bin/bash", "-c"]"#, "SHELL exec </bin/bash> <-c>")
        check("ONBUILD RUN make", "ONBUILD RUN shell <make>")
        check("onbuild copy . /src", "ONBUILD COPY <.> </src>")
    }

    @Test func `names and values are read in both spellings`() {
        check("ENV a=1 b=\"2 3\" c='4 5' d=6\\ 7", "ENV <a>=<1> <b>=<2 3> <c>=<4 5> <d>=<6 7>")
        check("ENV PATH /usr/bin:$PATH  x ", "ENV <PATH>=</usr/bin:$PATH  x>")
        check("ARG a", "ARG <a>")
        check("ARG a=1 b", "ARG <a>=<1> <b>")
        check("LABEL \"a b\"=c d=\"\"", "LABEL <a b>=<c> <d>=<>")
    }

    @Test func `health checks carry their command`() {
        check(
            "HEALTHCHECK --interval=5s CMD curl -f localhost || exit 1",
            "HEALTHCHECK shell --interval=5s <curl> <-f> <localhost> || <exit> <1>")
        check("HEALTHCHECK cmd [\"a\", \"b\"]", "HEALTHCHECK exec <a> <b>")
        check("HEALTHCHECK NONE", "HEALTHCHECK <NONE>")
    }

    @Test func `the JSON form needs a JSON array of strings`() {
        check(#"CMD ["a", "b c", "\u00e9\"\n"]"#, "CMD exec <a> <b c> <é\"\n>")
        check("CMD []", "CMD exec")
        check("CMD ['a', 'b']", "CMD shell <[a,> <b]>")
        check("CMD [\"a\", 1]", "CMD shell <[a,> <1]>")
        check("RUN [\"a\" \"b\"]", "RUN shell <[a> <b]>")
        check(#"CMD ["\ud83d\ude00"]"#, "CMD exec <😀>")
    }

    @Test func `lines continue over comments and blank lines`() {
        check("RUN a && \\\n  # why\n\n  b \\  \n  c", "RUN shell <a> && <b> <c>")
        check("RUN a \\\r\n  b\r\nUSER u\r\n", "RUN shell <a> <b>\nUSER <u>")
        check("RUN a\\\nb", "RUN shell <ab>")
        check("RUN a \\\\\nUSER u", "RUN shell <a> <\\>\nUSER <u>")
        check("RUN a \\", "RUN shell <a>")
        check("  RUN a", "RUN shell <a>")
        check("!\u{FEFF}FROM x", "FROM <x>")
        check("RUN a # not \\\n  b", "RUN shell <a>")
    }

    @Test func `parser directives are read at the head only`() {
        check("!# syntax=docker/dockerfile:1\n#ESCAPE = `\nFROM x\nCOPY a `\n b\\", "FROM <x>\nCOPY <a> <b\\>")
        check("!\n# escape=`\nFROM x\nCOPY a \\\n b", "FROM <x>\nCOPY <a> <b>")
        check("!# just words\n# escape=`\nFROM x\nCOPY a \\\n b", "FROM <x>\nCOPY <a> <b>")
        check("!# escape=x\nFROM a", "error: the escape character is neither \\ nor `\nFROM <a>")
        check(
            "!# check=skip=all\n# check=error=true\nFROM a",
            "error: the parser directive 'check' is given twice\nFROM <a>")
        let document = DockerfileDocument.parse(SourceFile(path: "d", text: "# syntax=a/b:1\n# note=x\nFROM x\n"))
        #expect(document.directives.map(\.name.value) == ["syntax"])
        #expect(document.comments.map(\.text) == ["note=x"])
    }

    @Test func `heredocs belong to their instruction`() {
        check("RUN <<EOF\na\n# b\nc\nEOF\nUSER u", "RUN shell <a> ; <c> EOF{a|# b|c|}\nUSER <u>")
        check("RUN <<-'EOF' bash\n\ta\n\tEOF", "RUN shell <a> verbatim EOF{\ta|}")
        check(
            "RUN cat <<EOF > /x && b\nt\nEOF",
            "RUN shell <cat> <<<EOF> ><//x> && <b> EOF{t|}".replacing("<//x>", with: "</x>"))
        check("COPY <<A <<\"B\" /d/\n1\nA\n2\nB", "COPY <<<A> <<<B> </d/> A{1|} verbatim B{2|}")
        check(
            "RUN <<EOF\r\na\r\nEOF\r\nUSER u",
            "RUN shell <a> EOF{a\r|}\nUSER <u>".replacing("\r|", with: "\r\n").replacing("\r\n}", with: "\r\n}"))
        check("RUN python3 <<EOF\nimport os\nEOF", "RUN shell <python3> <<<EOF> EOF{import os|}")
        check("RUN <<EOF\n#!/usr/bin/env python\nx\nEOF", "RUN shell <<<EOF> opaque EOF{#!/usr/bin/env python|x|}")
        check("RUN a <<< b", "RUN shell <a> <<<<b>")
        check("RUN <<EOF\na", "error: the heredoc 'EOF' has no end\nFROM <x>\nRUN shell <a> EOF{a}")
    }

    @Test func `what cannot be read is an error with a place`() {
        check("!", "error: there is no FROM in this file")
        check("!# only\n", "error: there is no FROM in this file")
        check("!RUN a\nFROM x", "error: RUN stands before the first FROM, where only ARG may\nRUN shell <a>\nFROM <x>")
        check("APT-GET install", "error: 'APT-GET' is no Dockerfile instruction\nFROM <x>")
        check("ONBUILD FROM y", "error: ONBUILD cannot trigger FROM\nFROM <x>\nONBUILD FROM <y>")
        check("ENV a", "error: ENV needs a name and a value\nFROM <x>\nENV")
        check("ENV a=1 b", "error: 'b' is no name=value\nFROM <x>\nENV <a>=<1>")
        check("COPY a", "error: COPY needs a source and a destination\nFROM <x>\nCOPY <a>")
        check("SHELL bash", "error: SHELL needs a JSON array of strings\nFROM <x>\nSHELL")
        check("USER", "error: USER needs an argument\nFROM <x>\nUSER")
        check("!FROM a b", "error: FROM takes an image and optionally AS and a name\nFROM <a> <b>")
        check("HEALTHCHECK curl", "error: HEALTHCHECK takes NONE or CMD\nFROM <x>\nHEALTHCHECK")
    }

    @Test func `bytes that are no text are errors`() {
        let zero = DockerfileDocument.parse(SourceFile(path: "d", bytes: Array("FROM x\nRUN a\0b\n".utf8)))
        #expect(zero.diagnostics.map(\.message) == ["there is a NUL byte in this file"])
        #expect(zero.diagnostics.first?.span == Span(12, 13))
        let invalid = DockerfileDocument.parse(SourceFile(path: "d", bytes: Array("FROM x\n".utf8) + [0xFF, 0x0A]))
        #expect(invalid.diagnostics.contains { $0.message == "this file is not valid UTF-8" })
        let huge = DockerfileDocument.parse(SourceFile(path: "d", bytes: Array(repeating: 0x20, count: (4 << 20) + 1)))
        #expect(huge.diagnostics.map(\.id) == ["file-too-large"])
    }

    @Test func `comments are found in lines, continuations, scripts and behind commands`() {
        let text = "# one\nFROM x\nRUN a \\\n  # two\n  b # three\nRUN <<EOF\n# four\nc # five\nEOF\n"
        let comments = DockerfileDocument.parse(SourceFile(path: "d", text: text)).comments
        #expect(comments.map(\.text) == ["one", "two", "three", "four", "five"])
        #expect(comments.map(\.isTrailing) == [false, false, true, false, true])
    }
}
