import Primitives

/// What one rendering may cost.
package struct TemplateLimits: Sendable {
    /// Actions and calls executed.
    package var steps = 40_000_000
    /// Bytes of output of one template, and of one string.
    package var bytes = 128 << 20
    /// Templates within templates; Helm stops `include` at 1000.
    package var depth = 1000

    package init() {}
}

/// One run of templates against data: the state that functions may need.
///
/// Invariant: has no clock, no file system and no network. Random values come from `seed` and are marked in the trace.
package final class Execution {
    package let table: TraceTable
    package let limits: TemplateLimits
    /// The templates that `include` sees; `tpl` lays a child set over it while it runs.
    package internal(set) var templates: TemplateSet
    /// The conditions under which the action at hand runs.
    package internal(set) var control = ControlID.none
    /// The conditions at the start of the template at hand, to tell which assignments are conditional.
    var frameControl = ControlID.none
    /// Where the function call at hand stands.
    var callSite: (tree: Tree?, position: Int) = (nil, 0)
    var includeCounts: [String: Int] = [:]
    var depth = 0
    var steps = 0
    var random: SplitMix64
    var state = FunctionState()
    private let seed: UInt64
    private let recorder: ReadRecorder?
    /// Whether something random or clock-dependent went into the output.
    package var isDeterministic = true

    /// - Parameter recorder: told which files' templates are executed.
    package init(
        templates: TemplateSet, table: TraceTable, limits: TemplateLimits = TemplateLimits(), seed: UInt64 = 1,
        recorder: ReadRecorder? = nil
    ) {
        self.seed = seed
        self.recorder = recorder
        self.templates = templates
        self.table = table
        self.limits = limits
        random = SplitMix64(seed)
    }

    /// Executes the file `name`, which nothing calls, with `data` as dot and `$`. Its random values do not depend on other files.
    /// - Throws: `TemplateError`.
    package func execute(file name: String, _ data: GoValue) throws -> Text {
        callSite = (nil, 0)
        random = SplitMix64(name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        return try execute(name, data)
    }

    /// Executes the template `name` with `data` as dot and `$`.
    /// - Throws: `TemplateError`.
    package func execute(_ name: String, _ data: GoValue) throws -> Text {
        guard let tree = templates[name] else {
            throw TemplateError(
                message: "template: no template \(goQuoted(name)) associated with template \"gotpl\"", kind: .execution)
        }
        return try execute(tree, data)
    }

    package func execute(_ tree: Tree, _ data: GoValue) throws -> Text {
        var output = TextBuilder(table)
        try run(tree, Cell(data), into: &output)
        return output.finish()
    }

    func run(_ tree: Tree, _ data: Cell, into output: inout TextBuilder) throws {
        let outerControl = (control, frameControl)
        depth += 1
        recorder?.execute(tree.source.number)
        defer {
            depth -= 1
            (control, frameControl) = outerControl
        }
        if depth > limits.depth {
            throw TemplateError(
                message: "template: \(tree.name): exceeded maximum template depth (\(limits.depth))", kind: .limit,
                location: tree.source.name)
        }
        if table.isEnabled, let site = callSite.tree {
            control = table.controls.add(
                ControlTable.Entry(
                    parent: control, source: site.source.number,
                    position: UInt32(truncatingIfNeeded: callSite.position), branch: .called,
                    condition: .none))
        }
        frameControl = control
        let frame = Frame(tree: tree, data: data)
        _ = try walk(tree.root, data, frame, &output)
    }

    func step(_ frame: Frame, _ position: Int) throws {
        steps += 1
        if steps > limits.steps {
            throw TemplateError(
                message: "template: \(frame.tree.source.location(position)): more than \(limits.steps) steps",
                kind: .limit,
                location: frame.tree.source.location(position))
        }
    }
}

/// A variable or dot: a value, and whether it sits in an interface, which shows in error messages only.
struct Cell {
    var value: GoValue
    var isBoxed: Bool

    init(_ value: GoValue, isBoxed: Bool = false) {
        self.value = value
        self.isBoxed = isBoxed
    }
}

/// The variables of one template that is being executed.
final class Frame {
    let tree: Tree
    var slots: [Cell]

    init(tree: Tree, data: Cell) {
        self.tree = tree
        slots = Array(repeating: Cell(.nothing), count: tree.slotCount)
        slots[0] = data
    }

    func failure(_ position: Int, _ context: String, _ message: String) -> TemplateError {
        let location = tree.source.location(position)
        return TemplateError(
            message: "template: \(location): executing \(goQuoted(tree.name)) at <\(context)>: \(message)",
            kind: .execution, location: location)
    }
}
