internal import SourceText

/// How a file is written, learned from the file itself, so that new lines look like their neighbours.
struct TextStyle {
    /// Columns from a key to the keys of the map below it.
    var step = 2
    /// Columns from a key to the `-` of the list below it: 0 or more.
    var listStep = 2
    var newline = "\n"
    /// The quotes of new strings that need some.
    var prefersSingleQuotes = false
    /// What stands between a key and its value, and between two entries on one line.
    var colon = ": "
    var comma = ", "
    /// One level of a JSON file of several lines.
    var jsonIndent = "  "

    /// Nodes that are looked at; the first few hundred tell how the rest is written.
    private static let sample = 5000

    init() {}

    init(_ tree: NodeTree, _ lines: TextLines, _ dialect: Dialect) {
        newline = lines.usesCRLF ? "\r\n" : "\n"
        switch dialect {
        case .yaml: learnYAML(tree, lines)
        case .json: learnJSON(tree, lines)
        }
    }

    private mutating func learnYAML(_ tree: NodeTree, _ lines: TextLines) {
        var steps: [Int: Int] = [:]
        var listSteps: [Int: Int] = [:]
        var single = 0
        var double = 0
        for index in tree.nodes.indices.prefix(TextStyle.sample) {
            let node = tree[index]
            if node.style == .singleQuoted { single += 1 }
            if node.style == .doubleQuoted { double += 1 }
            guard node.kind == .mapping, node.style == .block else { continue }
            for (key, value) in tree.entries(index) where tree[value].isCollection && tree[value].style == .block {
                let distance = lines.column(tree[value].start) - lines.column(tree[key].outerStart)
                if tree[value].kind == .mapping, distance > 0 { steps[distance, default: 0] += 1 }
                if tree[value].kind == .sequence, distance >= 0 { listSteps[distance, default: 0] += 1 }
            }
        }
        if let common = mostCommon(steps), common <= 8 { step = common }
        listStep = mostCommon(listSteps).flatMap { $0 <= 8 ? $0 : nil } ?? step
        prefersSingleQuotes = single > double
    }

    private func mostCommon(_ counts: [Int: Int]) -> Int? {
        counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    private mutating func learnJSON(_ tree: NodeTree, _ lines: TextLines) {
        for index in tree.nodes.indices.prefix(TextStyle.sample) where tree[index].childCount > 0 {
            let own = lines.indentText(tree[index].start)
            let child = lines.indentText(tree[index + 1].start)
            if lines.isFirstOnLine(tree[index + 1].start), child.count > own.count, child.hasPrefix(own) {
                jsonIndent = String(child.dropFirst(own.count))
                break
            }
        }
        guard
            let object = tree.nodes.indices.prefix(TextStyle.sample).first(where: {
                tree[$0].kind == .mapping && tree[$0].childCount > 0
            })
        else { return }
        let entry = tree.entries(object)[0]
        let between = String(decoding: lines.bytes[tree[entry.key].end..<tree[entry.value].start], as: UTF8.self)
        if between.allSatisfy({ $0 == ":" || $0 == " " }) { colon = between }
        if colon == ":" { comma = "," }
    }
}
