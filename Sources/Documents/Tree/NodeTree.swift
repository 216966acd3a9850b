package import SourceText

/// The nodes of a YAML or JSON file in the order in which they begin, with the bytes of each.
///
/// For `a: [1, 2]` the nodes are mapping, `a`, sequence, `1`, `2`. The first child of a node stands right behind it, and `next` is the
/// node behind its last descendant, so one array is the whole tree.
///
/// Invariant: spans lie within the file, and those of children within their parent's.
package struct NodeTree: Sendable {
    package struct Node: Sendable {
        package enum Kind: UInt8, Sendable { case scalar, mapping, sequence, alias }
        package enum Style: UInt8, Sendable {
            case plain, singleQuoted, doubleQuoted, literal, folded
            case block, flow
            /// The mapping of `[a: b]`, which has no braces.
            case pair
        }

        package let kind: Kind
        package let style: Style
        /// Whether `textStart` counts in the file or in `NodeTree.unescaped`.
        let textIsInFile: Bool
        let startOffset: Int32
        var endOffset: Int32
        let outerOffset: Int32
        /// The node behind the last descendant.
        var next: Int32
        /// Children of a collection (a pair counts two), bytes of a scalar's text, the target of an alias.
        var number: Int32
        let textStart: Int32
        /// Index in `NodeTree.properties`, or -1.
        let properties: Int32

        /// First byte of the content, behind anchor and tag.
        package var start: Int { Int(startOffset) }
        /// Behind the last byte. Block collections end with their last value; block scalars with the text of their last line.
        package var end: Int { Int(endOffset) }
        /// First byte, anchor and tag included.
        package var outerStart: Int { Int(outerOffset) }
        package var span: Span { Span(start, end) }
        /// The number of elements of a sequence; twice the number of pairs of a mapping.
        package var childCount: Int { kind == .scalar || kind == .alias ? 0 : Int(number) }
        package var isCollection: Bool { kind == .mapping || kind == .sequence }
        package var isFlow: Bool { style == .flow || style == .pair }
        package var isBlockScalar: Bool { style == .literal || style == .folded }
        /// A value that is not written: `key:`.
        package var isUnwritten: Bool { kind == .scalar && style == .plain && startOffset == endOffset }
    }

    /// `&name` and `!tag` of a node.
    package struct Properties: Sendable {
        package let anchor: String?
        /// With the prefix of its handle: `tag:yaml.org,2002:str` for `!!str`, `!Ref` for `!Ref`.
        package let tag: String?
    }

    package internal(set) var nodes: ContiguousArray<Node> = []
    /// The root node of each document.
    package internal(set) var roots: [Int] = []
    package internal(set) var properties: [Properties] = []
    /// Text of scalars that differs from how they are written: escapes, folded lines.
    var unescaped: [UInt8] = []

    package init() {}

    package subscript(_ index: Int) -> Node {
        get { nodes[index] }
        _modify { yield &nodes[index] }
    }

    package func next(_ index: Int) -> Int { Int(nodes[index].next) }

    package func properties(of index: Int) -> Properties? {
        let place = nodes[index].properties
        return place < 0 ? nil : properties[Int(place)]
    }

    /// The node that an alias stands for, or the node itself.
    package func resolved(_ index: Int) -> Int {
        nodes[index].kind == .alias ? Int(nodes[index].number) : index
    }

    /// Elements of a sequence; keys and values in turn of a mapping.
    package func children(_ index: Int) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(nodes[index].childCount)
        var child = index + 1
        for _ in 0..<nodes[index].childCount {
            result.append(child)
            child = next(child)
        }
        return result
    }

    /// Pairs of a mapping in file order.
    package func entries(_ index: Int) -> [(key: Int, value: Int)] {
        var result: [(key: Int, value: Int)] = []
        result.reserveCapacity(nodes[index].childCount / 2)
        var key = index + 1
        for _ in 0..<nodes[index].childCount / 2 {
            let value = next(key)
            result.append((key, value))
            key = next(value)
        }
        return result
    }

    /// The text that a scalar stands for, escapes resolved.
    package func text(_ index: Int, in bytes: [UInt8]) -> String {
        let node = nodes[index]
        guard node.kind == .scalar else { return "" }
        let range = Int(node.textStart)..<Int(node.textStart) + Int(node.number)
        return String(decoding: node.textIsInFile ? bytes[range] : unescaped[range], as: UTF8.self)
    }
}

extension NodeTree {
    /// What a path calls an entry: the key's text. A collection is called what is written.
    func keyName(_ index: Int, in bytes: [UInt8]) -> String {
        let target = resolved(index)
        if nodes[target].kind == .scalar { return text(target, in: bytes) }
        return String(decoding: bytes[nodes[index].span.range], as: UTF8.self)
    }

    /// `<<` unless quoted.
    func isMergeKey(_ index: Int, in bytes: [UInt8]) -> Bool {
        let node = nodes[index]
        return node.kind == .scalar && node.style == .plain && node.properties < 0 && text(index, in: bytes) == "<<"
    }
}

/// Limits that keep a hostile file from costing more than its size.
enum TreeLimits {
    static let depth = 200
    /// Bytes of one file.
    static let bytes = 64 << 20
    /// Values that the aliases of one document may stand for.
    static let aliasedNodes = 100_000
    /// Directives of one file: libyaml compares each `%TAG` with all before it.
    static let directives = 256
}
