import ConfigModel
import Documents
import SourceText
internal import Projects

// Templates, collections, loops and operators.
extension TerraformEvaluator {
    /// - Parameter dropsFinalNewline: for JSON strings, which are read as a heredoc.
    func template(_ parts: HCLRun, _ frame: Frame, _ here: Provenance, dropsFinalNewline: Bool = false)
        -> Traced
    {
        let all = frame.document.tree.parts[parts.range]
        if let first = all.first, case .interpolation(let id) = first, isAlone(all, frame, dropsFinalNewline) {
            let inner = evaluate(id, frame)
            guard let nearest = here.nearest else { return inner }
            return Traced(inner.value, Provenance(nearest, further: inner.provenance.furtherOrigins))
        }
        var text = ""
        if let reason = render(parts, frame, into: &text) { return Traced(.unknown(reason), here) }
        if dropsFinalNewline, text.utf8.last == UInt8(ascii: "\n") { text.unicodeScalars.removeLast() }
        return Traced(.string(text), here)
    }

    /// Whether an interpolation is all there is, which passes its value through unchanged.
    private func isAlone(_ parts: ArraySlice<HCLTemplatePart>, _ frame: Frame, _ dropsFinalNewline: Bool) -> Bool {
        guard dropsFinalNewline, parts.count == 2, let last = parts.last else { return parts.count == 1 }
        return frame.document.text(of: last) == "\n"
    }

    /// Appends the text of parts, or says why it is not known.
    private func render(_ parts: HCLRun, _ frame: Frame, into text: inout String) -> UnknownReason? {
        for part in frame.document.tree.parts[parts.range] {
            guard text.utf8.count <= TerraformEvaluator.maximumLength else { return UnknownReason("is too long to evaluate") }
            switch part {
            case .text: text += frame.document.text(of: part) ?? ""
            case .interpolation(let id):
                let value = evaluate(id, frame).value
                if case .unknown(let reason) = value { return reason }
                guard let piece = Conversion.string(value) else {
                    return UnknownReason(TerraformEvaluator.failurePrefix + "a \(value.kindName) cannot be part of a string")
                }
                text += piece
            case .conditional(let condition, let then, let otherwise):
                switch Conversion.condition(evaluate(condition, frame).value) {
                case .unknown(let reason): return reason
                case .known(let flag):
                    if let reason = render(flag ? then : otherwise, frame, into: &text) { return reason }
                }
            case .loop(let key, let value, let collection, let body):
                switch iterations(evaluate(collection, frame), isSet: isSet(collection, frame)) {
                case .unknown(let reason): return reason
                case .known(let rounds):
                    for round in rounds {
                        if let reason = render(body, bound(key, value, round, frame), into: &text) { return reason }
                    }
                }
            }
        }
        return nil
    }

    func object(_ entries: HCLRun, _ frame: Frame, _ here: Provenance) -> Traced {
        var mapping = Mapping()
        let document = frame.document
        for entry in document.tree.entries[entries.range] {
            let key: String
            if let literal = document.literalKey(entry.key) {
                key = literal
            } else {
                let value = evaluate(entry.key, frame).value
                if case .unknown(let reason) = value { return Traced(.unknown(reason), here) }
                guard let text = Conversion.string(value) else {
                    return unknown(TerraformEvaluator.failurePrefix + "a key must be a string", here)
                }
                key = text
            }
            mapping.set(
                Mapping.Entry(
                    key: key, keyProvenance: Provenance(frame.origin(entry.key)), value: evaluate(entry.value, frame)))
        }
        return Traced(.map(mapping), here)
    }

    func conditional(
        _ condition: HCLExpressionID, _ then: HCLExpressionID, _ otherwise: HCLExpressionID, _ frame: Frame,
        _ here: Provenance
    ) -> Traced {
        switch Conversion.condition(evaluate(condition, frame).value) {
        case .known(let flag): return evaluate(flag ? then : otherwise, frame)
        case .unknown(let reason):
            let first = evaluate(then, frame)
            let second = evaluate(otherwise, frame)
            if !first.value.holdsUnknown, first.value == second.value { return Traced(first.value, here) }
            return Traced(.unknown(reason), here)
        }
    }

    func binary(
        _ kind: HCLToken.Kind, _ left: HCLExpressionID, _ right: HCLExpressionID, _ frame: Frame, _ here: Provenance
    ) -> Traced {
        let first = evaluate(left, frame).value
        let second = evaluate(right, frame).value
        return Traced(Operators.binary(kind, first, second), here)
    }

    func call(
        _ name: HCLOffsets, _ arguments: HCLRun, _ expands: Bool, _ frame: Frame, _ here: Provenance
    ) -> Traced {
        let function = frame.document.text(name)
        let ids = frame.document.tree.elements[arguments.range]
        switch function {
        case "try":
            for id in ids {
                let value = evaluate(id, frame)
                if !value.value.isFailure { return passed(value, here) }
            }
            return unknown(TerraformEvaluator.failurePrefix + "no argument of try can be evaluated", here)
        case "can":
            guard ids.count == 1, let id = ids.first else {
                return unknown(TerraformEvaluator.failurePrefix + "can takes one argument", here)
            }
            let value = evaluate(id, frame).value
            if value.isUnknown, !value.isFailure { return Traced(value, here) }
            return Traced(.bool(!value.isFailure), here)
        default: break
        }
        var values = ids.map { evaluate($0, frame) }
        if expands, let last = values.popLast() {
            guard case .list(let items) = last.value else {
                return Traced(
                    last.value.isUnknown
                        ? last.value : .unknown(UnknownReason(TerraformEvaluator.failurePrefix + "... needs a list")), here)
            }
            values += items
        }
        if let dialect {
            if let value = dialect.call(function, values, here) { return value }
            values = dialect.adapted(function, values)
        }
        if let value = fileFunction(function, values, here) { return value }
        guard let definition = TerraformFunctions.table[function] else {
            return unknown("calls \(function), which is not evaluated", here)
        }
        return passed(definition.call(function, values), here)
    }

