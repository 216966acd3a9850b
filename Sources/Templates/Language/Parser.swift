/// Reads a template and the `define`s and `block`s in it.
///
/// Follows Go's text/template/parse, messages included, since charts are judged by what Helm accepts.
struct Parser {
    private var lexer: Lexer
    private let source: TemplateSource
    private let table: TraceTable
    /// Given when the text came from values (`tpl`) and knows its own origins.
    private let origins: Text?
    private var tokens: [Token]
    private var peekCount = 0
    private var scope = Scope()
    private var rangeDepth = 0
    private var actionLine = 0
    private var depth = 0
    /// Where the action that was begun last starts, and where the delimiter that was read last ends.
    private var actionStart = 0
    private var delimiterEnd = 0
    private(set) var definitions: [Tree] = []

    private static let maximumDepth = 400

    /// The variables of one named template.
    private struct Scope {
        var variables: [(name: String, slot: Int)] = [("$", 0)]
        /// Declared in a branch that is not executed together with the place at hand: Go finds out when it executes.
        var hidden: Set<String> = []
        var slotCount = 1
    }

    init(source: TemplateSource, table: TraceTable, origins: Text? = nil) {
        self.source = source
        self.table = table
        self.origins = origins
        lexer = Lexer(source.bytes)
        tokens = Array(repeating: Token(kind: .endOfFile, start: 0, end: 0, line: 1), count: 3)
    }

    /// The template itself and what it defines, in the order in which Go adds them.
    /// - Throws: `TemplateError` with Go's message.
    mutating func parse() throws -> (main: Tree, definitions: [Tree]) {
        let tree = Tree(name: source.name, source: source)
        do {
            while peek().kind != .endOfFile {
                if peek().kind == .leftDelimiter {
                    let delimiter = next()
                    if nextNonSpace().kind == .define {
                        try parseDefinition()
                        continue
                    }
                    backup2(delimiter)
                }
                switch try textOrAction() {
                case .node(let node): tree.root.nodes.append(node)
                case .end: throw ParseFailure(message: "unexpected {{end}}")
                case .otherwise: throw ParseFailure(message: "unexpected {{else}}")
                }
            }
        } catch let failure as ParseFailure {
            throw TemplateError(message: "template: \(source.name):\(tokens[0].line): \(failure.message)", kind: .parse)
        }
        tree.slotCount = scope.slotCount
        return (tree, definitions)
    }
}

extension Parser {
    private mutating func next() -> Token {
        if peekCount > 0 { peekCount -= 1 } else { tokens[0] = lexer.next() }
        if tokens[peekCount].kind == .rightDelimiter { delimiterEnd = tokens[peekCount].end }
        return tokens[peekCount]
    }

    private mutating func backup() { peekCount += 1 }

    private mutating func backup2(_ first: Token) {
        tokens[1] = first
        peekCount = 2
    }

    private mutating func backup3(_ second: Token, _ first: Token) {
        tokens[1] = first
        tokens[2] = second
        peekCount = 3
    }

    private mutating func peek() -> Token {
        if peekCount > 0 { return tokens[peekCount - 1] }
        peekCount = 1
        tokens[0] = lexer.next()
        return tokens[0]
    }

    private mutating func nextNonSpace() -> Token {
        while true {
            let token = next()
            if token.kind != .space { return token }
        }
    }

    private mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backup()
        return token
    }

    private func spelling(_ token: Token) -> String {
        String(decoding: source.bytes[token.start..<token.end], as: UTF8.self)
    }

    private func description(_ token: Token) -> String {
        if token.kind == .endOfFile { return "EOF" }
        if token.kind == .error { return lexer.message }
        let text = spelling(token)
        if token.kind.isKeyword { return "<\(text)>" }
        if token.end - token.start > 10 { return goQuoted(String(text.unicodeScalars.prefix(10))) + "..." }
        return goQuoted(text)
    }

    private func unexpected(_ token: Token, in context: String) -> ParseFailure {
        if token.kind == .error {
            var extra = ""
            if actionLine != 0, actionLine != token.line {
                extra = " in action started at \(source.name):\(actionLine)"
                if lexer.message.hasSuffix(" action") { extra = String(extra.dropFirst(" in action".count)) }
            }
            return ParseFailure(message: lexer.message + extra)
        }
        return ParseFailure(message: "unexpected \(description(token)) in \(context)")
    }

    @discardableResult
    private mutating func expect(_ kind: Token.Kind, in context: String) throws -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, in: context) }
        return token
    }
}

