/// Turns a syntax tree into closures, with every name resolved to a slot.
struct Compiler {
    let environment: Environment
    private var locals: [(name: String, slot: Int)] = []
    private(set) var slotCount: Int
    let firstLocal: Int

    struct Compiled {
        let code: Code
        /// The value when it does not depend on any variable; `code` then returns it.
        var constant: CELValue?

        init(_ code: @escaping Code) { self.code = code }

        init(constant: CELValue) {
            code = { _ in constant }
            self.constant = constant
        }
    }

    init(_ environment: Environment) {
        self.environment = environment
        firstLocal = environment.nextSlot
        slotCount = firstLocal
    }

    mutating func compile(_ node: Syntax) throws(ExpressionError) -> Compiled {
        if Compiler.isOptional(node) {
            let optional = try compileOptional(node)
            return Compiled { frame in
                guard let value = optional(&frame) else { return .none }
                return value.isDefinite ? .optional(value) : value
            }
        }
        switch node.kind {
        case .literal(let value): return Compiled(constant: value)
        case .identifier: return try name(node)
        case .select(let operand, let field, _): return try select(node, operand, field)
        case .index(let operand, let index, _): return try self.index(operand, index, at: node.offset)
        case .call(let function, let target, let arguments):
            return try call(node, function: function, target: target, arguments: arguments)
        case .unary(let kind, let operand): return try unary(kind, operand, at: node.offset)
        case .binary(let kind, let left, let right): return try binary(kind, left, right, at: node.offset)
        case .logical(let kind, let operands): return try logical(kind, operands)
        case .conditional(let condition, let then, let otherwise):
            return try conditional(condition, then, otherwise, at: node.offset)
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries, at: node.offset)
        case .message(let type, let fields): return try message(type, fields, at: node.offset)
        }
    }

    /// Opens a scope in which `name` is a local variable, for as long as `body` compiles.
    mutating func withLocal<T>(
        _ name: String, _ body: (inout Compiler, Int) throws(ExpressionError) -> T
    ) throws(ExpressionError) -> T {
        let slot = firstLocal + locals.count
        locals.append((name, slot))
        slotCount = max(slotCount, slot + 1)
        defer { locals.removeLast() }
        return try body(&self, slot)
    }

    func local(_ name: String) -> Int? { locals.last { $0.name == name }?.slot }

    /// Runs code of constants once, at compile time; an error stays where it is, since `||` may absorb it.
    func folded(_ compiled: Compiled, when isConstant: Bool = true) -> Compiled {
        guard isConstant, compiled.constant == nil else { return compiled }
        var frame = Frame(slots: [], count: slotCount, limit: Compiler.foldingLimit, zoneFile: environment.zoneFile)
        let value = compiled.code(&frame)
        guard value.isDefinite, !frame.isExhausted else { return compiled }
        return Compiled(constant: value)
    }

    private static let foldingLimit = 2000
}
