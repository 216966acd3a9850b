import Expressions
import Templates
internal import Projects

/// Checks values against a chart's `values.schema.json` (JSON Schema, drafts 4 to 2020-12).
///
/// Formats are not checked, as in Helm; references to other files or servers count as satisfied, since nothing is fetched.
struct SchemaValidation {
    private let root: GoValue
    private let table = TraceTable(isEnabled: false)
    private var patterns: [String: RegularExpression?] = [:]
    private var steps = 0

    private static let maximumSteps = 2_000_000
    private static let maximumDepth = 200

    /// - Throws: `HelmFailure` when the schema is no JSON.
    init(_ schema: [UInt8]) throws(HelmFailure) {
        do { root = try UntypedJSON.read(String(decoding: schema, as: UTF8.self), table) } catch {
            throw HelmFailure(.values, "failed parsing values.schema.json: \(error)")
        }
    }

    /// What is wrong, one line each: `at '/age': minimum: got -5, want 0`.
    mutating func problems(_ value: GoValue) -> [String] { check(value, root, "", 0) }

    private mutating func check(_ value: GoValue, _ schema: GoValue, _ path: String, _ depth: Int) -> [String] {
        steps += 1
        if depth > SchemaValidation.maximumDepth || steps > SchemaValidation.maximumSteps { return [] }
        if case .bool(let isAllowed, _) = schema { return isAllowed ? [] : ["at '\(path)': false schema"] }
        guard case .map(let rules, _) = schema else { return [] }
        func problem(_ text: String) -> String { "at '\(path)': \(text)" }
        var problems: [String] = []
        if case .string(let reference) = rules["$ref"] {
            if let target = resolve(reference.string) { problems += check(value, target, path, depth + 1) }
        }
        if let type = rules["type"], !matches(value, type) {
            return problems + [
                problem("got \(SchemaValidation.typeName(value)), want \(SchemaValidation.wanted(type))")
            ]
        }
        if case .list(let choices, _) = rules["enum"],
            !choices.elements.contains(where: { SchemaValidation.areEqual($0, value) })
        {
            problems.append(
                problem("value must be one of \(choices.elements.map { "'\($0.printed)'" }.joined(separator: ", "))"))
        }
        if let constant = rules["const"], !SchemaValidation.areEqual(constant, value) {
            problems.append(problem("value must be '\(constant.printed)'"))
        }
        switch value {
        case .map(let map, _): problems += checkMap(map, rules, path, depth)
        case .list(let list, _): problems += checkList(list.elements, rules, path, depth)
        case .string(let text): problems += checkText(text.string, rules).map(problem)
        default:
            if let number = SchemaValidation.number(value) {
                problems += SchemaValidation.checkNumber(number, rules).map(problem)
            }
        }
        return problems + checkCombinations(value, rules, path, depth)
    }

    private mutating func checkCombinations(_ value: GoValue, _ rules: GoMap, _ path: String, _ depth: Int) -> [String] {
        var problems: [String] = []
        if case .list(let all, _) = rules["allOf"] {
            for schema in all.elements { problems += check(value, schema, path, depth + 1) }
        }
        if case .list(let any, _) = rules["anyOf"] {
            var isMet = false
            for schema in any.elements where check(value, schema, path, depth + 1).isEmpty { isMet = true }
            if !isMet { problems.append("at '\(path)': 'anyOf' failed, none matched") }
        }
        if case .list(let one, _) = rules["oneOf"] {
            var count = 0
            for schema in one.elements where check(value, schema, path, depth + 1).isEmpty { count += 1 }
            if count != 1 {
                problems.append("at '\(path)': 'oneOf' failed, \(count == 0 ? "none" : "several subschemas") matched")
            }
        }
        if let forbidden = rules["not"], check(value, forbidden, path, depth + 1).isEmpty {
            problems.append("at '\(path)': 'not' failed")
        }
        if let condition = rules["if"] {
            let branch = check(value, condition, path, depth + 1).isEmpty ? rules["then"] : rules["else"]
            if let branch { problems += check(value, branch, path, depth + 1) }
        }
        return problems
    }