    /// The result of a call: its place comes first, what the function passed through keeps its chain behind it.
    private func passed(_ value: Traced, _ here: Provenance) -> Traced {
        guard let nearest = here.nearest else { return value }
        return Traced(value.value, Provenance(nearest, further: value.provenance.origins.filter { $0 != nearest }))
    }
}

// Loops.
extension TerraformEvaluator {
    typealias Round = (key: Traced, value: Traced)

    func loop(_ loop: HCLFor, _ frame: Frame, _ here: Provenance) -> Traced {
        let rounds: [Round]
        switch iterations(evaluate(loop.collection, frame), isSet: isSet(loop.collection, frame)) {
        case .known(let all): rounds = all
        case .unknown(let reason): return Traced(.unknown(reason), here)
        }
        var items: [Traced] = []
        var mapping = Mapping()
        for round in rounds {
            let inner = bound(loop.key, loop.value, round, frame)
            if let condition = loop.condition {
                switch Conversion.condition(evaluate(condition, inner).value) {
                case .unknown(let reason): return Traced(.unknown(reason), here)
                case .known(false): continue
                case .known(true): break
                }
            }
            guard let resultKey = loop.resultKey else {
                items.append(evaluate(loop.result, inner))
                continue
            }
            let key = evaluate(resultKey, inner)
            if case .unknown(let reason) = key.value { return Traced(.unknown(reason), here) }
            guard let name = Conversion.string(key.value) else {
                return unknown(TerraformEvaluator.failurePrefix + "a key must be a string", here)
            }
            let value = evaluate(loop.result, inner)
            guard loop.groups else {
                if mapping[name] != nil {
                    return unknown(TerraformEvaluator.failurePrefix + "two results have the key '\(name)'", here)
                }
                mapping.set(Mapping.Entry(key: name, keyProvenance: key.provenance, value: value))
                continue
            }
            let group = (mapping[name]?.value.list ?? []) + [value]
            mapping.set(Mapping.Entry(key: name, keyProvenance: key.provenance, value: Traced(.list(group), here)))
        }
        return Traced(loop.resultKey == nil ? .list(items) : .map(mapping), here)
    }

    func bound(_ key: HCLOffsets?, _ value: HCLOffsets, _ round: Round, _ frame: Frame) -> Frame {
        var names = [frame.document.text(value): round.value]
        if let key { names[frame.document.text(key)] = round.key }
        return frame.binding(names)
    }

    /// What a loop goes through, in Terraform's order: lists as they are, maps by key.
    func iterations(_ collection: Traced, isSet: Bool) -> Known<[Round]> {
        switch collection.value {
        case .unknown(let reason): return .unknown(reason)
        case .list(let items):
            return .known(
                items.enumerated().map { index, item in
                    (isSet ? item : Traced(.int(Int64(index)), item.provenance), item)
                })
        case .map(let mapping):
            return .known(
                mapping.sortedEntries.map { entry in
                    (Traced(.string(entry.key), entry.keyProvenance), entry.value)
                })
        default:
            return .unknown(
                UnknownReason(TerraformEvaluator.failurePrefix + "a \(collection.value.kindName) cannot be iterated"))
        }
    }

    /// Whether an expression makes a set, whose elements are their own keys.
    func isSet(_ id: HCLExpressionID, _ frame: Frame, hops: Int = 0) -> Bool {
        guard hops < 20 else { return false }
        let document = frame.document
        switch document.tree[id] {
        case .parentheses(let inner): return isSet(inner, frame, hops: hops + 1)
        case .conditional(_, let then, let otherwise):
            return isSet(then, frame, hops: hops + 1) && isSet(otherwise, frame, hops: hops + 1)
        case .call(let name, _, _):
            return ["toset", "setunion", "setintersection", "setsubtract", "setproduct"].contains(document.text(name))
        case .attribute(let source, let name):
            guard case .variable = document.tree[source] else { return false }
            let key = document.text(name)
            if document.text(source) == "local", case .native(let frame, let value)? = module.locals[key] {
                return isSet(value, frame, hops: hops + 1)
            }
            guard document.text(source) == "var", let type = module.variables[key]?.type else { return false }
            if case .call(let name, _, _) = type.frame.document.tree[type.id] {
                return type.frame.document.text(name) == "set"
            }
            return false
        default: return false
        }
    }
}

extension Value {
    /// Whether Terraform would refuse the expression, as opposed to not knowing its value yet.
    var isFailure: Bool {
        if case .unknown(let reason) = self { reason.description.hasPrefix(TerraformEvaluator.failurePrefix) } else { false }
    }

    /// Whether any part is unknown.
    var holdsUnknown: Bool {
        switch self {
        case .unknown: true
        case .list(let items): items.contains { $0.value.holdsUnknown }
        case .map(let mapping): mapping.entries.contains { $0.value.value.holdsUnknown }
        default: false
        }
    }
}
