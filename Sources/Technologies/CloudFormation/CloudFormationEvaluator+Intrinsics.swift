import ConfigModel
import FoundationEssentials
import Primitives
import SourceText
internal import Projects

extension CloudFormationEvaluator {
    /// What an intrinsic function gives, or nil for `AWS::NoValue`.
    ///
    /// - Parameter place: the value that the call is, whose place the result has.
    func result(of call: CloudFormationTemplate.Call, at place: Traced, _ depth: Int) -> Traced? {
        guard depth < CloudFormationEvaluator.maximumDepth else { return unknown("is nested too deep", place) }
        switch call.name {
        case "Ref": return reference(call, place)
        case "Fn::If": return choice(call, place, depth)
        case "Fn::FindInMap": return mapped(call, place, depth)
        case "Fn::Sub": return substituted(call, place, depth)
        case "Fn::GetAtt": return attribute(call, place)
        case "Fn::ImportValue": return unknown("is exported by another stack", place)
        case "Fn::GetAZs": return unknown("lists the availability zones of a region", place)
        case "Fn::Transform": return unknown("holds Fn::Transform, which is expanded when the stack is made", place)
        case "Fn::GetStackOutput": return unknown("is an output of another stack", place)
        case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Condition":
            switch truth(of: place, depth) {
            case .known(let flag): return Traced(.bool(flag), place.provenance)
            case .unknown(let reason): return Traced(.unknown(reason), place.provenance)
            }
        case "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Base64", "Fn::Cidr", "Fn::Length", "Fn::ToJsonString":
            // A tag at the call's own span is not to be read twice.
            guard let argument = call.isTagged ? content(call.argument, depth + 1) : value(call.argument, depth + 1) else {
                return misfit(call.name, "is applied to no value", place)
            }
            guard let result = pure(call.name, argument) else {
                return misfit(call.name, "has arguments that do not fit", place)
            }
            return Traced(
                result.value, Provenance(place.provenance.nearest ?? Origin(path: template.path, span: .at(0))).continued(result.provenance))
        default: return misfit(call.name, "is no function of CloudFormation", place)
        }
    }

    private func reference(_ call: CloudFormationTemplate.Call, _ place: Traced) -> Traced? {
        guard let name = template.name(call.argument) else {
            return misfit(call.name, "needs a name", place)
        }
        if name == "AWS::NoValue" { return nil }
        if name.hasPrefix("AWS::") {
            if !CloudFormationEvaluator.pseudoParameters.contains(name) { return misfit(call.name, "names \(name), which there is not", place) }
            return unknown("is \(name), which is known when the stack is made", place)
        }
        if let parameter = parameter(name) { return Traced(parameter.value, place.provenance.continued(parameter.provenance)) }
        if template.section("Resources")[name] == nil, !template.isTransformed {
            report("cloudformation-reference", "there is no parameter or resource '\(name)'", place)
        }
        return unknown("references \(name)", place)
    }

    /// Source: user guide, "Pseudo parameters reference".
    private static let pseudoParameters: Set<String> = [
        "AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName",
        "AWS::URLSuffix",
    ]