    private mutating func checkMap(_ map: GoMap, _ rules: GoMap, _ path: String, _ depth: Int) -> [String] {
        var problems: [String] = []
        if case .list(let required, _) = rules["required"] {
            let missing = required.elements.map(\.printed).filter { map[$0] == nil }
            if missing.count == 1 { problems.append("at '\(path)': missing property '\(missing[0])'") }
            if missing.count > 1 {
                problems.append("at '\(path)': missing properties \(missing.map { "'\($0)'" }.joined(separator: ", "))")
            }
        }
        if let limit = rules["minProperties"].flatMap(SchemaValidation.number), Double(map.count) < limit {
            problems.append("at '\(path)': minProperties: got \(map.count), want \(SchemaValidation.text(limit))")
        }
        if let limit = rules["maxProperties"].flatMap(SchemaValidation.number), Double(map.count) > limit {
            problems.append("at '\(path)': maxProperties: got \(map.count), want \(SchemaValidation.text(limit))")
        }
        let properties: GoMap? = if case .map(let known, _) = rules["properties"] { known } else { nil }
        let byPattern: GoMap? = if case .map(let known, _) = rules["patternProperties"] { known } else { nil }
        var unexpected: [String] = []
        for entry in map.entries {
            let inner = path + "/" + pointerToken(entry.key)
            var isKnown = false
            if let schema = properties?[entry.key] {
                isKnown = true
                problems += check(entry.value, schema, inner, depth + 1)
            }
            for pattern in byPattern?.entries ?? [] where matches(entry.key, pattern.key) {
                isKnown = true
                problems += check(entry.value, pattern.value, inner, depth + 1)
            }
            if let names = rules["propertyNames"] { problems += check(.text(entry.key), names, inner, depth + 1) }
            guard !isKnown, let additional = rules["additionalProperties"] else { continue }
            if case .bool(false, _) = additional {
                unexpected.append(entry.key)
            } else {
                problems += check(entry.value, additional, inner, depth + 1)
            }
        }
        if !unexpected.isEmpty {
            problems.append(
                "at '\(path)': additional properties \(unexpected.map { "'\($0)'" }.joined(separator: ", ")) not allowed"
            )
        }
        for keyword in ["dependencies", "dependentRequired", "dependentSchemas"] {
            guard case .map(let needs, _) = rules[keyword] else { continue }
            for entry in needs.entries where map[entry.key] != nil {
                if case .list(let names, _) = entry.value {
                    for name in names.elements.map(\.printed) where map[name] == nil {
                        problems.append("at '\(path)': properties '\(name)' required, if '\(entry.key)' exists")
                    }
                } else {
                    problems += check(.map(map, .none), entry.value, path, depth + 1)
                }
            }
        }
        return problems
    }

    private mutating func checkList(_ elements: [GoValue], _ rules: GoMap, _ path: String, _ depth: Int) -> [String] {
        var problems: [String] = []
        func limit(_ keyword: String) -> Double? { rules[keyword].flatMap(SchemaValidation.number) }
        if let least = limit("minItems"), Double(elements.count) < least {
            problems.append("at '\(path)': minItems: got \(elements.count), want \(SchemaValidation.text(least))")
        }
        if let most = limit("maxItems"), Double(elements.count) > most {
            problems.append("at '\(path)': maxItems: got \(elements.count), want \(SchemaValidation.text(most))")
        }
        if case .bool(true, _) = rules["uniqueItems"] {
            for (index, element) in elements.enumerated()
            where elements[..<index].contains(where: { SchemaValidation.areEqual($0, element) }) {
                problems.append("at '\(path)': items at \(index) and before are equal")
                break
            }
        }
        var positional: [GoValue] = []
        var rest = rules["items"]
        if case .list(let schemas, _) = rules["prefixItems"] { positional = schemas.elements }
        if case .list(let schemas, _) = rules["items"] {
            positional = schemas.elements
            rest = rules["additionalItems"]
        }
        for (index, element) in elements.enumerated() {
            if let schema = index < positional.count ? positional[index] : rest {
                problems += check(element, schema, "\(path)/\(index)", depth + 1)
            }
        }
        if let wanted = rules["contains"] {
            var isMet = false
            for element in elements where check(element, wanted, path, depth + 1).isEmpty { isMet = true }
            if !isMet, limit("minContains") != 0 { problems.append("at '\(path)': no items match contains schema") }
        }
        return problems
    }

    private mutating func checkText(_ text: String, _ rules: GoMap) -> [String] {
        var problems: [String] = []
        let length = text.unicodeScalars.count
        if let least = rules["minLength"].flatMap(SchemaValidation.number), Double(length) < least {
            problems.append("minLength: got \(length), want \(SchemaValidation.text(least))")
        }
        if let most = rules["maxLength"].flatMap(SchemaValidation.number), Double(length) > most {
            problems.append("maxLength: got \(length), want \(SchemaValidation.text(most))")
        }
        if case .string(let pattern) = rules["pattern"], !matches(text, pattern.string) {
            problems.append("'\(text)' does not match pattern '\(pattern.string)'")
        }
        return problems
    }

