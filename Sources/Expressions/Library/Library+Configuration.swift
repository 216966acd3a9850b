/// Functions for what configuration spells in several ways. None is part of CEL.
extension Library {
    static let configuration: [Function] = [
        .global("isTrue") { .bool(spells(true, $0)) },
        .global("isFalse") { .bool(spells(false, $0)) },
        .member("include") { (ranges: CELValue, port: CELValue) in
            guard case .list(let list) = ranges, case .int(let port) = port else { return nil }
            return include(list, port)
        },
        .member("indexOfFlag") { (words: CELValue, flag: CELValue) in
            guard case .list(let list) = words, case .string(let flag) = flag else { return nil }
            return indexOfFlag(list, flag)
        },
    ]

    /// Whether a value is the flag or the text that Terraform and CloudFormation take for it.
    private static func spells(_ flag: Bool, _ value: CELValue) -> Bool {
        switch value {
        case .bool(let given): given == flag
        case .string(let text): text == (flag ? "true" : "false")
        default: false
        }
    }

    /// `['22', '8000-8100', '*'].include(port)`; as with `exists`, one range that holds the port outweighs what is unknown or no port.
    private static func include(_ ranges: CELList, _ port: Int64) -> CELValue? {
        var undecided: CELValue?
        for index in 0..<ranges.count {
            switch includes(ranges[index], port) {
            case .bool(let isHit): if isHit { return .bool(true) }
            case .unknown(let reasons):
                if case .unknown(let others)? = undecided {
                    undecided = .unknown(others + reasons)
                } else {
                    undecided = .unknown(reasons)
                }
            case let failed: if undecided == nil { undecided = failed }
            }
        }
        return undecided ?? .bool(false)
    }

    /// True, false, unknown or an error.
    private static func includes(_ range: CELValue, _ port: Int64) -> CELValue {
        guard case .string(let text) = range else { return range.isDefinite ? .noSuchOverload("include", range) : range }
        if text == "*" { return .bool(true) }
        guard text.contains("-") else { return .bool(text == String(port)) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        let (lowest, highest) = (Int64(ends[0]), Int64(ends[1]))
        if let lowest, lowest > port { return .bool(false) }
        if let highest, highest < port { return .bool(false) }
        return lowest == nil || highest == nil ? .failure("'\(text)' is no range of ports") : .bool(true)
    }

    /// The place of `--flag` or `--flag=value` among the words of a command line, -1 when it is not there.
    private static func indexOfFlag(_ words: CELList, _ flag: String) -> CELValue? {
        var found: CELValue?
        for index in 0..<words.count {
            let word = words[index]
            if case .unknown = word {
                found = found ?? word
                continue
            }
            guard case .string(let text)? = toString(word) else { return nil }
            if text == flag || text.hasPrefix(flag + "=") { found = found ?? .int(Int64(index)) }
        }
        return found ?? .int(-1)
    }
}