    /// The value of a parameter, or nil when there is none of that name.
    private func parameter(_ name: String) -> Traced? {
        guard let declared = template.section("Parameters")[name] else { return nil }
        let type = declared["Type"]?.value.string ?? "String"
        if type.hasPrefix("AWS::SSM::Parameter::") { return unknown("is read from the parameter store", declared) }
        let value: Traced
        if let passed = given[name] {
            value = passed
        } else if let written = declared["Default"] {
            value = Traced(written.value, written.provenance.asRole(.defaultValue))
        } else {
            return unknown("is the parameter \(name), which has no default", declared)
        }
        if type == "CommaDelimitedList" || type.hasPrefix("List<"), let text = Conversion.string(value.value) {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).prefix(10_000)
            let items = parts.map { part in
                Traced(flag(String(part.drop { $0 == " " })), value.provenance)
            }
            return Traced(.list(text.isEmpty ? [] : items), value.provenance)
        }
        if case .string(let text) = value.value {
            if text.contains("{{") { return unknown("is a dynamic reference or filled in by a tool", value) }
            if type == "Number", let number = Conversion.number(value.value) { return Traced(number, value.provenance) }
            return Traced(flag(text), value.provenance)
        }
        return value
    }

    private func flag(_ text: String) -> Value { text == "true" ? true : text == "false" ? false : .string(text) }

    private func choice(_ call: CloudFormationTemplate.Call, _ place: Traced, _ depth: Int) -> Traced? {
        guard let branches = call.argument.value.list, branches.count == 3, let name = template.name(branches[0]) else {
            return misfit(call.name, "needs the name of a condition and two values", place)
        }
        switch condition(name, at: place) {
        case .known(let flag): return value(branches[flag ? 1 : 2], depth + 1)
        case .unknown(let reason): return unknown("depends on the condition \(name): \(reason)", place)
        }
    }

    private func mapped(_ call: CloudFormationTemplate.Call, _ place: Traced, _ depth: Int) -> Traced? {
        guard let arguments = call.argument.value.list, (3...4).contains(arguments.count) else {
            return misfit(call.name, "needs the name of a mapping and two keys", place)
        }
        let keys = arguments.prefix(3).map { value($0, depth + 1)?.value ?? .null }
        if let reason = keys.lazy.compactMap(\.firstUnknown).first { return unknown("looks up what \(reason)", place) }
        let names = zip(arguments, keys).compactMap { template.call($0) == nil ? template.name($0) : Conversion.string($1) }
        guard names.count == 3 else { return misfit(call.name, "has keys that are no text", place) }
        guard let found = template.section("Mappings")[names[0]]?[names[1]]?[names[2]] else {
            if arguments.count == 4, let fallback = arguments[3]["DefaultValue"] { return value(fallback, depth + 1) }
            if template.section("Mappings")[names[0]] == nil, template.isTransformed { return unknown("looks up a mapping of a macro", place) }
            return misfit(call.name, "finds no value at \(names.joined(separator: ".")) of the mappings", place)
        }
        guard let result = content(found, depth + 1) else { return nil }
        return Traced(result.value, place.provenance.continued(result.provenance.asRole(.intermediate)))
    }

    private func attribute(_ call: CloudFormationTemplate.Call, _ place: Traced) -> Traced {
        let parts = call.argument.value.list.map { $0.map { Conversion.string($0.value) ?? "?" } } ?? [call.argument.value.string ?? "?"]
        let name = parts.joined(separator: ".")
        let resource = String(name.prefix { $0 != "." })
        if template.section("Resources")[resource] == nil, !template.isTransformed {
            report("cloudformation-reference", "there is no resource '\(resource)'", place)
        }
        return unknown("references \(name)", place)
    }

    private func substituted(_ call: CloudFormationTemplate.Call, _ place: Traced, _ depth: Int) -> Traced? {
        var names: [String: Traced] = [:]
        var text = call.argument.value.string
        if let arguments = call.argument.value.list {
            guard arguments.count == 2, let mapping = arguments[1].value.mapping else { return misfit(call.name, "needs a text and a map", place) }
            text = arguments[0].value.string
            for entry in mapping.entries { names[entry.key] = value(entry.value, depth + 1) }
        }
        guard let text else { return misfit(call.name, "needs a text", place) }
        if text.contains("{{") { return unknown("is a dynamic reference or filled in by a tool", place) }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = rest[start.upperBound..<end].trimmingSpaces
            rest = rest[rest.index(after: end)...]
            if name.hasPrefix("!") {
                result += "${\(name.dropFirst())}"
                continue
            }
            let part: Traced?
            if let own = names[name] {
                part = own
            } else if name.contains("."), !name.hasPrefix("AWS::") {
                part = attribute(
                    CloudFormationTemplate.Call(name: "Fn::GetAtt", argument: Traced(.string(name), place.provenance), isTagged: true), place)
            } else {
                part = reference(
                    CloudFormationTemplate.Call(name: "Fn::Sub", argument: Traced(.string(name), place.provenance), isTagged: true), place)
            }
            guard let known = part else { continue }
            if let reason = known.value.firstUnknown { return unknown("holds what \(reason)", place) }
            guard let written = Conversion.string(known.value) else { return misfit(call.name, "has \(name), which is no text", place) }
            result += written
            if result.utf8.count > CloudFormationEvaluator.maximumLength { return unknown("is a text that is too long", place) }
        }
        return Traced(flag(result + rest), place.provenance)
    }

    /// Functions of their arguments alone; nil when those do not fit.
    private func pure(_ name: String, _ argument: Traced) -> Traced? {
        // An unknown element may stand beside the one that is selected.
        if name != "Fn::Select", let reason = argument.value.firstUnknown { return .new(.unknown(reason)) }
        let items = argument.value.list ?? []
        switch name {
        case "Fn::Join":
            guard items.count == 2, let separator = Conversion.string(items[0].value), let parts = items[1].value.list else { return nil }
            let texts = parts.compactMap { Conversion.string($0.value) }
            guard texts.count == parts.count else { return nil }
            let length = texts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count }
            guard length <= CloudFormationEvaluator.maximumLength else { return .new(.unknown(UnknownReason("is a text that is too long"))) }
            return .new(flag(texts.joined(separator: separator)))
        case "Fn::Select":
            guard items.count == 2 else { return nil }
            if let reason = items[0].value.firstUnknown { return .new(.unknown(reason)) }
            if case .unknown(let reason) = items[1].value { return .new(.unknown(reason)) }
            guard case .int(let index)? = Conversion.number(items[0].value), let list = items[1].value.list,
                list.indices.contains(Int(clamping: index))
            else { return nil }
            return list[Int(index)]
        case "Fn::Split":
            guard items.count == 2, let separator = Conversion.string(items[0].value), !separator.isEmpty,
                let text = Conversion.string(items[1].value)
            else { return nil }
            return .new(.newList(text.split(separator: separator, omittingEmptySubsequences: false).map { .string(String($0)) }))
        case "Fn::Base64":
            return Conversion.string(argument.value).map { .new(.string(Base64.encoded(Array($0.utf8)))) }
        case "Fn::Cidr":
            guard (2...3).contains(items.count), let block = Conversion.string(items[0].value),
                case .int(let count)? = Conversion.number(items[1].value), (1...256).contains(count), let length = block.split(separator: "/").last,
                let prefix = Int64(length)
            else { return nil }
            let width: Int64 = block.contains(":") ? 128 : 32
            var rest: Int64 = 8
            if items.count == 3 {
                guard case .int(let bits)? = Conversion.number(items[2].value) else { return nil }
                rest = bits
            }
            let added = width - rest - prefix
            guard added >= 0, added <= 128, let network = IPPrefix(block) else { return nil }
            let blocks = (0..<count).compactMap { network.subnet(adding: added, $0) }
            return blocks.count < count ? nil : .new(.list(blocks.map { .new(.string($0.text)) }))
        case "Fn::Length":
            return argument.value.list.map { .new(.int(Int64($0.count))) }
        default:
            return .new(.string(JSONText.encoded(argument.value)))
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
