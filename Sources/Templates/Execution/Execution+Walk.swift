extension Execution {
    enum Flow { case normal, breakLoop, continueLoop }

    func walk(_ list: ListNode, _ dot: Cell, _ frame: Frame, _ output: inout TextBuilder) throws -> Flow {
        for node in list.nodes {
            switch node {
            case .text(let text): output.append(text.text, control: control)
            case .action(let action):
                let value = try evaluate(action.pipeline, dot, frame)
                if action.pipeline.declarations.isEmpty { printValue(value, &output) }
            case .branch(let branch):
                let flow =
                    branch.kind == .range
                    ? try walkRange(branch, dot, frame, &output) : try walkCondition(branch, dot, frame, &output)
                if flow != .normal { return flow }
            case .call(let call): try walkTemplate(call, dot, frame, &output)
            case .breakLoop: return .breakLoop
            case .continueLoop: return .continueLoop
            }
            if output.count > limits.bytes {
                throw TemplateError(
                    message: "template: \(frame.tree.name): more than \(limits.bytes) bytes of output", kind: .limit)
            }
        }
        return .normal
    }

    func printValue(_ value: GoValue, _ output: inout TextBuilder) {
        switch value {
        case .string(let text): output.append(text, control: control)
        case .invalid(let trace), .null(let trace): output.append("<no value>", trace, control: control)
        default:
            var printer = GoPrinter()
            printer.printVerb(value)
            output.append(printer.bytes, value.trace, control: control)
        }
    }

    /// Records that `branch` went one way because of `condition`, and what was passed over.
    private func decide(
        _ branch: BranchNode, _ way: ControlTable.Branch, _ condition: TraceID, _ frame: Frame, skipping: ListNode?
    ) {
        guard table.isEnabled else { return }
        if let skipping {
            table.controls.skip(
                ControlTable.Skipped(
                    branch: branch, body: skipping, tree: frame.tree, control: control, condition: condition))
        }
        control = table.controls.add(
            ControlTable.Entry(
                parent: control, source: frame.tree.source.number,
                position: UInt32(truncatingIfNeeded: branch.pipeline.position), branch: way,
                condition: condition))
    }

    private func walkCondition(_ branch: BranchNode, _ dot: Cell, _ frame: Frame, _ output: inout TextBuilder) throws
        -> Flow
    {
        let outer = control
        defer { control = outer }
        let value = try evaluate(branch.pipeline, dot, frame)
        let condition = table.isEnabled ? value.summary(in: table) : .none
        if value.isTrue {
            decide(branch, .then, condition, frame, skipping: branch.otherwise)
            return try walk(branch.body, branch.kind == .with ? Cell(value) : dot, frame, &output)
        }
        decide(branch, .otherwise, condition, frame, skipping: branch.body)
        guard let otherwise = branch.otherwise else { return .normal }
        return try walk(otherwise, dot, frame, &output)
    }

    private func walkRange(_ branch: BranchNode, _ dot: Cell, _ frame: Frame, _ output: inout TextBuilder) throws
        -> Flow
    {
        let outer = control
        defer { control = outer }
        let pipeline = branch.pipeline
        var value = try evaluate(pipeline, dot, frame, declares: false)
        if case .object(let object, _) = value, let underlying = object.underlying { value = underlying }
        let condition = table.isEnabled ? value.summary(in: table) : .none
        var count = 0
        func iterate(_ index: GoValue?, _ element: Cell) throws -> Flow {
            try step(frame, pipeline.position)
            // Each element has conditions of its own, so that what one iteration passed over can be found in the output.
            control = outer
            decide(branch, .iteration, condition, frame, skipping: count == 0 ? branch.otherwise : nil)
            count += 1
            let inner = control
            defer { control = inner }
            try bind(pipeline, index, element, frame)
            return try walk(branch.body, element, frame, &output)
        }
        switch value {
        case .bytes(let text):
            for (index, byte) in text.bytes.enumerated() {
                if try iterate(.int(index, text.trace), Cell(.int(Int(byte), text.trace))) == .breakLoop { break }
            }
        case .list(let list, _):
            let isBoxed = list.element == .any
            for (index, element) in list.elements.enumerated() {
                if try iterate(.int(index, element.trace), Cell(element, isBoxed: isBoxed)) == .breakLoop { break }
            }
        case .map(let map, _):
            let isBoxed = map.kind == .any || map.kind == .values
            for entry in map.entries {
                let key = GoValue.string(Text(entry.key, entry.keyTrace))
                if try iterate(key, Cell(entry.value, isBoxed: isBoxed)) == .breakLoop { break }
            }
        case .int(let number, let trace):
            if pipeline.declarations.count > 1 {
                throw frame.failure(
                    pipeline.position, pipeline.description,
                    "can't use \(number) to iterate over more than one variable")
            }
            var index = 0
            while index < number {
                if try iterate(nil, Cell(.int(index, trace))) == .breakLoop { break }
                index += 1
            }
        case .int64(let number, let trace):
            if pipeline.declarations.count > 1 {
                throw frame.failure(
                    pipeline.position, pipeline.description,
                    "can't use \(number) to iterate over more than one variable")
            }
            var index: Int64 = 0
            while index < number {
                if try iterate(nil, Cell(.int64(index, trace))) == .breakLoop { break }
                index += 1
            }
        case .invalid, .null: break
        default:
            let printed = String(decoding: GoPrinter.text(of: value), as: UTF8.self)
            let last = pipeline.commands.last?.operands.first
            throw frame.failure(
                last?.position ?? pipeline.position, last?.description ?? pipeline.description,
                "range can't iterate over \(printed)")
        }
        if count > 0 { return .normal }
        decide(branch, .otherwise, condition, frame, skipping: branch.body)
        guard let otherwise = branch.otherwise else { return .normal }
        return try walk(otherwise, dot, frame, &output)
    }

    /// Sets the loop's variables: the last one to the element, the first of two to the index.
    private func bind(_ pipeline: Pipeline, _ index: GoValue?, _ element: Cell, _ frame: Frame) throws {
        guard let last = pipeline.declarations.last else { return }
        guard last.slot >= 0 else {
            throw frame.failure(last.position, last.description, "undefined variable: \(last.name)")
        }
        frame.slots[last.slot] = element
        guard pipeline.declarations.count > 1, let index else { return }
        let first = pipeline.declarations[0]
        guard first.slot >= 0 else {
            throw frame.failure(first.position, first.description, "undefined variable: \(first.name)")
        }
        frame.slots[first.slot] = Cell(index)
    }

    private func walkTemplate(_ call: TemplateNode, _ dot: Cell, _ frame: Frame, _ output: inout TextBuilder) throws {
        try step(frame, call.position)
        guard let tree = templates[call.name] else {
            throw frame.failure(call.position, call.description, "template \(goQuoted(call.name)) not defined")
        }
        let data = try call.pipeline.map { try evaluate($0, dot, frame) } ?? .nothing
        if depth >= limits.depth {
            throw frame.failure(call.position, call.description, "exceeded maximum template depth (\(limits.depth))")
        }
        callSite = (frame.tree, call.position)
        try run(tree, Cell(data), into: &output)
    }
}
