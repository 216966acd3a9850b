import ConfigModel
import SourceText
internal import Projects

/// Fills in what the files alone do not tell of a block with what a plan or state says.
///
///     password_policy = data.aws_x.y.z     # known only after it is applied; the plan says "weak"
///
/// A value that is filled in keeps the chain of the expression that decides it; what lies below such a value has none, since no file spells it
/// out. What is unknown to the plan too, and what is sensitive, stays unknown. A reference to another block stays one, since relations
/// follow it, unless it leads to a document.
struct PlannedFill {
    let plan: TerraformPlan
    let instance: PlannedInstance
    /// The places that were filled in, from the block.
    private(set) var filled: [ValuePath] = []

    init(_ plan: TerraformPlan, _ instance: PlannedInstance) {
        self.plan = plan
        self.instance = instance
    }

    mutating func filled(_ block: Traced) -> Traced {
        filled(block, instance.values, instance.unknown, instance.sensitive, .root)
    }

    private mutating func filled(_ source: Traced, _ planned: Traced?, _ unknown: PlannedMask, _ sensitive: PlannedMask, _ path: ValuePath) -> Traced
    {
        switch (source.value, planned?.value) {
        case (.unknown(let reason), let found?):
            if unknown.isWhole || isReference(reason, found) { return source }
            if sensitive.isWhole { return Traced(hidden, source.provenance) }
            filled.append(path)
            return Traced(known(found, unknown, sensitive), source.provenance)
        case (.map(let mapping), .map(let found)?):
            let entries = mapping.entries.map { entry in
                let value = filled(entry.value, found[entry.key], unknown[entry.key], sensitive[entry.key], path.key(entry.key))
                return Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: value)
            }
            return Traced(.map(Mapping(entries)), source.provenance)
        case (.list(let items), .list(let found)?):
            // Terraform orders sets by their content, so that the places need not be the same.
            guard items.count == found.count, items.contains(where: { $0.value.firstUnknown != nil }) else { return source }
            let partners = partners(of: items, among: found)
            let list = items.enumerated().map { index, item in
                guard let partner = partners[index] else { return item }
                return filled(item, found[partner], unknown[partner], sensitive[partner], path.index(index))
            }
            return Traced(.list(list), source.provenance)
        default: return source
        }
    }

    private func isReference(_ reason: UnknownReason, _ found: Value) -> Bool {
        guard let target = reason.target, !target.type.hasPrefix("data."), let text = found.string else { return false }
        return !text.hasPrefix("{")
    }

    private var hidden: Value { .unknown(UnknownReason("is marked sensitive in \(plan.path)")) }

    private func known(_ found: Value, _ unknown: PlannedMask, _ sensitive: PlannedMask) -> Value {
        if unknown.isWhole { return .unknown(UnknownReason("is known only after it is applied")) }
        if sensitive.isWhole { return hidden }
        switch found {
        case .list(let items):
            return .list(items.enumerated().map { .new(known($1.value, unknown[$0], sensitive[$0])) })
        case .map(let mapping):
            return .map(
                Mapping(mapping.entries.map { .init(key: $0.key, value: .new(known($0.value.value, unknown[$0.key], sensitive[$0.key]))) }))
        default: return found
        }
    }

    /// All that the plan says of the instance, for a block that is not in the tree. What is empty or null counts as not written.
    var whole: Traced {
        var value = known(instance.values.value, instance.unknown, instance.sensitive)
        // What is known only after apply is left out of the values.
        if var mapping = value.mapping {
            for key in instance.unknown.wholeKeys where mapping[key] == nil {
                mapping.set(.init(key: key, value: .new(.unknown(UnknownReason("is known only after it is applied")))))
            }
            value = .map(mapping)
        }
        return .new(value.withoutEmpty)
    }

    /// For each element the only one of the plan's that agrees with what is known of it.
    private func partners(of items: [Traced], among found: [Traced]) -> [Int?] {
        items.map { item in
            let fitting = found.indices.filter { agree(item.value, found[$0].value) }
            return fitting.count == 1 || Set(fitting.map { found[$0].value.shown }).count == 1 ? fitting.first : nil
        }
    }

    private func agree(_ source: Value, _ found: Value) -> Bool {
        switch (source, found) {
        case (.unknown, _): return true
        case (.map(let mapping), .map(let other)):
            return mapping.entries.allSatisfy { entry in
                other[entry.key].map { agree(entry.value.value, $0.value) } ?? entry.value.value.firstUnknown.map { _ in true }
                    ?? entry.value.value.isNull
            }
        case (.list(let items), .list(let others)):
            return items.count == others.count && items.allSatisfy { item in others.contains { agree(item.value, $0.value) } }
        default:
            return source == found || Conversion.string(source).map { $0 == Conversion.string(found) } ?? false
        }
    }
}

extension PlannedMask {
    /// Keys of a map all of whose value is meant.
    var wholeKeys: [String] { entries.filter { self[$0].isWhole } }
}

extension Value {
    /// A text by which equal values are told.
    fileprivate var shown: String { JSONText.encoded(self) }

    /// Without nulls and empty collections in maps.
    fileprivate var withoutEmpty: Value {
        switch self {
        case .list(let items): .list(items.map { .new($0.value.withoutEmpty) })
        case .map(let mapping):
            .map(
                Mapping(
                    mapping.entries.compactMap { entry in
                        let value = entry.value.value.withoutEmpty
                        let isEmpty = value.isNull || value.list?.isEmpty ?? false || value.mapping?.isEmpty ?? false
                        return isEmpty ? nil : Mapping.Entry(key: entry.key, value: .new(value))
                    }))
        default: self
        }
    }
}
