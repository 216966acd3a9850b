internal import ConfigModel
internal import SourceText

extension TOMLParser {
    mutating func value(depth: Int) throws(Failure) -> Int {
        guard depth < TOMLParser.deepest else { throw failure("values are nested too deeply", id: "toml-depth") }
        guard at < bytes.count else { throw failure("a value is missing") }
        let start = at
        switch bytes[at] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let text = try text()
            return tree.add(.scalar(.string(text)), Span(start, at))
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "{"): return try inlineTable(depth)
        default:
            let value = try bareValue()
            return tree.add(.scalar(value), Span(start, at))
        }
    }

    private mutating func array(_ depth: Int) throws(Failure) -> Int {
        let start = at
        at += 1
        var items: [Int] = []
        while true {
            try skipLines()
            guard at < bytes.count else { throw failure("the array does not close", at: start) }
            if bytes[at] == UInt8(ascii: "]") { break }
            items.append(try value(depth: depth + 1))
            try skipLines()
            guard at < bytes.count else { throw failure("the array does not close", at: start) }
            if bytes[at] == UInt8(ascii: ",") { at += 1 } else if bytes[at] != UInt8(ascii: "]") { throw failure("elements are parted by ','") }
        }
        at += 1
        return tree.add(.array(items, isTables: false), Span(start, at))
    }

    private mutating func inlineTable(_ depth: Int) throws(Failure) -> Int {
        let start = at
        at += 1
        let node = tree.add(.table(TOMLTree.Table(form: .inline)), Span(start, at))
        // Dotted keys of one inline table belong together, those of another do not.
        let section = -2 - node
        skipBlanks()
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
        } else {
            while true {
                skipBlanks()
                let keys = try keyPath()
                guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw failure("a key needs '=' and a value") }
                at += 1
                skipBlanks()
                let parent = try dotted(keys.dropLast(), from: node, section: section, statement: -1)
                let last = keys[keys.count - 1]
                if tree.entry(parent, last.name) != nil {
                    throw failure("the key '\(last.name)' is there already", at: last.span.start, id: "toml-duplicate")
                }
                let item = try value(depth: depth + 1)
                tree.add(TOMLTree.Entry(key: last.name, keySpan: Span(keys[0].span.start, last.span.end), node: item, statement: -1), to: parent)
                skipBlanks()
                guard at < bytes.count else { throw failure("the table does not close", at: start) }
                if bytes[at] == UInt8(ascii: "}") { break }
                guard bytes[at] == UInt8(ascii: ",") else { throw failure("entries are parted by ','") }
                at += 1
            }
            at += 1
        }
        tree.nodes[node].span = Span(start, at)
        seal(node, depth: 0)
        return node
    }

    /// Nothing is added to an inline table behind its brace, nor to the tables that its dotted keys make.
    private mutating func seal(_ node: Int, depth: Int) {
        guard depth < TOMLParser.deepest, case .table(var table) = tree.nodes[node].content else { return }
        table.form = .inline
        tree.nodes[node].content = .table(table)
        for entry in table.entries { seal(entry.node, depth: depth + 1) }
    }

    private mutating func bareValue() throws(Failure) -> Value {
        let start = at
        func isBare(_ byte: UInt8) -> Bool { isWordByte(byte) || [43, 45, 46, 58].contains(byte) }
        while at < bytes.count, isBare(bytes[at]) { at += 1 }
        // A blank may part the date and the time, where a time follows.
        if at - start == 10, at + 3 < bytes.count, bytes[at] == 0x20, isDigit(bytes[at + 1]), isDigit(bytes[at + 2]), bytes[at + 3] == 58,
            bytes[start + 4] == 45
        {
            at += 1
            while at < bytes.count, isBare(bytes[at]) { at += 1 }
        }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .double(.infinity)
        case "-inf": return .double(-.infinity)
        case "nan", "+nan", "-nan": return .double(.nan)
        default: break
        }
        if let number = tomlNumber(word) { return number }
        if isTOMLTime(word) { return .string(word) }
        at = start
        throw failure(word.isEmpty ? "a value is missing" : "'\(word)' is no value")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    // MARK: - Strings

    /// A string of any of the four kinds, escapes resolved.
    mutating func text() throws(Failure) -> String {
        let quote = bytes[at]
        let start = at
        let isLong = bytes[at...].starts(with: [quote, quote, quote])
        at += isLong ? 3 : 1
        if isLong {
            if bytes[at...].starts(with: [0x0D, 0x0A]) { at += 2 } else if at < bytes.count, bytes[at] == 0x0A { at += 1 }
        }
        var result: [UInt8] = []
        while true {
            guard at < bytes.count else { throw failure("the string does not close", at: start) }
            let byte = bytes[at]
            if byte == quote {
                if !isLong {
                    at += 1
                    break
                }
                var run = 0
                while at + run < bytes.count, bytes[at + run] == quote, run < 6 { run += 1 }
                if run >= 3 {
                    guard run <= 5 else { throw failure("too many quotes end the string") }
                    result += Array(repeating: quote, count: run - 3)
                    at += run
                    break
                }
                result += Array(repeating: quote, count: run)
                at += run
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(&result, isLong: isLong)
            } else if byte == 0x0A || (byte == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A) {
                guard isLong else { throw failure("the string does not close on its line", at: start) }
                // A line break counts as one line feed, however the file writes it.
                at += byte == 0x0A ? 1 : 2
                result.append(0x0A)
            } else {
                if (byte < 0x20 && byte != 0x09) || byte == 0x7F { throw failure("a string holds a control character") }
                result.append(byte)
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func escape(_ result: inout [UInt8], isLong: Bool) throws(Failure) {
        let start = at
        at += 1
        guard at < bytes.count else { throw failure("the string does not close", at: start) }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(byte)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = byte == UInt8(ascii: "u") ? 4 : 8
            guard at + count <= bytes.count, bytes[at..<at + count].allSatisfy(isHexDigit),
                let number = UInt32(String(decoding: bytes[at..<at + count], as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(number)
            else { throw failure("the escape stands for no character", at: start) }
            at += count
            result += Array(String(Character(scalar)).utf8)
        default:
            guard isLong else { throw failure("the escape is not known", at: start) }
            at -= 1
            skipBlanks()
            guard at < bytes.count, bytes[at] == 0x0A || (bytes[at] == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A) else {
                throw failure("the escape is not known", at: start)
            }
            while at < bytes.count, [0x20, 0x09, 0x0A].contains(bytes[at]) || (bytes[at] == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A) {
                at += 1
            }
        }
    }

    private func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (65...70).contains(byte) || (97...102).contains(byte) }
}
