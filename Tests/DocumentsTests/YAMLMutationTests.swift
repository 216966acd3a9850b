import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

/// Damages realistic files and edits what is still sound; nothing may crash, and bytes that no edit names stay.
@Suite struct YAMLMutationTests {
    @Test(arguments: [Format.yaml, .json]) func `mutations crash nothing and edits stay exact`(format: Format) {
        var random = SplitMix64(format == .yaml ? 1 : 2)
        let seeds = (format == .yaml ? yamlSeeds : jsonSeeds).map { Array($0.utf8) }
        var sound = 0
        var made = 0
        for round in 0..<Tier.rounds(10_000) {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0..<random.below(4) { mutate(&bytes, &random) }
            let document = parseDocument(SourceFile(path: "m", bytes: bytes), as: format)
            let tree = (document as? YAMLDocument)?.tree ?? (document as? JSONDocument)?.tree ?? NodeTree()
            if let trouble = spanTrouble(tree, document.roots, document.comments, bytes) { Issue.record("round \(round): \(trouble)") }
            guard document.isSound, !document.roots.isEmpty else { continue }
            sound += 1
            if edit(document, &random, round) { made += 1 }
        }
        print("\(format.rawValue) mutations: \(Tier.rounds(10_000)) files, \(sound) sound, \(made) edited")
        #expect(sound > Tier.rounds(3000))
        #expect(made > Tier.rounds(2500))
    }

    /// Makes one or two random changes and compares the outcome, independently of the planner's own check.
    /// - Returns: whether anything was changed.
    private func edit(_ document: any Document, _ random: inout SplitMix64, _ round: Int) -> Bool {
        let root = random.below(document.roots.count)
        var changes: [DocumentChange] = []
        for _ in 0...random.below(2) { changes.append(change(document.roots[root], root, &random)) }
        let planned = document.edits(for: changes)
        let bytes = document.source.bytes
        let after = parseDocument(SourceFile(path: "m", bytes: planned.edits.applied(to: bytes)), as: document.format)
        #expect(after.isSound, "round \(round)")
        for (index, other) in document.roots.enumerated() where index != root {
            #expect(after.roots[index].value == other.value, "round \(round): another document changed")
        }
        let hasAliases = bytes.contains(UInt8(ascii: "*"))
        if planned.refused.isEmpty, !hasAliases {
            let wanted = changes.reduce(document.roots[root].value) { intended($1, of: $0) }
            if after.roots[root].value != wanted {
                Issue.record("round \(round): \(changes) of\n\(document.source.text)\nbecame\n\(after.source.text)")
            }
        }
        return !planned.edits.isEmpty
    }

    private func change(_ root: Traced, _ number: Int, _ random: inout SplitMix64) -> DocumentChange {
        var path = ValuePath.root
        var value = root
        while random.below(5) > 0 {
            if let mapping = value.value.mapping, !mapping.isEmpty {
                let entry = mapping.entries[random.below(mapping.count)]
                path = path.key(entry.key)
                value = entry.value
            } else if let items = value.value.list, !items.isEmpty {
                let index = random.below(items.count)
                path = path.index(index)
                value = items[index]
            } else {
                break
            }
        }
        if random.below(3) == 0, value.value.mapping != nil || path.isRoot { path = path.key(["new", "on", "x y"][random.below(3)]) }
        let values: [NewValue] = [
            .bool(false), .int(1000), .string("no"), .string("it's: a #test"), .string("one\ntwo\n"), .null, .list([.string("ALL"), .int(1)]),
            .map([NewValue.Entry("a", .int(1)), NewValue.Entry("b", .list([.map([NewValue.Entry("c", .string("d"))])]))]),
        ]
        let new = values[random.below(values.count)]
        switch random.below(6) {
        case 0: return DocumentChange(root: number, path: path, action: .remove)
        case 1 where value.value.list != nil: return DocumentChange(root: number, path: path, action: .append(new))
        default: return DocumentChange(root: number, path: path, action: .set(new))
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        if bytes.isEmpty { return }
        let at = random.below(bytes.count)
        let interesting: [UInt8] = Array("[]{}:,-#&*!|>'\"%@\n\r\t ?<=~/\\".utf8) + [0, 0x80, 0xC3, 0xFF, 0xEF, 0x7F]
        switch random.below(8) {
        case 0: bytes[at] = interesting[random.below(interesting.count)]
        case 1: bytes.insert(interesting[random.below(interesting.count)], at: at)
        case 2: bytes.remove(at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(20)))
        case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 1 + random.below(40))], at: random.below(bytes.count))
        case 5:
            bytes.insert(
                contentsOf: Array(["&a ", "*a", "<<: *a\n", "!!str ", "# c\n", "é", "\u{2028}", "---\n", "? "][random.below(9)].utf8), at: at)
        case 6:
            bytes.insert(
                contentsOf: Array(repeating: [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "-")][random.below(3)], count: random.below(300)),
                at: at)
        default: bytes = Array(bytes[..<at])
        }
    }
}

