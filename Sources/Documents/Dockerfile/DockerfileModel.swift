import ConfigModel
import SourceText

/// Builds the map that rules see from the instructions of a file.
///
///     escape: "\\"
///     directives: {syntax: docker/dockerfile:1}
///     globalArgs: [{keyword: ARG, names: [VERSION], pairs: {VERSION: "1.24"}, …}]
///     stages:
///       - index: 0
///         name: build              # absent without AS
///         isFinal: false
///         base: {image: golang:1.24, name: golang, registry: …, tag: "1.24", digest: …, platform: …, stage: …, isScratch: false}
///         rootImage: {…}           # the base of the earliest stage that this one is built on
///         user: app                # in force at the end, also when the parent stage set it; absent when the base image decides
///         group: staff
///         instructions:
///           - {keyword: RUN, index: 0, form: shell, text: …, flags: {network: none}, args: [], mounts: [{type: cache, target: /x}],
///              heredocs: [{name: EOF, content: …, expand: true}], onbuild: false, opaque: false, commands: [
///              {name: apt-get, tool: apt-get, index: 0, subcommand: install, words: [apt-get, install, -y, curl], options: [-y],
///               operands: [install, curl], operator: "&&", assignments: {A: "1"}, redirects: [{operator: ">", target: /dev/null}],
///               depth: 0, substituted: false, dynamic: false}]}
///
/// Further keys by keyword: `names` and `pairs` of ENV, ARG and LABEL, `ports` of EXPOSE, `user` and `group` of USER, `path` of WORKDIR,
/// `sources` and `destination` of COPY and ADD. RUN, CMD, ENTRYPOINT and HEALTHCHECK have `commands` and `opaque`, which says that part of
/// the script was not understood. The instruction that ONBUILD triggers stands for it, with `onbuild: true`.
///
/// Every value has the bytes that wrote it as provenance; values that nobody wrote, such as `isFinal`, have those of the enclosing FROM or
/// instruction.
struct DockerfileModel {
    let source: SourceFile
    let instructions: [DockerfileDocument.Instruction]
    let stages: [DockerfileDocument.Stage]
    let globalCount: Int
    let escape: UInt8
    let directives: [DockerfileDocument.Pair]
    private(set) var bases: [StageBase] = []

    private var globals = DockerfileVariables()
    /// The variables in force at the end of each stage.
    private var finalVariables: [DockerfileVariables] = []
    private var users: [UserState?] = []

    private struct UserState {
        var user: Traced
        var group: Traced?
    }

    init(
        source: SourceFile, instructions: [DockerfileDocument.Instruction], stages: [DockerfileDocument.Stage],
        globalCount: Int, escape: UInt8,
        directives: [DockerfileDocument.Pair]
    ) {
        self.source = source
        self.instructions = instructions
        self.stages = stages
        self.globalCount = globalCount
        self.escape = escape
        self.directives = directives
    }

    mutating func root() -> Traced {
        let head = Span(0, instructions.first?.keywordSpan.end ?? 0)
        var variables = DockerfileVariables()
        var globalArgs: [Traced] = []
        for index in 0..<globalCount {
            globalArgs.append(instruction(index, number: index, &variables))
        }
        globals = variables
        let all = stages.indices.map { stage($0) }
        let whole = Span(0, source.bytes.count)
        return traced(
            [
                (
                    "escape",
                    traced(
                        .string(escape == UInt8(ascii: "\\") ? "\\" : "`"),
                        directives.first { $0.name.value == "escape" }?.value?.span ?? head)
                ),
                ("directives", pairs(directives, head)),
                ("globalArgs", traced(.list(globalArgs), head)),
                ("stages", traced(.list(all), whole)),
            ], whole)
    }

    func traced(_ value: Value, _ span: Span) -> Traced {
        Traced(value, Provenance(Origin(path: source.path, span: span)))
    }

    func traced(_ entries: [(String, Traced?)], _ span: Span) -> Traced {
        let present = entries.compactMap { key, value in
            value.map { Mapping.Entry(key: key, keyProvenance: $0.provenance, value: $0) }
        }
        return traced(.map(Mapping(present)), span)
    }

    func word(_ word: DockerfileDocument.Word) -> Traced { traced(.string(word.value), word.span) }

    func pairs(_ pairs: [DockerfileDocument.Pair], _ span: Span) -> Traced {
        var map = Mapping()
        for pair in pairs {
            guard let value = pair.value.map(word) else { continue }
            let name = Provenance(Origin(path: source.path, span: pair.name.span))
            map.set(.init(key: pair.name.value, keyProvenance: name, value: value))
        }
        return traced(.map(map), span)
    }

