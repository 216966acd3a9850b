internal import ConfigModel
internal import SourceText

/// Collects the changes of one template and writes those of one place as one piece of text.
///
/// Five keys that five rules want below `securityContext` of a container become one block, not five.
struct TemplateEdits {
    private let bytes: [UInt8]
    private let writer: ValueWriter
    private var keys: [Line: [(change: DocumentChange, value: NewValue)]] = [:]
    private var items: [Line: [(change: DocumentChange, value: NewValue)]] = [:]
    private var edits = EditList()
    private var refused: [PlannedEdits.Refusal] = []

    private struct Line: Hashable, Comparable {
        let offset: Int
        let column: Int

        static func < (a: Line, b: Line) -> Bool { (a.offset, a.column) < (b.offset, b.column) }
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        writer = ValueWriter(style: TextStyle(template: bytes), dialect: .yaml)
    }

    mutating func add(_ change: DocumentChange) {
        switch (change.anchor, change.action) {
        case (.scalar(let span)?, .set(let value)): replace(span, value, change)
        case (.keys(let offset, let column)?, .set(let value)), (.keys(let offset, let column)?, .merge(let value)):
            keys[Line(offset: offset, column: column), default: []].append((change, value))
        case (.keys(let offset, let column)?, .append(let value)):
            keys[Line(offset: offset, column: column), default: []].append((change, .list([value])))
        case (.items(let offset, let column)?, .append(let value)):
            items[Line(offset: offset, column: column), default: []].append((change, value))
        case (.bytes(let edits)?, _): for edit in edits { put(edit, change) }
        case (.lines(let span)?, .remove): put(Edit(span, ""), change)
        default: refuse(change, "a template takes no change of this kind here")
        }
    }

    private mutating func refuse(_ change: DocumentChange, _ reason: String) {
        refused.append(PlannedEdits.Refusal(change: change, reason: reason))
    }

    private mutating func put(_ edit: Edit, _ change: DocumentChange) {
        do throws(EditConflict) { try edits.add(edit) } catch { refuse(change, "another fix changes the same bytes") }
    }

    private mutating func replace(_ span: Span, _ value: NewValue, _ change: DocumentChange) {
        let style: NodeTree.Node.Style =
            switch bytes[span.range].first {
            case 0x22: .doubleQuoted
            case 0x27: .singleQuoted
            default: .plain
            }
        do throws(Refusal) {
            put(Edit(span, try writer.scalar(value, inFlow: false, like: style)), change)
        } catch {
            refuse(change, error.reason)
        }
    }

    consuming func finished() -> PlannedEdits {
        for (line, wanted) in keys.sorted(by: { $0.key < $1.key }) { writeKeys(wanted, at: line) }
        for (line, wanted) in items.sorted(by: { $0.key < $1.key }) { writeItems(wanted, at: line) }
        return PlannedEdits(edits: edits, refused: refused)
    }

    private mutating func writeKeys(_ wanted: [(change: DocumentChange, value: NewValue)], at line: Line) {
        var tree = NewKeys()
        var made: [DocumentChange] = []
        for (change, value) in wanted {
            if tree.add(change.path.elements[...], value) { made.append(change) } else { refuse(change, "contradicts another fix at this place") }
        }
        write(made, at: line) { [writer] () throws(Refusal) in
            var lines: [String] = []
            for entry in tree.entries {
                lines += writer.indented(try writer.entry(entry.key, entry.value, column: line.column), line.column)
            }
            return lines
        }
    }

    private mutating func writeItems(_ wanted: [(change: DocumentChange, value: NewValue)], at line: Line) {
        var seen: Set<NewValue> = []
        let values = wanted.map(\.value).filter { seen.insert($0).inserted }
        write(wanted.map(\.change), at: line) { [writer] () throws(Refusal) in
            var lines: [String] = []
            for value in values { lines += writer.indented(try writer.item(value, column: line.column), line.column) }
            return lines
        }
    }

    private mutating func write(_ changes: [DocumentChange], at line: Line, _ text: () throws(Refusal) -> [String]) {
        guard let first = changes.first else { return }
        do throws(Refusal) {
            let newline = writer.style.newline
            let needsBreak = line.offset == bytes.count && bytes.last.map { $0 != 0x0A } ?? false
            let body = try text().joined(separator: newline)
            put(Edit(.at(line.offset), needsBreak ? newline + body : body + newline), first)
        } catch {
            for change in changes { refuse(change, error.reason) }
        }
    }
}

/// New keys of one mapping, nested ones joined.
private struct NewKeys {
    private(set) var entries: [NewValue.Entry] = []

    /// False when another value is wanted at the same place.
    mutating func add(_ path: ArraySlice<ValuePath.Element>, _ value: NewValue) -> Bool {
        guard case .key(let key)? = path.first else { return false }
        let rest = path.dropFirst()
        guard let place = entries.firstIndex(where: { $0.key == key }) else {
            var inner = NewKeys()
            if rest.isEmpty {
                entries.append(NewValue.Entry(key, value))
                return true
            }
            guard inner.add(rest, value) else { return false }
            entries.append(NewValue.Entry(key, .map(inner.entries)))
            return true
        }
        let old = entries[place].value
        if rest.isEmpty {
            switch (old, value) {
            case (.list(let a), .list(let b)): entries[place] = NewValue.Entry(key, .list(a + b.filter { !a.contains($0) }))
            case (.map(let a), .map(let b)):
                var joined = NewKeys()
                joined.entries = a
                for entry in b where !joined.add([.key(entry.key)], entry.value) { return false }
                entries[place] = NewValue.Entry(key, .map(joined.entries))
            default: return old == value
            }
            return true
        }
        guard case .map(let present) = old else { return false }
        var inner = NewKeys()
        inner.entries = present
        guard inner.add(rest, value) else { return false }
        entries[place] = NewValue.Entry(key, .map(inner.entries))
        return true
    }
}

extension TextStyle {
    /// The style of a template, learned from its lines, since it is no YAML before it is rendered.
    init(template bytes: [UInt8]) {
        self.init()
        var lists: [Int: Int] = [:]
        var steps: [Int: Int] = [:]
        var opened: Int?
        var single = 0
        var double = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) {
            let content = line.drop { $0 == 0x20 }
            guard let first = content.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "{"), first != 0x0D else { continue }
            let column = content.startIndex - line.startIndex
            if let opened, column >= opened {
                if first == UInt8(ascii: "-"), content.dropFirst().first == 0x20 {
                    lists[column - opened, default: 0] += 1
                } else if column > opened {
                    steps[column - opened, default: 0] += 1
                }
            }
            single += content.count { $0 == 0x27 } / 2
            double += content.count { $0 == 0x22 } / 2
            let last = content.last { $0 != 0x0D && $0 != 0x20 }
            let dashes = first == UInt8(ascii: "-") && content.dropFirst().first == 0x20 ? 2 : 0
            opened = last == UInt8(ascii: ":") ? column + dashes : nil
        }
        func common(_ counts: [Int: Int]) -> Int? { counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key }
        if let found = common(steps), found <= 8 { step = found }
        listStep = common(lists).flatMap { $0 <= 8 ? $0 : nil } ?? 2
        prefersSingleQuotes = single > double
        newline = bytes.contains(0x0D) ? "\r\n" : "\n"
    }
}
