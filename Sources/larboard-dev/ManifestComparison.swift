internal import Projects
internal import Templates

/// One document of a chart's output as values.
struct OutputDocument {
    let source: String
    let value: GoValue

    /// Kind and name, which tell documents of one file apart.
    var identity: String {
        guard case .map(let map, _) = value else { return "" }
        var name = ""
        if case .map(let metadata, _)? = map["metadata"] { name = metadata["name"]?.printedText ?? "" }
        return "\(map["kind"]?.printedText ?? "")/\(name)"
    }

    /// The documents that `helm template` printed.
    static func split(_ output: [UInt8]) -> [OutputDocument] {
        let table = TraceTable(isEnabled: false)
        var documents: [OutputDocument] = []
        var source = ""
        var lines: [ArraySlice<UInt8>] = []
        let (separator, comment) = (Array("---".utf8), Array("# Source: ".utf8))
        func flush() {
            guard !source.isEmpty else { return }
            let text = Text(Array(lines.joined(separator: [0x0A])))
            if let value = try? YAMLReader.read(text, origin: .text, in: table), !value.isNil {
                documents.append(OutputDocument(source: source, value: value))
            }
            lines = []
            source = ""
        }
        let all = output.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() {
            if line.elementsEqual(separator), index + 1 < all.count, all[index + 1].starts(with: comment) {
                flush()
                source = String(decoding: all[index + 1].dropFirst(comment.count), as: UTF8.self)
            } else if !(lines.isEmpty && line.starts(with: comment)) {
                lines.append(line)
            }
        }
        flush()
        return documents
    }
}

extension GoValue {
    var printedText: String { String(decoding: printedBytes, as: UTF8.self) }
}

/// A scalar, or an empty map or list, of a rendered document.
struct OutputLeaf {
    let document: Int
    let path: String
    let value: GoValue
    let keyTrace: TraceID
}

/// The leaves of a chart's documents by number, and which of them another output lacks or has otherwise.
struct LeafIndex {
    let documents: [OutputDocument]
    private(set) var leaves: [OutputLeaf] = []
    private var numbers: [Key: Int] = [:]

    private struct Key: Hashable {
        let document: Int
        let path: String
    }

    init(_ documents: [OutputDocument]) {
        self.documents = documents
        for (index, document) in documents.enumerated() { add(document.value, index, "", .none) }
    }

    private mutating func add(_ value: GoValue, _ document: Int, _ path: String, _ keyTrace: TraceID) {
        switch value {
        case .map(let map, _) where map.count > 0:
            for entry in map.entries { add(entry.value, document, path + "/" + entry.key, entry.keyTrace) }
        case .list(let list, _) where !list.elements.isEmpty:
            for (index, element) in list.elements.enumerated() { add(element, document, path + "/\(index)", keyTrace) }
        default:
            numbers[Key(document: document, path: path)] = leaves.count
            leaves.append(OutputLeaf(document: document, path: path, value: value, keyTrace: keyTrace))
        }
    }

    /// The numbers of leaves that changed or went, and the leaves of `other` that are new.
    func difference(to other: LeafIndex) -> (changed: Set<Int>, added: Set<Int>) {
        var changed: Set<Int> = []
        var added: Set<Int> = []
        for (left, right) in pairs(
            documents.count, other.documents.count, { documents[$0].source }, { other.documents[$0].source },
            { documents[$0].identity }, { other.documents[$0].identity })
        {
            compare(
                left.map { (documents[$0].value, $0, "") }, right.map { (other.documents[$0].value, $0, "") }, other, &changed,
                &added)
        }
        return (changed, added)
    }

    private typealias Place = (value: GoValue, document: Int, path: String)

    private func compare(
        _ left: Place?, _ right: Place?, _ other: LeafIndex, _ changed: inout Set<Int>, _ added: inout Set<Int>
    ) {
        if let left, let right {
            switch (left.value, right.value) {
            case (.map(let a, _), .map(let b, _)) where a.count > 0 && b.count > 0:
                for key in Set(a.entries.map(\.key)).union(b.entries.map(\.key)) {
                    compare(
                        a[key].map { ($0, left.document, left.path + "/" + key) },
                        b[key].map { ($0, right.document, right.path + "/" + key) }, other, &changed, &added)
                }
                return
            case (.list(let a, _), .list(let b, _)) where !a.elements.isEmpty && !b.elements.isEmpty:
                // Elements keep their places where none came or went; names do not tell those that share one apart.
                if a.elements.count == b.elements.count {
                    for index in a.elements.indices {
                        compare(
                            (a.elements[index], left.document, left.path + "/\(index)"),
                            (b.elements[index], right.document, right.path + "/\(index)"), other, &changed, &added)
                    }
                    return
                }
                let matched = pairs(
                    a.elements.count, b.elements.count, { _ in "" }, { _ in "" }, { LeafIndex.identity(a.elements[$0]) },
                    { LeafIndex.identity(b.elements[$0]) })
                for (first, second) in matched {
                    compare(
                        first.map { (a.elements[$0], left.document, left.path + "/\($0)") },
                        second.map { (b.elements[$0], right.document, right.path + "/\($0)") }, other, &changed, &added)
                }
                return
            default: if GoValue.deepEqual(left.value, right.value) { return }
            }
        }
        if let left { collect(left, self, &changed) }
        if let right { collect(right, other, &added) }
    }

    private func collect(_ place: Place, _ index: LeafIndex, _ numbers: inout Set<Int>) {
        switch place.value {
        case .map(let map, _) where map.count > 0:
            for entry in map.entries { collect((entry.value, place.document, place.path + "/" + entry.key), index, &numbers) }
        case .list(let list, _) where !list.elements.isEmpty:
            for (position, element) in list.elements.enumerated() {
                collect((element, place.document, place.path + "/\(position)"), index, &numbers)
            }
        default:
            if let number = index.numbers[Key(document: place.document, path: place.path)] { numbers.insert(number) }
        }
    }

    /// What tells an element of a list from its neighbours: its name or key, or a scalar's text.
    private static func identity(_ value: GoValue) -> String {
        guard case .map(let map, _) = value else {
            if case .list = value { return "" }
            return value.printedText
        }
        for key in ["name", "key", "mountPath", "path"] { if let name = map[key] { return name.printedText } }
        return ""
    }

    /// Pairs of indices of two sequences: the same identity within the same group first, what is left in order.
    private func pairs(
        _ leftCount: Int, _ rightCount: Int, _ leftGroup: (Int) -> String, _ rightGroup: (Int) -> String,
        _ leftIdentity: (Int) -> String, _ rightIdentity: (Int) -> String
    ) -> [(Int?, Int?)] {
        var result: [(Int?, Int?)] = []
        var groups: [String: (left: [Int], right: [Int])] = [:]
        for index in 0..<leftCount { groups[leftGroup(index), default: ([], [])].left.append(index) }
        for index in 0..<rightCount { groups[rightGroup(index), default: ([], [])].right.append(index) }
        for (_, group) in groups {
            var waiting: [String: [Int]] = [:]
            for index in group.right.reversed() { waiting[rightIdentity(index), default: []].append(index) }
            var taken: Set<Int> = []
            var lonely: [Int] = []
            for index in group.left {
                if let match = waiting[leftIdentity(index)]?.popLast() {
                    result.append((index, match))
                    taken.insert(match)
                } else {
                    lonely.append(index)
                }
            }
            let rest = group.right.filter { !taken.contains($0) }
            for position in 0..<max(lonely.count, rest.count) {
                result.append((position < lonely.count ? lonely[position] : nil, position < rest.count ? rest[position] : nil))
            }
        }
        return result
    }
}
