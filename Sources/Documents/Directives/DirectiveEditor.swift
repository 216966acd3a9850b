import ConfigModel
import SourceText

/// Turns one change of values into edits of bytes, and into the shape that the edited file has to have.
struct DirectiveEditor {
    let document: DirectiveDocument
    let syntax: DirectiveSyntax
    let lines: TextLines
    var shape: DirectiveShape
    var edits: [Edit] = []
    static let blanks: ByteSet = " \t\n\r"

    var tree: DirectiveTree { document.tree }
    var bytes: [UInt8] { document.source.bytes }
    var newline: String { lines.usesCRLF ? "\r\n" : "\n" }

    init(_ document: DirectiveDocument, shape: DirectiveShape) {
        self.document = document
        self.shape = shape
        syntax = document.language.syntax
        lines = TextLines(document.source.bytes)
    }

    /// What a path points at.
    enum Target {
        /// All directives of a name, there or not.
        case name(block: Int, String)
        case occurrence(Int)
        case newOccurrence(block: Int, String)
        case element(array: Int, Int)
        case words(Int)
        case word(Int, Int)
        case block(Int)
    }

    mutating func plan(_ change: DocumentChange) throws(DirectiveRefusal) {
        let target = try resolve(change.path.elements)
        switch change.action {
        case .set(let value): try set(target, value)
        case .remove: try remove(target)
        case .append(let value): try append(target, value)
        case .merge(let value): try merge(target, value)
        case .rename(let name): try rename(target, to: name)
        case .insert(let value): try insert(target, value)
        case .add: throw DirectiveRefusal("a file of directives holds no other resources")
        }
    }

    private func resolve(_ path: [ValuePath.Element]) throws(DirectiveRefusal) -> Target {
        var block = -1
        var at = 0
        while at < path.count {
            let node: Int
            if case .index(let index) = path[at] {
                guard block >= 0, tree.nodes[block].block?.isArray == true else { throw DirectiveRefusal("the path counts in what is no list") }
                let children = tree.children(block)
                if at + 1 == path.count { return .element(array: block, index) }
                guard index < children.count else { throw DirectiveRefusal("the list has no element \(index)") }
                node = children[index]
                at += 1
            } else {
                guard case .key(let name) = path[at] else { throw DirectiveRefusal("the path has no name") }
                let all = tree.named(name, in: block)
                let isListed = syntax.isListed(name)
                if at + 1 < path.count, isListed, case .index(let index) = path[at + 1] {
                    if index == all.count, at + 2 == path.count { return .newOccurrence(block: block, name) }
                    guard index < all.count else { throw DirectiveRefusal("there is no \(name) number \(index)") }
                    node = all[index]
                    at += 2
                } else {
                    if at + 1 == path.count { return .name(block: block, name) }
                    guard let effective = syntax.repetition.firstWins ? all.first : all.last else {
                        throw DirectiveRefusal("there is no \(name) yet")
                    }
                    node = effective
                    at += 1
                }
            }
            if at == path.count { return .occurrence(node) }
            if syntax.isListed(tree.nodes[node].name), case .key(let part) = path[at] {
                if part == "text", at + 1 == path.count { return .occurrence(node) }
                if part == "args" {
                    if at + 1 == path.count { return .words(node) }
                    if case .index(let index) = path[at + 1], at + 2 == path.count { return .word(node, index) }
                }
            }
            guard tree.nodes[node].block != nil else { throw DirectiveRefusal("\(tree.nodes[node].name) holds no directives") }
            block = node
        }
        return .block(block)
    }

    mutating func set(_ target: Target, _ value: NewValue) throws(DirectiveRefusal) {
        switch target {
        case .name(let block, let name):
            let all = tree.named(name, in: block)
            guard let first = syntax.repetition.firstWins || syntax.repetition.listsAll ? all.first : all.last else {
                return try add(name, value, to: block)
            }
            if all.count > 1, syntax.repetition.accumulates(name) || tree.nodes[first].block != nil {
                throw DirectiveRefusal("\(name) is there \(all.count) times")
            }
            try replace(first, value)
            if syntax.repetition.listsAll { for other in all.dropFirst() { removeNode(other) } }
        case .occurrence(let node): try replace(node, value)
        case .newOccurrence(let block, let name): try add(name, value, to: block)
        case .words(let node):
            guard case .list(let items) = value else { throw DirectiveRefusal("arguments are a list") }
            var words: [String] = []
            for item in items { words.append(word(try text(of: item))) }
            replaceText(node, words.joined(separator: " "))
        case .word(let node, let index):
            let plain = word(try text(of: value))
            guard index <= tree.nodes[node].words.count else { throw DirectiveRefusal("there is no argument \(index)") }
            replaceWord(node, index, plain)
        case .element(let array, let index):
            let children = tree.children(array)
            guard index < children.count else { return try append(.occurrence(array), value) }
            try replace(children[index], value)
        case .block(let block): try merge(.block(block), value)
        }
    }

