import ConfigModel
import SourceText

extension DockerfileModel {
    /// The map of one instruction; `number` is its place in its stage.
    func instruction(_ index: Int, number: Int, _ variables: inout DockerfileVariables) -> Traced {
        let instruction = instructions[index]
        define(instruction, &variables)
        let wordsSpan =
            instruction.words.first.map { $0.span.union(instruction.words.last!.span) } ?? instruction.argumentsSpan
        var entries: [(String, Traced?)] = [
            ("keyword", traced(.string(instruction.keyword), instruction.keywordSpan)),
            ("index", traced(.int(Int64(number)), instruction.keywordSpan)),
            ("form", traced(.string(instruction.form.rawValue), instruction.argumentsSpan)),
            ("text", traced(.string(instruction.text), instruction.argumentsSpan)),
            ("flags", flags(instruction)),
            ("args", traced(.list(instruction.words.map(word)), wordsSpan)),
            ("mounts", mounts(instruction)),
            ("heredocs", heredocs(instruction)),
            ("onbuild", traced(.bool(instruction.isOnbuild), instruction.onbuildSpan ?? instruction.keywordSpan)),
        ]
        switch instruction.keyword {
        case "ENV", "LABEL", "ARG":
            // `ARG name` has a name and no pair.
            let names = instruction.pairs.map { word($0.name) }
            entries.append(("names", traced(.list(names), instruction.argumentsSpan)))
            entries.append(("pairs", pairs(instruction.pairs, instruction.argumentsSpan)))
        case "EXPOSE":
            entries.append(
                ("ports", traced(.list(instruction.words.map { expanded($0, variables) }), instruction.argumentsSpan)))
        case "USER":
            let user = user(instruction, variables)
            entries += [("user", user?.0), ("group", user?.1)]
        case "WORKDIR": entries.append(("path", instruction.words.first.map { expanded($0, variables) }))
        case "COPY", "ADD":
            entries.append(
                ("sources", traced(.list(instruction.words.dropLast().map(word)), wordsSpan)))
            entries.append(("destination", instruction.words.count > 1 ? instruction.words.last.map(word) : nil))
        default: break
        }
        if let script = instruction.script {
            let commands = script.commands.enumerated().map { command($1, number: $0) }
            entries.append(("commands", traced(.list(commands), instruction.argumentsSpan)))
            entries.append(("opaque", traced(.bool(script.isOpaque), instruction.keywordSpan)))
        }
        return traced(entries, instruction.span)
    }

    private func expanded(_ word: DockerfileDocument.Word, _ variables: DockerfileVariables) -> Traced {
        if let text = variables.expand(word, in: source.bytes) { return traced(.string(text.string), word.span) }
        return traced(
            .unknown(UnknownReason("'\(word.value)' depends on a variable that this file does not set")), word.span)
    }

    private func flags(_ instruction: DockerfileDocument.Instruction) -> Traced {
        var map = Mapping()
        for flag in instruction.flags {
            map.set(
                .init(
                    key: flag.name, keyProvenance: Provenance(Origin(path: source.path, span: flag.span)),
                    value: self.flag(flag)))
        }
        return traced(
            .map(map),
            instruction.flags.first.map { $0.span.union(instruction.flags.last!.span) } ?? instruction.keywordSpan)
    }

    /// `--mount=type=cache,target=/root/.cache` as a map each.
    private func mounts(_ instruction: DockerfileDocument.Instruction) -> Traced {
        let mounts = instruction.flags.filter { $0.name == "mount" }.map { flag in
            let parts = flag.value.split(separator: ",").map { part -> (String, Traced?) in
                let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
                let key = halves.first ?? ""
                let name = ["dst", "destination"].contains(key) ? "target" : key == "src" ? "source" : key
                return (name, traced(.string(halves.count > 1 ? halves[1] : "true"), flag.valueSpan ?? flag.span))
            }
            let first = Dictionary(parts.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
            var seen: Set<String> = []
            return traced(parts.filter { seen.insert($0.0).inserted }.map { ($0.0, first[$0.0] ?? nil) }, flag.span)
        }
        return traced(.list(mounts), instruction.flags.first?.span ?? instruction.keywordSpan)
    }

    private func heredocs(_ instruction: DockerfileDocument.Instruction) -> Traced {
        let all = instruction.heredocs.map { heredoc in
            traced(
                [
                    ("name", traced(.string(heredoc.name), heredoc.markerSpan)),
                    ("content", traced(.string(source.text(heredoc.bodySpan)), heredoc.bodySpan)),
                    ("expand", traced(.bool(heredoc.expands), heredoc.markerSpan)),
                ], heredoc.markerSpan)
        }
        return traced(.list(all), instruction.heredocs.first?.markerSpan ?? instruction.keywordSpan)
    }

    private func command(_ command: DockerfileDocument.Command, number: Int) -> Traced {
        let texts = command.words.map(\.value)
        let shape = CommandShape(texts)
        func list(_ indexes: [Int]) -> Traced { traced(.list(indexes.map { word(command.words[$0]) }), command.span) }
        return traced(
            [
                ("name", traced(.string(texts.first ?? ""), command.words.first?.span ?? command.span)),
                ("tool", traced(.string(shape.tool), command.words.first?.span ?? command.span)),
                ("index", traced(.int(Int64(number)), command.span)),
                ("subcommand", shape.subcommand.map { word(command.words[$0]) }),
                ("words", traced(.list(command.words.map(word)), command.span)),
                ("options", list(shape.options)),
                ("operands", list(shape.operands)),
                ("operator", traced(.string(command.joint), command.jointSpan ?? command.span)),
                ("assignments", pairs(command.assignments, command.span)),
                (
                    "redirects",
                    traced(
                        .list(
                            command.redirects.map { redirect in
                                traced(
                                    [
                                        ("operator", traced(.string(redirect.symbol), redirect.span)),
                                        ("target", traced(.string(redirect.target), redirect.span)),
                                    ],
                                    redirect.span)
                            }), command.span)
                ),
                ("depth", traced(.int(Int64(command.depth)), command.span)),
                ("substituted", traced(.bool(command.isSubstituted), command.span)),
                ("dynamic", traced(.bool(command.words.contains { $0.isDynamic }), command.span)),
            ], command.span)
    }
}