    /// A limit of a schema as a message shows it; a schema may ask for more than any integer holds.
    private static func text(_ number: Double) -> String { Int64(exactly: number).map(String.init) ?? goFormatFloat(number) }

    private static func checkNumber(_ number: Double, _ rules: GoMap) -> [String] {
        var problems: [String] = []
        func compare(_ keyword: String, _ isBroken: (Double) -> Bool) {
            if let limit = rules[keyword].flatMap(SchemaValidation.number), isBroken(limit) {
                problems.append("\(keyword): got \(text(number)), want \(text(limit))")
            }
        }
        compare("minimum") { number < $0 }
        compare("maximum") { number > $0 }
        compare("exclusiveMinimum") { number <= $0 }
        compare("exclusiveMaximum") { number >= $0 }
        compare("multipleOf") { $0 > 0 && (number / $0).rounded() != number / $0 }
        return problems
    }

    /// A pattern that cannot be read matches everything.
    private mutating func matches(_ text: String, _ pattern: String) -> Bool {
        let compiled: RegularExpression?
        if let known = patterns[pattern] {
            compiled = known
        } else {
            compiled = try? RegularExpression(pattern)
            patterns[pattern] = compiled
        }
        guard let compiled else { return true }
        return (try? compiled.matches(text)) ?? true
    }

    private func resolve(_ reference: String) -> GoValue? {
        guard reference.hasPrefix("#") else { return nil }
        var current = root
        for part in reference.dropFirst().split(separator: "/") {
            let key = part.replacing("~1", with: "/").replacing("~0", with: "~").replacing("%24", with: "$").replacing(
                "%25", with: "%")
            switch current {
            case .map(let map, _):
                guard let next = map[String(key)] else { return nil }
                current = next
            case .list(let list, _):
                guard let index = Int(key), list.elements.indices.contains(index) else { return nil }
                current = list.elements[index]
            default: return nil
            }
        }
        return current
    }

    private static func number(_ value: GoValue) -> Double? {
        switch value {
        case .int(let number, _): Double(number)
        case .int64(let number, _): Double(number)
        case .float(let number, _): number
        default: nil
        }
    }

    private static func typeName(_ value: GoValue) -> String {
        switch value {
        case .invalid, .null: "null"
        case .bool: "boolean"
        case .int, .int64, .float: "number"
        case .list: "array"
        case .map: "object"
        default: "string"
        }
    }

    private static func wanted(_ type: GoValue) -> String {
        if case .list(let list, _) = type { return list.elements.map(\.printed).joined(separator: " or ") }
        return type.printed
    }

    private func matches(_ value: GoValue, _ type: GoValue) -> Bool {
        if case .list(let list, _) = type { return list.elements.contains { matches(value, $0) } }
        let name = type.printed
        if name == "integer" { return SchemaValidation.number(value).map { $0.rounded() == $0 } ?? false }
        return SchemaValidation.typeName(value) == name
    }

    private static func areEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        if let a = number(left), let b = number(right) { return a == b }
        switch (left, right) {
        case (.list(let a, _), .list(let b, _)):
            return a.elements.count == b.elements.count && zip(a.elements, b.elements).allSatisfy { areEqual($0, $1) }
        case (.map(let a, _), .map(let b, _)):
            return a.count == b.count
                && zip(a.entries, b.entries).allSatisfy { $0.key == $1.key && areEqual($0.value, $1.value) }
        default: return GoValue.deepEqual(left, right)
        }
    }
}

extension EnabledChart {
    /// Checks the values against the schemas of the chart and its subcharts.
    /// - Throws: `HelmFailure` of kind `values` that lists every violation.
    func validateSchemas(_ values: GoMap) throws(HelmFailure) {
        var report = ""
        try collectViolations(values, &report)
        if !report.isEmpty {
            throw HelmFailure(
                .values, "values don't meet the specifications of the schema(s) in the following chart(s):\n" + report)
        }
    }

    private func collectViolations(_ values: GoMap, _ report: inout String) throws(HelmFailure) {
        if var validation = try chart.schemaValidation() {
            let problems = validation.problems(.map(values, .none))
            if !problems.isEmpty { report += "\(name):\n" + problems.map { "- \($0)\n" }.joined() }
        }
        for dependency in dependencies {
            if case .map(let inner, _) = values[dependency.name] { try dependency.collectViolations(inner, &report) }
        }
    }
}

/// A key as a part of a JSON pointer (RFC 6901, section 3).
private func pointerToken(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
    return key.replacing("~", with: "~0").replacing("/", with: "~1")
}