    private mutating func remove(_ target: Target) throws(DirectiveRefusal) {
        switch target {
        case .name(let block, let name):
            let all = tree.named(name, in: block)
            if all.isEmpty { throw DirectiveRefusal("there is no \(name)") }
            for node in all { removeNode(node) }
        case .occurrence(let node): removeNode(node)
        case .element(let array, let index):
            let children = tree.children(array)
            guard index < children.count else { throw DirectiveRefusal("the list has no element \(index)") }
            removeElement(children, index)
        case .word(let node, let index):
            guard index < tree.nodes[node].words.count else { throw DirectiveRefusal("there is no argument \(index)") }
            replaceWord(node, index, nil)
        case .words(let node): replaceText(node, "")
        case .newOccurrence, .block: throw DirectiveRefusal("there is nothing to remove")
        }
    }

    private mutating func append(_ target: Target, _ value: NewValue) throws(DirectiveRefusal) {
        switch target {
        case .name(let block, let name):
            if let node = tree.named(name, in: block).last, tree.nodes[node].block?.isArray == true { return try append(.occurrence(node), value) }
            if case .string = value {
                let wanted = encode(try text(of: value))
                if tree.named(name, in: block).contains(where: { document.source.text(tree.nodes[$0].text) == wanted }) { return }
            }
            try add(name, value, to: block)
        case .words(let node):
            let plain = try text(of: value)
            if tree.nodes[node].words.contains(where: { $0.text == plain }) { return }
            replaceWord(node, tree.nodes[node].words.count, word(plain))
        case .occurrence(let array) where tree.nodes[array].block?.isArray == true: try appendElement(array, value)
        default: throw DirectiveRefusal("only names, arguments and lists can be appended to")
        }
    }

    private mutating func merge(_ target: Target, _ value: NewValue) throws(DirectiveRefusal) {
        guard case .map(let entries) = value else { throw DirectiveRefusal("only a map can be merged") }
        var block = -1
        switch target {
        case .block(let found): block = found
        case .occurrence(let node) where tree.nodes[node].block != nil: block = node
        case .name(let parent, let name):
            guard let node = tree.named(name, in: parent).last, tree.nodes[node].block != nil else { return try add(name, value, to: parent) }
            block = node
        default: throw DirectiveRefusal("only a block can be merged into")
        }
        for entry in entries { try set(.name(block: block, entry.key), entry.value) }
    }

    private mutating func rename(_ target: Target, to name: String) throws(DirectiveRefusal) {
        var nodes: [Int] = []
        switch target {
        case .name(let block, let old): nodes = tree.named(old, in: block)
        case .occurrence(let node): nodes = [node]
        default: throw DirectiveRefusal("only directives have names")
        }
        if nodes.isEmpty { throw DirectiveRefusal("there is nothing to rename") }
        for node in nodes {
            guard !tree.nodes[node].nameSpan.isEmpty else { throw DirectiveRefusal("this directive has no name") }
            edits.append(Edit(tree.nodes[node].nameSpan, name))
            let canonical = syntax.names.canonical(name)
            shape.change(node: node, parent: tree.nodes[node].parent) { $0.name = canonical }
        }
    }

    private mutating func insert(_ target: Target, _ value: NewValue) throws(DirectiveRefusal) {
        switch target {
        case .occurrence(let node): try add(tree.nodes[node].name, value, to: tree.nodes[node].parent, before: node)
        case .newOccurrence(let block, let name): try add(name, value, to: block)
        default: throw DirectiveRefusal("new directives go before a directive")
        }
    }
}