extension Parser {
    private enum Item {
        case node(Node)
        case end
        case otherwise
    }

    private mutating func enter() throws {
        depth += 1
        if depth > Parser.maximumDepth {
            throw ParseFailure(message: "template is nested more than \(Parser.maximumDepth) deep")
        }
    }

    private mutating func itemList() throws -> (ListNode, Item) {
        try enter()
        defer { depth -= 1 }
        let list = ListNode()
        let start = delimiterEnd
        while peekNonSpace().kind != .endOfFile {
            let item = try textOrAction()
            guard case .node(let node) = item else {
                list.range = start..<max(start, actionStart)
                return (list, item)
            }
            list.nodes.append(node)
        }
        throw ParseFailure(message: "unexpected EOF")
    }

    private mutating func textOrAction() throws -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return .node(.text(TextNode(position: token.start, text: text(token))))
        case .leftDelimiter:
            actionLine = token.line
            actionStart = token.start
            defer { actionLine = 0 }
            return try action()
        default: throw unexpected(token, in: "input")
        }
    }

    private func text(_ token: Token) -> Text {
        if let origins { return origins.slice(token.start..<token.end, in: table) }
        let trace = table.add(.template(source: source.number, start: UInt32(truncatingIfNeeded: token.start)))
        return Text(Array(source.bytes[token.start..<token.end]), trace)
    }

    private func constantTrace(_ token: Token) -> TraceID {
        guard table.isEnabled else { return .none }
        if let origins { return origins.summary(token.start..<token.end, in: table) }
        return table.add(
            .constant(
                source: source.number, start: UInt32(truncatingIfNeeded: token.start),
                end: UInt32(truncatingIfNeeded: token.end)))
    }

    private mutating func action() throws -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return .node(try block())
        case .breakLoop, .continueLoop:
            let keyword = token.kind == .breakLoop ? "break" : "continue"
            try expect(.rightDelimiter, in: "{{\(keyword)}}")
            if rangeDepth == 0 { throw ParseFailure(message: "{{\(keyword)}} outside {{range}}") }
            return .node(token.kind == .breakLoop ? .breakLoop : .continueLoop)
        case .elseBranch:
            let following = peekNonSpace()
            if following.kind == .ifBranch || following.kind == .with { return .otherwise }
            try expect(.rightDelimiter, in: "else")
            return .otherwise
        case .end:
            try expect(.rightDelimiter, in: "end")
            return .end
        case .ifBranch: return .node(try branch(.ifTrue, "if"))
        case .range: return .node(try branch(.range, "range"))
        case .with: return .node(try branch(.with, "with"))
        case .template: return .node(try templateCall())
        default:
            backup()
            _ = peek()
            return .node(.action(ActionNode(pipeline: try pipeline("command", until: .rightDelimiter))))
        }
    }

    private mutating func branch(_ kind: BranchNode.Kind, _ context: String) throws -> Node {
        try enter()
        defer { depth -= 1 }
        let variableCount = scope.variables.count
        defer { scope.variables.removeSubrange(variableCount...) }
        let condition = try pipeline(context, until: .rightDelimiter)
        if kind == .range { rangeDepth += 1 }
        let (body, ending) = try itemList()
        if kind == .range { rangeDepth -= 1 }
        var otherwise: ListNode?
        if case .otherwise = ending {
            let visible = variableCount + condition.declarations.count
            for variable in scope.variables[min(visible, scope.variables.count)...] {
                scope.hidden.insert(variable.name)
            }
            scope.variables.removeSubrange(min(visible, scope.variables.count)...)
            let following = peek().kind
            if (kind == .ifTrue && following == .ifBranch) || (kind == .with && following == .with) {
                _ = next()
                let list = ListNode()
                let start = actionStart
                list.nodes.append(try branch(kind, context))
                list.range = start..<max(start, actionStart)
                otherwise = list
            } else {
                let (list, last) = try itemList()
                guard case .end = last else { throw ParseFailure(message: "expected end; found {{else}}") }
                otherwise = list
            }
        }
        return .branch(BranchNode(kind: kind, pipeline: condition, body: body, otherwise: otherwise))
    }

    private func quotedName(_ token: Token, in context: String) throws -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        guard let name = goUnquoted(spelling(token)) else { throw ParseFailure(message: "invalid syntax") }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func parseDefinition() throws {
        let context = "define clause"
        let name = try quotedName(nextNonSpace(), in: context)
        try expect(.rightDelimiter, in: context)
        try nested(name, context)
    }

    /// Reads the body of a template within the template, with variables of its own.
    private mutating func nested(_ name: String, _ context: String) throws {
        let outer = (scope, rangeDepth)
        scope = Scope()
        rangeDepth = 0
        defer { (scope, rangeDepth) = outer }
        let tree = Tree(name: name, source: source)
        let (list, ending) = try itemList()
        guard case .end = ending else { throw ParseFailure(message: "unexpected {{else}} in \(context)") }
        tree.root = list
        tree.slotCount = scope.slotCount
        if let known = definitions.firstIndex(where: { $0.name == name }) {
            if definitions[known].root.isBlank {
                definitions[known] = tree
            } else if !list.isBlank {
                throw ParseFailure(message: "template: multiple definition of template \(goQuoted(name))")
            }
        } else {
            definitions.append(tree)
        }
    }

    private mutating func block() throws -> Node {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try quotedName(token, in: context)
        let argument = try pipeline(context, until: .rightDelimiter)
        try nested(name, context)
        return .call(TemplateNode(position: token.start, name: name, pipeline: argument))
    }

    private mutating func templateCall() throws -> Node {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try quotedName(token, in: context)
        var argument: Pipeline?
        if nextNonSpace().kind != .rightDelimiter {
            backup()
            argument = try pipeline(context, until: .rightDelimiter)
        }
        return .call(TemplateNode(position: token.start, name: name, pipeline: argument))
    }
}

