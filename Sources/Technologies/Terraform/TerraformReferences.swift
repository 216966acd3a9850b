import ConfigModel
import Documents
import SourceText
internal import Projects

/// The places that a value of a module may depend on, found by following references from expression to expression.
///
///     policy = data.aws_iam_policy_document.read.json     ->  the data source's block
///     data "aws_iam_policy_document" "read" { … var.ids … }  ->  the variable's default, tfvars, the argument of the call in `scope`
///
/// References are read from the text of expressions, so that what an evaluation did not reach counts too.
struct TerraformReferences {
    private let declarations: TerraformDeclarations
    private var seen: Set<Step> = []
    private var found: [Origin] = []

    /// Bytes of a file, read in one call of the module that they belong to.
    private struct Step: Hashable {
        let origin: Origin
        let scope: String
    }

    private static let maximumPlaces = 10_000

    init(_ declarations: TerraformDeclarations) { self.declarations = declarations }

    mutating func origins(of part: RenderedPart) -> [Origin] {
        let resource = part.resource
        let home = folder(of: resource.home.path)
        let scope = resource.id.scope
        let block = Origin(path: resource.home.path, span: resource.home.span)
        if part.path.isRoot {
            follow(declarations.repetition(of: block) + callRepetitions(of: scope, home), scope)
            return found
        }
        let (value, _) = part.resource.value.reached(towards: part.path)
        var places = value.provenance.origins
        if case .key(let argument)? = part.path.elements.first {
            // What no trace tells is looked for in all that the argument is written with; an attribute that is not written is worked out
            // from the whole block.
            let written = declarations.argument(argument, in: block)
            if places.isEmpty { places = written }
            if written.isEmpty { places.append(block) }
            places += declarations.dynamic(argument, in: block)
        }
        for place in places {
            // A trace leads to the branch of a condition that was taken; what decided is named around it.
            let around = declarations.expression(around: place)
            follow([place], naming: around, folder(of: place.path) == home ? scope : TerraformReferences.outer(scope))
        }
        let used = places.map(declarations.expression)
        if used.contains(where: { declarations.names($0, "each") || declarations.names($0, "count") }) {
            follow(declarations.repetition(of: block), scope)
        }
        return found
    }

    /// `count` and `for_each` of the calls that a module is used through.
    private func callRepetitions(of scope: String, _ home: String) -> [Origin] {
        scope.isEmpty ? [] : declarations.calls(TerraformReferences.call(scope), of: home).flatMap { declarations.repetition(of: $0) }
    }

    /// `module.a` of `module.a.module.b["x"]`.
    private static func outer(_ scope: String) -> String {
        scope.ranges(of: "module.").last.map { String(scope[..<$0.lowerBound].dropLast()) } ?? ""
    }

    /// `b` of `module.a.module.b["x"]`.
    private static func call(_ scope: String) -> String {
        scope.ranges(of: "module.").last.map { String(scope[$0.upperBound...].prefix { $0 != "[" }) } ?? ""
    }

    /// - Parameter expression: what is read for names only.
    private mutating func follow(_ places: [Origin], naming expression: Origin? = nil, _ scope: String) {
        var pending = places.map { Step(origin: $0, scope: scope) }
        if let expression {
            let step = Step(origin: expression, scope: scope)
            for name in declarations.references(expression) { pending += targets(of: name, in: step) }
        }
        while let step = pending.popLast() {
            guard found.count < TerraformReferences.maximumPlaces, seen.insert(step).inserted else { continue }
            found.append(step.origin)
            for name in declarations.references(step.origin) { pending += targets(of: name, in: step) }
        }
    }

    private func targets(of name: [String], in step: Step) -> [Step] {
        let home = folder(of: step.origin.path)
        func here(_ origins: [Origin]) -> [Step] { origins.map { Step(origin: $0, scope: step.scope) } }
        switch name.first {
        case "var" where name.count > 1:
            let passed = declarations.calls(TerraformReferences.call(step.scope), of: home).flatMap { call in
                declarations.argument(name[1], in: call).map { Step(origin: $0, scope: TerraformReferences.outer(step.scope)) }
            }
            return here(declarations.variable(name[1], in: home)) + (step.scope.isEmpty ? [] : passed)
        case "local" where name.count > 1: return here(declarations.local(name[1], in: home))
        case "module" where name.count > 1:
            let inner = step.scope.isEmpty ? "module.\(name[1])" : "\(step.scope).module.\(name[1])"
            guard name.count > 2, let target = declarations.module(name[1], in: home) else {
                return here(declarations.block("module", name[1], in: home))
            }
            return declarations.block("output", name[2], in: target).map { Step(origin: $0, scope: inner) }
        case "data" where name.count > 2, "ephemeral" where name.count > 2:
            return here(declarations.block("\(name[0]).\(name[1])", name[2], in: home))
        case let type? where name.count > 1: return here(declarations.block(type, name[1], in: home))
        default: return []
        }
    }
}
