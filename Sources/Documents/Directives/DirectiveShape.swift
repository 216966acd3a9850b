internal import SourceText

/// What a file of directives says without its layout: the measure for edited bytes.
struct DirectiveShape: Equatable {
    var items: [Item]

    struct Item: Equatable {
        /// The node in the tree that the change was planned on; nil for new ones.
        var node: Int?
        var name: String
        var text: String
        var items: [Item]?

        static func == (left: Item, right: Item) -> Bool {
            left.name == right.name && left.text == right.text && left.items == right.items
        }
    }

    init(_ document: DirectiveDocument) {
        func items(_ block: Int) -> [Item] {
            document.tree.children(block).map { index in
                let node = document.tree.nodes[index]
                return Item(node: index, name: node.name, text: document.source.text(node.text), items: node.block == nil ? nil : items(index))
            }
        }
        self.items = items(-1)
    }

    /// Changes the items of one block; `block` is a node of the original tree or -1.
    mutating func change(block: Int, _ body: (inout [Item]) -> Void) {
        if block < 0 { body(&items) } else { _ = DirectiveShape.change(&items, block, body) }
    }

    private static func change(_ items: inout [Item], _ block: Int, _ body: (inout [Item]) -> Void) -> Bool {
        for index in items.indices where items[index].items != nil {
            if items[index].node == block {
                body(&items[index].items!)
                return true
            }
            if change(&items[index].items!, block, body) { return true }
        }
        return false
    }

    mutating func change(node: Int, parent: Int, _ body: (inout Item) -> Void) {
        change(block: parent) { items in
            for index in items.indices where items[index].node == node { body(&items[index]) }
        }
    }
}