/// What a change means, without aliases and in as few words as possible.
private func intended(_ change: DocumentChange, of root: Value) -> Value {
    func at(_ path: ArraySlice<ValuePath.Element>, _ value: Value?, mayGo: Bool) -> Value? {
        guard let step = path.first else {
            switch change.action {
            case .set(let new): return new.value
            case .append(let new):
                let items = value?.list ?? []
                return .list(items.contains { $0.value == new.value } ? items : items + [.new(new.value)])
            default: return nil
            }
        }
        switch step {
        case .key(let key):
            var mapping = value?.mapping ?? Mapping()
            if change.action == .remove, mapping[key] == nil { return value }
            guard let new = at(path.dropFirst(), mapping[key]?.value, mayGo: true) else {
                mapping.remove(key)
                return mapping.isEmpty && mayGo ? nil : .map(mapping)
            }
            mapping.set(Mapping.Entry(key: key, value: .new(new)))
            return .map(mapping)
        case .index(let index):
            var items = value?.list ?? []
            let isThere = items.indices.contains(index)
            if !isThere, change.action == .remove { return value }
            if let new = at(path.dropFirst(), isThere ? items[index].value : nil, mayGo: false) {
                if isThere { items[index] = .new(new) } else { items.append(.new(new)) }
            } else {
                items.remove(at: index)
            }
            return items.isEmpty && mayGo ? nil : .list(items)
        }
    }
    return at(change.path.elements[...], root, mayGo: false) ?? root
}

private let yamlSeeds = [
    yamlShowcase,
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web   # the shop
      labels: {app: web, "on": 'yes'}
    spec:
      template:
        spec:
          # the pod
          containers:
            - name: web
              image: nginx:1.27
              command: ["/bin/sh", "-c"]
              args:
                - |
                  set -e # not a comment
                  exec web
              resources: {}
            - name: side
              env: [
                {name: A, value: "1"}, # one
                {name: B, value: "2"}
              ]
          volumes:
          - name: tmp
            emptyDir: {}
    ---
    kind: Service
    spec: {ports: [{port: 80}]}
    """,
    "base: &base\n  a: 1\n  b:\n  - x\ncopy: *base\nmerged:\n  <<: *base\n  c: 3\n",
    "a: 1\r\nb:\r\n  - c: 2\r\n    d: ü\r\n  - e\r\nf: {g: [h, i]}",
]

private let jsonSeeds = [
    "{\n  \"name\": \"web\",\n  \"list\": [1, 2.5, true, null, \"é\\u00e9\"],\n  \"map\": {\n    \"a\": {\"b\": []},\n    \"c\": {}\n  }\n}\n",
    "{\"a\":{\"b\":[{\"c\":1},{\"d\":\"x\"}]},\"e\":-1e3}",
    "[\n\t{\n\t\t\"a\": 1, // one\n\t\t\"b\": [\n\t\t\t\"x\",\n\t\t\t\"y\",\n\t\t],\n\t},\n]",
]