extension Parser {
    private mutating func pipeline(_ context: String, until end: Token.Kind) throws -> Pipeline {
        try enter()
        defer { depth -= 1 }
        let pipeline = Pipeline(position: peekNonSpace().start)
        try declarations(of: pipeline, context)
        while true {
            let token = nextNonSpace()
            if token.kind == end {
                try check(pipeline, context)
                for variable in pipeline.declarations { scope.variables.append((variable.name, max(variable.slot, 0))) }
                return pipeline
            }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nilValue, .rawString,
                .string, .variable,
                .leftParenthesis:
                backup()
                pipeline.commands.append(try command())
            default: throw unexpected(token, in: context)
            }
        }
    }

    private mutating func declarations(of pipeline: Pipeline, _ context: String) throws {
        while true {
            let variable = peekNonSpace()
            guard variable.kind == .variable else { return }
            _ = next()
            let following = peek()
            let significant = peekNonSpace()
            let isComma = significant.kind == .character && source.bytes[significant.start] == UInt8(ascii: ",")
            if significant.kind == .assign || significant.kind == .declare {
                pipeline.isAssignment = significant.kind == .assign
                _ = nextNonSpace()
                declare(variable, in: pipeline)
                return
            } else if isComma {
                _ = nextNonSpace()
                declare(variable, in: pipeline)
                guard context == "range", pipeline.declarations.count < 2 else {
                    throw ParseFailure(message: "too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw ParseFailure(message: "range can only initialize variables")
                }
            } else if following.kind == .space {
                backup3(variable, following)
                return
            } else {
                backup2(variable)
                return
            }
        }
    }

    /// Gives each declared variable a place, seen after the pipeline; whether it is an assignment is only known after the last one.
    private mutating func declare(_ token: Token, in pipeline: Pipeline) {
        let name = spelling(token)
        if pipeline.isAssignment {
            func assigned(_ position: Int, _ name: String) -> VariableNode {
                VariableNode(
                    position: position, name: name, fields: [],
                    slot: scope.variables.last(where: { $0.name == name })?.slot ?? -1)
            }
            pipeline.declarations = pipeline.declarations.map { assigned($0.position, $0.name) }
            pipeline.declarations.append(assigned(token.start, name))
            return
        }
        let slot = scope.slotCount
        scope.slotCount += 1
        pipeline.declarations.append(VariableNode(position: token.start, name: name, fields: [], slot: slot))
    }

    private func check(_ pipeline: Pipeline, _ context: String) throws {
        if pipeline.commands.isEmpty { throw ParseFailure(message: "missing value for \(context)") }
        for (index, command) in pipeline.commands.enumerated().dropFirst() {
            switch command.operands[0] {
            case .bool, .dot, .nilValue, .number, .string:
                throw ParseFailure(message: "non executable command in pipeline stage \(index + 1)")
            default: break
            }
        }
    }

    private mutating func command() throws -> Command {
        let command = Command(position: peekNonSpace().start)
        while true {
            _ = peekNonSpace()
            if let operand = try operand() { command.operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis: backup()
            case .pipe: break
            default: throw unexpected(token, in: "operand")
            }
            break
        }
        if command.operands.isEmpty { throw ParseFailure(message: "empty command") }
        return command
    }

    private mutating func operand() throws -> Operand? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let position = peek().start
        var fields: [String] = []
        while peek().kind == .field { fields.append(String(spelling(next()).dropFirst())) }
        switch term {
        case .field(let node): return .field(FieldNode(position: position, names: node.names + fields))
        case .variable(let node):
            return .variable(
                VariableNode(position: position, name: node.name, fields: node.fields + fields, slot: node.slot))
        case .bool, .string, .number, .nilValue, .dot:
            throw ParseFailure(message: "unexpected . after term \(goQuoted(term.description))")
        default: return .chain(ChainNode(position: position, base: term, fields: fields))
        }
    }

    private mutating func term() throws -> Operand? {
        let token = nextNonSpace()
        switch token.kind {
        case .identifier:
            let name = spelling(token)
            guard let function = FunctionTable.all[name] else {
                throw ParseFailure(message: "function \(goQuoted(name)) not defined")
            }
            return .identifier(IdentifierNode(position: token.start, name: name, function: function))
        case .dot: return .dot(token.start)
        case .nilValue: return .nilValue(token.start)
        case .variable:
            let name = spelling(token)
            guard let known = scope.variables.last(where: { $0.name == name }) else {
                if scope.hidden.contains(name) {
                    return .variable(VariableNode(position: token.start, name: name, fields: [], slot: -1))
                }
                throw ParseFailure(message: "undefined variable \(goQuoted(name))")
            }
            return .variable(VariableNode(position: token.start, name: name, fields: [], slot: known.slot))
        case .field: return .field(FieldNode(position: token.start, names: [String(spelling(token).dropFirst())]))
        case .bool: return .bool(source.bytes[token.start] == UInt8(ascii: "t"), token.start)
        case .number, .characterConstant, .complex:
            return .number(
                try NumberNode.read(
                    spelling(token), kind: token.kind, position: token.start, trace: constantTrace(token)))
        case .leftParenthesis:
            return .pipeline(try pipeline("parenthesized pipeline", until: .rightParenthesis))
        case .string, .rawString:
            let quoted = spelling(token)
            guard let value = goUnquoted(quoted) else { throw ParseFailure(message: "invalid syntax") }
            return .string(StringNode(position: token.start, quoted: quoted, value: Text(value, constantTrace(token))))
        default:
            backup()
            return nil
        }
    }
}
