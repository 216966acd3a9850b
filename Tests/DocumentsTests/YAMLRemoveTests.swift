import Documents
import Testing

@Suite struct YAMLRemoveTests {
    @Test(arguments: removals) func `a value goes with what is its own`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }
    @Test(arguments: lists) func `lists gain elements in their own style`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }
    @Test(arguments: renamings) func `a key is renamed in place`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }

    static let removals: [EditCase] = [
        EditCase("key", "a: 1\nb: 2\nc: 3\n", "remove b", after: "a: 1\nc: 3\n"),
        EditCase("last key without final newline", "a: 1\nb: 2", "remove b", after: "a: 1"),
        EditCase("CRLF", "a: 1\r\nb: 2\r\n", "remove b", after: "a: 1\r\n"),
        EditCase("own comments go", "a: 1\n# about b\n# more\nb: 2 # two\nc: 3\n", "remove b", after: "a: 1\nc: 3\n"),
        EditCase(
            "comments beyond a blank line stay", "a: 1\n# general\n\nb: 2\nc: 3\n", "remove b",
            after: "a: 1\n# general\n\nc: 3\n"),
        EditCase("comments at the top stay", "# licence\na: 1\nb: 2\n", "remove a", after: "# licence\nb: 2\n"),
        EditCase(
            "comments of another level stay", "s:\n  a: 1\n    # deeper\n  b: 2\n", "remove s.b",
            after: "s:\n  a: 1\n    # deeper\n"),
        EditCase("nested", "a:\n  b:\n    c: 1\n    d: 2\n  e: 3\n", "remove a.b", after: "a:\n  e: 3\n"),
        EditCase("empty parents go", "x: 1\na:\n  b:\n    c: 1\ny: 1\n", "remove a.b.c", after: "x: 1\ny: 1\n"),
        EditCase(
            "two keys that empty their map", "x: 1\na:\n  b: 1\n  c: 2\n", "remove a.b", "remove a.c", after: "x: 1\n"),
        EditCase(
            "an element stays as an empty map", "l:\n  - a: 1\n  - b: 2\n", "remove l[0].a",
            after: "l:\n  - {}\n  - b: 2\n"),
        EditCase("a document stays as an empty map", "a: 1\n", "remove a", after: "{}\n"),
        EditCase(
            "what an alias shares stays as an empty map", "a: &x\n  b: 1\nc: *x\n", "remove c.b",
            after: "a: &x {}\nc: *x\n"),
        EditCase("an absent key is no change", "a: 1\n", "remove b", after: "a: 1\n"),
        EditCase("below a null is no change", "a:\n", "remove a.b", after: "a:\n"),
        EditCase("first key of an element", "l:\n  - a: 1\n    b: 2\n", "remove l[0].a", after: "l:\n  - b: 2\n"),
        EditCase(
            "first key of an element, comment below", "l:\n  - a: 1\n    # about b\n    b: 2\n", "remove l[0].a",
            after: "l:\n  -\n    # about b\n    b: 2\n"),
        EditCase(
            "list element", "l:\n  - a\n  # about b\n  - b # b\n  - c\n", "remove l[1]", after: "l:\n  - a\n  - c\n"),
        EditCase("last list element takes the key along", "x: 1\nl:\n- a\n", "remove l[0]", after: "x: 1\n"),
        EditCase("element that is a map", "l:\n- a: 1\n  b: 2\n- c: 3\n", "remove l[0]", after: "l:\n- c: 3\n"),
        EditCase("nested list", "l:\n- - a\n  - b\n", "remove l[0][0]", after: "l:\n- - b\n"),
        EditCase("flow, first", "a: {b: 1, c: 2}\n", "remove a.b", after: "a: {c: 2}\n"),
        EditCase("flow, last", "a: {b: 1, c: 2} # d\n", "remove a.c", after: "a: {b: 1} # d\n"),
        EditCase("flow, middle", "a: [1, 2, 3]\n", "remove a[1]", after: "a: [1, 3]\n"),
        EditCase("flow, last with a final comma", "a: [1, 2,]\n", "remove a[1]", after: "a: [1,]\n"),
        EditCase("flow, the only one", "x: 1\na: {b: 1}\n", "remove a.b", after: "x: 1\n"),
        EditCase(
            "flow over lines", "a: [\n  1, # one\n  2, # two\n  3\n]\n", "remove a[1]",
            after: "a: [\n  1, # one\n  3\n]\n"),
        EditCase(
            "flow over lines, last", "a: [\n  1, # one\n  2 # two\n]\n", "remove a[1]", after: "a: [\n  1 # one\n]\n"),
        EditCase("literal block", "a: |\n  x\n  y\n\nb: 1\n", "remove a", after: "\nb: 1\n"),
        EditCase("an alias", "a: &x 1\nb: *x\n", "remove b", after: "a: &x 1\n"),
        EditCase(
            "a needed anchor", "a: &x 1\nb: *x\n", "remove a",
            refused: "the value holds an anchor that an alias elsewhere needs"),
        EditCase(
            "a key from a merge", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", "remove c.b",
            refused: "the key 'b' comes from a merge key and cannot be removed here"),
        EditCase(
            "a key that hides one from a merge", "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n", "remove c.b",
            refused: "without the key 'b' that of a merge key would count"),
        EditCase("a key written twice", "a: 1\na: 2\nb: 1\n", "remove a", refused: "the key 'a' is written twice"),
        EditCase("a document", "a: 1\n", "remove .", refused: "a whole document cannot be removed"),
        EditCase("set and remove", "s:\n  a: 1\n  b: 2\n", "remove s.b", "set s.c = 3", after: "s:\n  a: 1\n  c: 3\n"),
    ]

    static let lists: [EditCase] = [
        EditCase("append", "l:\n  - a # c\n\nz: 1\n", "append l = b", after: "l:\n  - a # c\n  - b\n\nz: 1\n"),
        EditCase("append what is there", "l: [a, b]\n", "append l = b", after: "l: [a, b]\n"),
        EditCase("append the same twice", "l: [a]\n", "append l = b", "append l = b", after: "l: [a, b]\n"),
        EditCase(
            "append a map", "l:\n- k: 1\n  m: 2\nz: 1\n", "append l = {k: 2, m: {x: 1}}",
            after: "l:\n- k: 1\n  m: 2\n- k: 2\n  m:\n    x: 1\nz: 1\n"),
        EditCase("append in flow", "l: [a]\n", "append l = b, c", after: "l: [a, \"b, c\"]\n"),
        EditCase(
            "append in flow over lines", "l: [\n  a,\n  b,\n]\n", "append l = c", after: "l: [\n  a,\n  b,\n  c,\n]\n"),
        EditCase(
            "append to an empty list", "l: [] # c\n", "append l = a", "append l = b", after: "l: # c\n  - a\n  - b\n"),
        EditCase("append to null", "a:\n- 1\nl:\n", "append l = a", after: "a:\n- 1\nl:\n- a\n"),
        EditCase(
            "append creates the list", "a: 1\n", "append b.l = x", "append b.l = z",
            after: "a: 1\nb:\n  l:\n    - x\n    - z\n"),
        EditCase("append to a scalar", "a: 1\n", "append a = x", refused: "the path goes through a scalar"),
        EditCase("append through an alias", "a: &x [1]\nb: *x\n", "append b = 2", after: "a: &x [1, 2]\nb: *x\n"),
        EditCase("append to nested lists", "l:\n- - a\n", "append l[0] = b", after: "l:\n- - a\n  - b\n"),
        EditCase(
            "insert first", "l:\n  # about a\n  - a\n  - b\n", "insert l[0] = x",
            after: "l:\n  - x\n  # about a\n  - a\n  - b\n"),
        EditCase(
            "insert in the middle", "l:\n- a\n- b\n", "insert l[1] = {x: 1, z: 2}",
            after: "l:\n- a\n- x: 1\n  z: 2\n- b\n"),
        EditCase("insert at the end", "l:\n- a\n", "insert l[1] = b", after: "l:\n- a\n- b\n"),
        EditCase("insert in flow", "l: [a, b]\n", "insert l[1] = x", after: "l: [a, x, b]\n"),
        EditCase(
            "insert in flow over lines", "l: [\n  a,\n  b\n]\n", "insert l[0] = x", after: "l: [\n  x,\n  a,\n  b\n]\n"),
        EditCase("insert into a nested list", "l:\n- - a\n", "insert l[0][0] = x", after: "l:\n- - x\n  - a\n"),
        EditCase(
            "insert beyond the end", "l: [a]\n", "insert l[2] = x",
            refused: "the list has 1 elements, none has the index 2"),
    ]

    static let renamings: [EditCase] = [
        EditCase("plain", "a: 1 # c\nb: 2\n", "rename a = z", after: "z: 1 # c\nb: 2\n"),
        EditCase("quoted", "'a': 1\n", "rename a = z y", after: "'z y': 1\n"),
        EditCase("in flow", "s: {a: 1, b: 2}\n", "rename s.b = c", after: "s: {a: 1, c: 2}\n"),
        EditCase("to a key that is there", "a: 1\nb: 2\n", "rename a = b", refused: "the key 'b' is there already"),
        EditCase("of no key", "a: 1\n", "rename x = y", refused: "there is no key 'x'"),
        EditCase("of an element", "l: [1]\n", "rename l[0] = y", refused: "an element of a list has no key"),
    ]
}