    private mutating func stage(_ number: Int) -> Traced {
        let stage = stages[number]
        let from = instructions[stage.from]
        let base = base(from, before: number)
        bases.append(base)
        var variables = base.stage.map { finalVariables[$0] } ?? DockerfileVariables()
        var user = base.stage.flatMap { users[$0] }
        var body: [Traced] = []
        for index in stage.body {
            body.append(instruction(index, number: index - stage.body.lowerBound, &variables))
            if instructions[index].keyword == "USER", !instructions[index].isOnbuild,
                let (name, group) = self.user(instructions[index], variables)
            {
                user = UserState(user: name, group: group)
            }
        }
        finalVariables.append(variables)
        users.append(user)
        let name = from.words.count == 3 ? from.words[2] : nil
        return traced(
            [
                ("index", traced(.int(Int64(number)), from.span)),
                ("name", name.map(word)),
                ("isFinal", traced(.bool(number == stages.count - 1), from.span)),
                ("base", baseMap(base, from)),
                ("rootImage", rootImage(base, from)),
                ("user", user?.user),
                ("group", user?.group),
                ("instructions", traced(.list(body), from.span)),
            ], from.span)
    }

    private func base(_ from: DockerfileDocument.Instruction, before number: Int) -> StageBase {
        guard let word = from.words.first else { return StageBase(image: nil, imageSpan: from.span, stage: nil) }
        let image = globals.expand(word, in: source.bytes)
        let name = image?.string.lowercased()
        // BuildKit compares stage names without regard to case.
        let earlier = name.flatMap { name in
            stages[..<number].lastIndex { stage in
                let words = instructions[stage.from].words
                return words.count == 3 && words[2].value.lowercased() == name
            }
        }
        return StageBase(image: image, imageSpan: word.span, stage: earlier)
    }

    private func baseMap(_ base: StageBase, _ from: DockerfileDocument.Instruction) -> Traced {
        let platform = from.flags.first { $0.name == "platform" }
        guard let image = base.image else {
            let unknown = traced(
                .unknown(UnknownReason("the image is chosen by a build argument without default")), base.imageSpan)
            return traced(
                [
                    ("image", unknown), ("name", unknown), ("registry", unknown), ("tag", unknown), ("digest", unknown),
                    ("stage", unknown),
                    ("platform", platform.map(flag)), ("isScratch", unknown),
                ], base.imageSpan)
        }
        func part(_ range: Range<Int>?) -> Traced? {
            range.map { range in
                let value = Value.string(String(decoding: image.bytes[range], as: UTF8.self))
                guard let span = image.span(range) else { return traced(value, base.imageSpan) }
                if base.imageSpan.contains(span) { return traced(value, span) }
                return Traced(
                    value,
                    Provenance(
                        Origin(path: source.path, span: base.imageSpan),
                        further: [Origin(path: source.path, span: span, role: .defaultValue)]))
            }
        }
        let parent = base.stage.map { instructions[stages[$0].from].words[2].value }
        return traced(
            [
                ("image", part(0..<image.bytes.count)),
                ("name", part(base.name)),
                ("registry", part(base.registry)),
                ("tag", part(base.tag)),
                ("digest", part(base.digest)),
                ("platform", platform.map(flag)),
                ("stage", parent.map { traced(.string($0), base.imageSpan) }),
                ("isScratch", traced(.bool(base.isScratch), base.imageSpan)),
            ], base.imageSpan)
    }

    /// The base of the earliest stage that this one is built on.
    private func rootImage(_ base: StageBase, _ from: DockerfileDocument.Instruction) -> Traced {
        var (base, from) = (base, from)
        while let parent = base.stage {
            base = bases[parent]
            from = instructions[stages[parent].from]
        }
        return baseMap(base, from)
    }

    func flag(_ flag: DockerfileDocument.Flag) -> Traced { traced(.string(flag.value), flag.valueSpan ?? flag.span) }

    /// `name:group` of a USER instruction.
    func user(_ instruction: DockerfileDocument.Instruction, _ variables: DockerfileVariables) -> (Traced, Traced?)? {
        guard let word = instruction.words.first else { return nil }
        guard let text = variables.expand(word, in: source.bytes) else {
            return (
                traced(
                    .unknown(UnknownReason("'\(word.value)' depends on a variable that this file does not set")),
                    word.span), nil
            )
        }
        func part(_ range: Range<Int>) -> Traced {
            let span = text.span(range).flatMap { word.span.contains($0) ? $0 : nil }
            return traced(.string(String(decoding: text.bytes[range], as: UTF8.self)), span ?? word.span)
        }
        guard let colon = text.bytes.firstIndex(of: UInt8(ascii: ":")) else { return (part(0..<text.bytes.count), nil) }
        return (part(0..<colon), part(colon + 1..<text.bytes.count))
    }

    /// Takes the values of ARG and ENV into `variables`.
    func define(_ instruction: DockerfileDocument.Instruction, _ variables: inout DockerfileVariables) {
        guard !instruction.isOnbuild, instruction.keyword == "ARG" || instruction.keyword == "ENV" else { return }
        let before = variables
        for pair in instruction.pairs {
            let name = pair.name.value
            if let value = pair.value {
                // All pairs of one instruction see the values from before it.
                variables.set(name, before.expand(value, in: source.bytes))
            } else if !variables.declares(name) {
                variables.set(name, globals.value(name))
            }
        }
    }
}
