import ConfigModel
internal import Projects

// What a plan or state says of how often blocks and calls are made.
extension TerraformEvaluator {
    /// With more instances than this, a block stays one whose instances are not known.
    private static let maximumPlannedInstances = 256

    /// `module.a["eu"].aws_s3_bucket.b`, without the block's own key.
    func plannedAddress(_ block: TerraformModule.Block) -> String {
        (address.isEmpty ? "" : address + ".") + "\(block.id.type).\(block.id.name)"
    }

    /// The instances of a block whose number the files do not tell.
    func plannedInstances(_ block: TerraformModule.Block) -> BlockInstances? {
        guard let keys = session.planned?.plan.keys(of: plannedAddress(block)), keys.count <= TerraformEvaluator.maximumPlannedInstances else {
            return nil
        }
        let isCounted = argument("count", block, [:]) != nil
        let collection = argument(isCounted ? "count" : "for_each", block, [:])
        let numbers = keys.compactMap(\.int)
        if isCounted, numbers.count == keys.count, numbers == Array(0..<Int64(numbers.count)) {
            return .counted(
                numbers.map { number in
                    let entry = Mapping.Entry(key: "index", value: .new(.int(number)))
                    return ["count": Traced(.map(Mapping([entry])), collection?.provenance ?? .none)]
                })
        }
        let names = keys.compactMap(\.string)
        guard !isCounted, names.count == keys.count else { return nil }
        let reason = UnknownReason("is an element of a collection that is known only after it is applied")
        return .keyed(
            names.map { name in
                let entries = [
                    Mapping.Entry(key: "key", value: .new(.string(name))), Mapping.Entry(key: "value", value: .new(.unknown(reason))),
                ]
                return (name, ["each": Traced(.map(Mapping(entries)), collection?.provenance ?? .none)])
            })
    }
}

extension BlockInstances {
    /// The key of the instance at that place of `bindings`; null where there is only one.
    func key(_ number: Int) -> Value {
        switch self {
        case .single, .unknown: .null
        case .counted: .int(Int64(number))
        case .keyed(let all): .string(all[number].key)
        }
    }
}
