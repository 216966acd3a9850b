import SourceText

/// What a Dockerfile means, without places, layout and quotes: two files of equal shape build the same image.
struct DockerfileShape: Equatable {
    var instructions: [InstructionShape]
    var comments: [String]
    /// The images of the stages, variables put in.
    var bases: [String?]

    init(_ document: DockerfileDocument) {
        instructions = document.instructions.map { InstructionShape($0, document.source) }
        comments = document.comments.map(\.text)
        bases = document.bases.map { $0.image?.string }
    }
}

struct InstructionShape: Equatable {
    var keyword: String
    var isOnbuild: Bool
    var form: DockerfileDocument.Form
    var flags: [String]
    var words: [String]
    var pairs: [String]
    var heredocs: [String]
    var commands: [CommandContent]
    /// The text itself, where the script was not understood.
    var opaqueText: String?

    init(_ instruction: DockerfileDocument.Instruction, _ source: SourceFile) {
        keyword = instruction.keyword
        isOnbuild = instruction.isOnbuild
        form = instruction.form
        flags = instruction.flags.map { "\($0.name)=\($0.value)" }
        words = instruction.words.map(\.value)
        pairs = instruction.pairs.map { "\($0.name.value)=\($0.value?.value ?? "")" }
        let script = instruction.script
        heredocs = instruction.heredocs.enumerated().map { index, heredoc in
            "\(heredoc.name)\n" + (script?.heredoc == index ? "" : source.text(heredoc.bodySpan))
        }
        commands = script.map { CommandContent.list($0, source.bytes) } ?? []
        opaqueText = script?.isOpaque == true ? instruction.text : nil
    }
}

struct CommandContent: Equatable {
    var joint: String
    var words: [String]
    var assignments: [String]
    let redirects: [String]
    let depth: Int
    let isSubstituted: Bool

    /// All commands of a script. Where a word holds a substitution, only what stands around the inner commands counts: those are listed
    /// themselves.
    static func list(_ script: DockerfileDocument.Script, _ bytes: [UInt8]) -> [CommandContent] {
        let inner = script.commands.filter(\.isSubstituted).map(\.span)
        let starts = inner.map(\.start).sorted()
        let ends = inner.map(\.end).sorted()
        func masked(_ word: DockerfileDocument.Word) -> String {
            let first = starts.partitioningIndex { $0 >= word.span.start }
            let last = ends.partitioningIndex { $0 > word.span.end } - 1
            guard first < starts.count, last >= 0, starts[first] < word.span.end, ends[last] > word.span.start else {
                return word.value
            }
            let around =
                bytes[word.span.start..<starts[first]] + [0x2E] + bytes[ends[last]..<max(word.span.end, ends[last])]
            return String(decoding: around, as: UTF8.self)
        }
        return script.commands.map { CommandContent($0, masked) }
    }

    private init(_ command: DockerfileDocument.Command, _ shown: (DockerfileDocument.Word) -> String) {
        joint = command.joint
        words = command.words.map(shown)
        assignments = command.assignments.map { "\($0.name.value)=" + ($0.value.map(shown) ?? "") }
        redirects = command.redirects.map { "\($0.symbol)\($0.target)" }
        depth = command.depth
        isSubstituted = command.isSubstituted
    }
}

extension [Int] {
    /// The first index from which on `isBeyond` holds. Precondition: the array is sorted.
    fileprivate func partitioningIndex(_ isBeyond: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The shape that a file shall have after some changes, addressed by the indexes from before them.
struct ExpectedShape {
    var instructions: [ExpectedInstruction]
    /// Instructions that go after the last one.
    var atEnd: [InstructionShape] = []
    var bases: [String?]
    private var comments: [(span: Span, text: String)]
    var removedComments: [Span] = []
    /// Instructions whose words change because `bases` does.
    var rewordedForBase: Set<Int> = []

    init(_ document: DockerfileDocument) {
        let shape = DockerfileShape(document)
        instructions = shape.instructions.map(ExpectedInstruction.init)
        bases = shape.bases
        comments = document.comments.map { ($0.span, $0.text) }
    }

    mutating func insert(_ shape: InstructionShape, before index: Int) {
        if index < instructions.count { instructions[index].before.append(shape) } else { atEnd.append(shape) }
    }

    func matches(_ document: DockerfileDocument) -> Bool {
        let found = DockerfileShape(document)
        guard bases == found.bases else { return false }
        let kept = comments.filter { comment in !removedComments.contains { $0.contains(comment.span) } }
        guard kept.map(\.text) == found.comments else { return false }
        var at = 0
        func take(_ shape: InstructionShape, loosely: Bool = false) -> Bool {
            guard at < found.instructions.count else { return false }
            at += 1
            if loosely { return found.instructions[at - 1].keyword == shape.keyword }
            return found.instructions[at - 1] == shape
        }
        for (index, instruction) in instructions.enumerated() {
            for shape in instruction.before where !take(shape) { return false }
            if !instruction.isRemoved, !take(instruction.flattened, loosely: rewordedForBase.contains(index)) {
                return false
            }
        }
        for shape in atEnd where !take(shape) { return false }
        return at == found.instructions.count
    }
}

struct ExpectedInstruction {
    var before: [InstructionShape] = []
    var isRemoved = false
    var shape: InstructionShape
    /// Set when the whole instruction is written anew.
    var replacement: InstructionShape?
    var words: Slots<String>
    var pairs: Slots<String>
    var flags: Slots<String>
    var commands: [ExpectedCommand]
    var appended: [CommandContent] = []

    init(_ shape: InstructionShape) {
        self.shape = shape
        words = Slots(shape.words)
        pairs = Slots(shape.pairs)
        flags = Slots(shape.flags)
        commands = shape.commands.map(ExpectedCommand.init)
    }

    var flattened: InstructionShape {
        if let replacement { return replacement }
        var result = shape
        result.words = words.flattened
        result.pairs = pairs.flattened
        result.flags = flags.flattened
        let direct = commands.filter { !$0.shape.isSubstituted }.flatMap(\.flattened)
        let substituted = commands.filter(\.shape.isSubstituted).flatMap(\.flattened)
        let added = appended.filter { !$0.isSubstituted }
        result.commands = direct + added + substituted + appended.filter(\.isSubstituted)
        if shape.form == .exec, shape.opaqueText == nil, !result.commands.isEmpty {
            result.words = result.commands[0].words
        }
        return result
    }
}

struct ExpectedCommand {
    var before: [CommandContent] = []
    var isRemoved = false
    var shape: CommandContent
    var words: Slots<String>
    var assignments: Slots<String>

    init(_ shape: CommandContent) {
        self.shape = shape
        words = Slots(shape.words)
        assignments = Slots(shape.assignments)
    }

    var flattened: [CommandContent] {
        guard !isRemoved else { return before }
        var result = shape
        result.words = words.flattened
        result.assignments = assignments.flattened
        return before + [result]
    }
}

/// A list that remembers the indexes it started with while elements come, go and change.
struct Slots<Element> {
    private var items: [Element?]
    /// What goes before each item, and at the end.
    private var inserted: [[Element]]

    init(_ items: [Element]) {
        self.items = items
        inserted = Array(repeating: [], count: items.count + 1)
    }

    mutating func set(_ index: Int, _ element: Element) { items[index] = element }
    mutating func remove(_ index: Int) { items[index] = nil }
    mutating func insert(_ element: Element, before index: Int) { inserted[index].append(element) }

    var flattened: [Element] {
        var result: [Element] = []
        for (index, item) in items.enumerated() {
            result += inserted[index]
            if let item { result.append(item) }
        }
        return result + inserted[items.count]
    }
}
