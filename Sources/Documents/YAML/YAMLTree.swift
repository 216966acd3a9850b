internal import SourceText

/// One node of a YAML file: a scalar, a collection or an alias, with its bytes.
struct YAMLNode {
    enum Kind: UInt8 { case scalar, mapping, sequence, alias }
    enum Style: UInt8 { case plain, singleQuoted, doubleQuoted, literal, folded, block, flow }

    var kind: Kind
    var style: Style
    /// First byte of the content, behind anchor and tag.
    var start: Int
    /// Behind the last byte; for block collections behind the last byte of the last child, for block scalars behind the last line's text.
    var end: Int
    /// First byte including anchor and tag.
    var outerStart: Int
    /// Index into `YAMLTree.texts`: a scalar's value, or the name of an alias.
    var text: Int = -1
    /// Children in `YAMLTree.children`; keys and values alternate in a mapping.
    var children: Range<Int> = 0..<0
    /// What an alias stands for; -1 when the anchor is not there.
    var target: Int = -1
    var hasAnchor = false
    var isTaggedString = false

    var isFlow: Bool { style == .flow }
    var isBlockScalar: Bool { style == .literal || style == .folded }
    var isEmptyPlain: Bool { kind == .scalar && style == .plain && start == end }
}

/// All nodes of a file as one array; children are indexes.
struct YAMLTree {
    var nodes: [YAMLNode] = []
    var children: [Int] = []
    var texts: [String] = []
    /// The root node of each document.
    var roots: [Int] = []

    func items(_ node: Int) -> ArraySlice<Int> { children[nodes[node].children] }

    /// Key and value nodes of a mapping, in file order.
    func entries(_ node: Int) -> [(key: Int, value: Int)] {
        let range = nodes[node].children
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { (children[$0], children[$0 + 1]) }
    }

    func text(_ node: Int) -> String { nodes[node].text >= 0 ? texts[nodes[node].text] : "" }

    /// The node that an alias stands for, or the node itself.
    func resolved(_ node: Int) -> Int? {
        guard nodes[node].kind == .alias else { return node }
        return nodes[node].target >= 0 ? nodes[node].target : nil
    }
}
