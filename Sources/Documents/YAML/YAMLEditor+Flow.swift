internal import ConfigModel

/// Editing inside `{…}` and `[…]`, which is all of JSON.
extension YAMLEditor {
    /// Takes entries and their commas out. Entries are pairs of first and last node.
    mutating func removeFromFlow(_ removed: [(Int, Int)], among all: [(Int, Int)], of node: Int) {
        for (first, last) in removed {
            guard let position = all.firstIndex(where: { $0.0 == first }) else { continue }
            let start = tree.nodes[first].outerStart
            if position + 1 < all.count {
                replace(start, tree.nodes[all[position + 1].0].outerStart, "")
            } else {
                // Behind the last entry that stays.
                let kept = all[..<position].last { entry in !removed.contains { $0.0 == entry.0 } }
                if let kept {
                    let from = max(tree.nodes[kept.1].end, tree.nodes[kept.0].end)
                    let next = all.firstIndex { $0.0 == kept.0 }.map { $0 + 1 } ?? position
                    // Entries between were removed up to the start of this one.
                    replace(next == position ? from : comma(after: from), next == position ? tree.nodes[last].end : tree.nodes[all[next].0].outerStart, "")
                    if next != position { replace(start, tree.nodes[last].end, "") }
                } else {
                    replace(start, tree.nodes[last].end, "")
                }
            }
        }
    }

    private func comma(after offset: Int) -> Int {
        bytes[offset...].firstIndex(of: UInt8(ascii: ",")) ?? offset
    }

    mutating func addToFlow(_ texts: [String], to node: Int, remaining: Int, lastEnd: Int?, lastIsKept: Bool) {
        guard !texts.isEmpty else { return }
        let this = tree.nodes[node]
        let newline = writer.style.newline
        guard let lastEnd else {
            if remaining == 0, writer.style.isJSON {
                let depth = jsonDepth(node)
                let pad = String(repeating: writer.style.jsonIndent, count: depth + 1)
                let lines = texts.map { newline + pad + $0 }.joined(separator: ",")
                return replace(this.start + 1, this.end - 1, lines + newline + String(repeating: writer.style.jsonIndent, count: depth))
            }
            return replace(this.start + 1, this.end - 1, texts.joined(separator: ", "))
        }
        let last = tree.nodes[lastEnd]
        let behind = last.isEmptyPlain ? last.end : max(last.end, last.start)
        let trailing = trailingComma(behind, before: this.end - 1)
        let place = trailing.map { $0 + 1 } ?? behind
        let separator: String
        if isMultiline(node), let column = flowItemIndent(lastEnd, in: node) {
            separator = newline + column
        } else {
            separator = " "
        }
        let body = texts.joined(separator: "," + separator)
        replace(place, place, (trailing == nil ? "," : "") + separator + body + (trailing == nil ? "" : ","))
    }

    private func trailingComma(_ from: Int, before end: Int) -> Int? {
        guard from < end else { return nil }
        for offset in from..<end {
            if bytes[offset] == UInt8(ascii: ",") { return offset }
            if bytes[offset] == UInt8(ascii: "#") { return nil }
        }
        return nil
    }

    /// Whether the closing bracket stands on a later line than the opening one.
    func isMultiline(_ node: Int) -> Bool {
        let this = tree.nodes[node]
        return bytes[this.start..<min(this.end, bytes.count)].contains(0x0A)
    }

    /// The blanks before the line of the last entry, when the entry starts its line.
    private func flowItemIndent(_ last: Int, in node: Int) -> String? {
        let first = tree.nodes[node].kind == .mapping ? tree.entries(node).last.map { tree.nodes[$0.key].outerStart } : tree.nodes[last].outerStart
        guard let first else { return nil }
        let start = lineStart(first)
        let blanks = bytes[start..<first]
        return blanks.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? String(decoding: blanks, as: UTF8.self) : nil
    }

    /// How many levels of the file's own indent the line of this node starts with.
    func jsonDepth(_ node: Int) -> Int {
        let start = lineStart(tree.nodes[node].start)
        let blanks = bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }.count
        return blanks / max(1, writer.style.jsonIndent.utf8.count)
    }

    func jsonText(_ value: NewValue, at offset: Int) -> String {
        let start = lineStart(offset)
        let blanks = bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }.count
        return jsonText(value, depth: blanks / max(1, writer.style.jsonIndent.utf8.count))
    }

    /// - Parameter depth: levels of indent of the line it starts on; nil writes everything on one line.
    func jsonText(_ value: NewValue, depth: Int?) -> String {
        let newline = depth == nil ? "" : writer.style.newline
        func pad(_ level: Int) -> String { depth == nil ? "" : String(repeating: writer.style.jsonIndent, count: level) }
        let inner = (depth ?? 0) + 1
        let separator = depth == nil ? ", " : "," + newline
        switch value {
        case .map(let entries) where !entries.isEmpty:
            let body = entries.map { pad(inner) + writer.doubleQuoted($0.key) + ": " + jsonText($0.value, depth: depth.map { $0 + 1 }) }
            return "{" + newline + body.joined(separator: separator) + newline + pad(inner - 1) + "}"
        case .list(let items) where !items.isEmpty:
            let body = items.map { pad(inner) + jsonText($0, depth: depth.map { $0 + 1 }) }
            return "[" + newline + body.joined(separator: separator) + newline + pad(inner - 1) + "]"
        case .map: return "{}"
        case .list: return "[]"
        default: return writer.scalar(value)
        }
    }
}
