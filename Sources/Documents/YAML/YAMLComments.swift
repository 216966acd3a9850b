internal import Glibc
internal import SourceText

/// The comments of a YAML file, which libyaml drops: every `#` outside scalars, up to the end of its line.
///
/// libyaml takes a `#` as a comment wherever a token may begin, even without a blank before it, as in `"a"#b`; it can be part of a
/// scalar only. The header of a block scalar (`key: | # why`) may hold one too.
/// - Parameter wholeFile: false when the file is broken; behind its last whole document nobody knows what a `#` means.
func yamlComments(_ tree: NodeTree, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, wholeFile: Bool) -> [Comment]
{
    guard let base = bytes.baseAddress else { return [] }
    let limit = wholeFile ? bytes.count : tree.roots.last.map { tree[$0].end } ?? 0
    var comments: [Comment] = []
    var at = start
    var node = 0
    // SAFETY: memchr reads the bytes from `at` to `limit`, which lie within the buffer.
    while at < limit, let found = memchr(base + at, Int32(UInt8(ascii: "#")), limit - at) {
        let hash = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        while node < tree.nodes.count, tree[node].kind != .scalar || tree[node].end <= hash { node += 1 }
        if node < tree.nodes.count, tree[node].start <= hash {
            let scalar = tree[node]
            let isInHeader = scalar.isBlockScalar && !bytes[scalar.start..<hash].contains(0x0A)
            guard isInHeader else {
                at = scalar.end
                continue
            }
        }
        let end = lineEnd(bytes, hash, limit)
        comments.append(comment(bytes, Span(hash, end)))
        at = max(end, hash + 1)
    }
    return comments
}

private func comment(_ bytes: UnsafeBufferPointer<UInt8>, _ span: Span) -> Comment {
    var first = span.start
    while first < span.end, bytes[first] == UInt8(ascii: "#") { first += 1 }
    while first < span.end, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
    var last = span.end
    while last > first, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 { last -= 1 }
    var before = span.start
    while before > 0, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
    let startsLine =
        before == 0 || bytes[before - 1] == 0x0A || bytes[before - 1] == 0x0D || (before == 3 && bytes[0] == 0xEF)
    return Comment(span: span, text: String(decoding: bytes[first..<last], as: UTF8.self), isTrailing: !startsLine)
}

/// The end of a line as libyaml sees it: CR, LF, and YAML 1.1's NEL, LS and PS.
private func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var at = start
    while at < limit {
        switch bytes[at] {
        case 0x0A, 0x0D: return at
        case 0xC2 where at + 1 < limit && bytes[at + 1] == 0x85: return at
        case 0xE2 where at + 2 < limit && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0xA8 || bytes[at + 2] == 0xA9):
            return at
        default: at += 1
        }
    }
    return limit
}
