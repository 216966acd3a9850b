extension FunctionTable {
    /// Helm's functions that execute templates or stop the rendering.
    static let templateFunctions: [GoFunction] = [
        GoFunction("include", [.string, .any], .own) { arguments, execution in
            let name = arguments.string(0)
            let count = execution.includeCounts[name, default: 0]
            if count > 1000 {
                var failure = CallFailure(
                    "rendering template has a nested reference name: \(name): unable to execute template")
                failure.isLimit = true
                throw failure
            }
            execution.includeCounts[name] = count + 1
            defer { execution.includeCounts[name, default: 1] -= 1 }
            do {
                guard let tree = execution.templates[name] else {
                    throw TemplateError(
                        message: "template: no template \(goQuoted(name)) associated with template \"gotpl\"",
                        kind: .execution)
                }
                return .string(try execution.execute(tree, arguments[1].unboxed))
            } catch let error as TemplateError {
                throw CallFailure("", cause: error)
            }
        },
        GoFunction("tpl", [.string, .any], .own) { arguments, execution in
            .string(try execution.expanded(arguments.text(0), with: arguments[1].unboxed))
        },
        GoFunction("required", [.string, .any], .own) { arguments, _ in
            switch arguments[1] {
            case .invalid, .null: throw CallFailure(demand: arguments.string(0))
            case .string(let text) where text.isEmpty: throw CallFailure(demand: arguments.string(0))
            default: return arguments[1]
            }
        },
        GoFunction("fail", [.string]) { arguments, _ in throw CallFailure(demand: arguments.string(0)) },
        GoFunction("lookup", [.string, .string, .string, .string], .own) { _, execution in
            .map(GoMap(), execution.table.add(.named("cluster")))
        },
        GoFunction("getHostByName", [.string]) { _, _ in .text("") },
    ]
}

extension GoValue {
    /// A value as data for a template, where nil is absent.
    var unboxed: GoValue {
        if case .null(let trace) = self { return .invalid(trace) }
        return self
    }
}

extension Execution {
    /// Helm's `tpl`: executes `text` as a template that sees all others.
    func expanded(_ text: Text, with data: GoValue) throws -> Text {
        guard text.bytes.openingBraces(from: 0) != nil else { return try withoutNoValue(text) }
        let outer = templates
        defer { templates = outer }
        let inner = TemplateSet(parent: outer)
        let tree: Tree
        do {
            let number = callSite.tree?.source.number ?? 0
            tree = try inner.add(
                TemplateSource(name: "gotpl", bytes: text.bytes, number: number), table: table, origins: text)
        } catch let error as TemplateError {
            throw CallFailure("cannot parse template \(goQuoted(text.string)): ", cause: error)
        }
        templates = inner
        do {
            return try withoutNoValue(execute(tree, data))
        } catch let error as TemplateError {
            throw CallFailure("error during tpl function execution for \(goQuoted(text.string)): ", cause: error)
        }
    }

    private static let noValue = Array("<no value>".utf8)

    /// Helm removes what Go prints for missing values, at the end of files and of `tpl`.
    package func withoutNoValue(_ text: Text) throws -> Text {
        if text.bytes.firstRange(of: Execution.noValue) == nil { return text }
        return try replaced(Text(Execution.noValue), by: .empty, in: text)
    }
}
