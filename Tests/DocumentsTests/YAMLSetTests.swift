import ConfigModel
import Documents
import SourceText
import Testing

@Suite struct YAMLSetTests {
    @Test(arguments: scalars) func `a scalar is replaced byte for byte`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }
    @Test(arguments: missing) func `a missing key is added where it belongs`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }
    @Test func `a comment stays on the line of its value where lines are added behind it`() throws {
        let document = parseDocument(SourceFile(path: "f.yaml", text: "steps:\n  - uses: a@v4\n  - run: b\n"), as: .yaml)
        let changes = try [
            DocumentChange(path: ValuePath(parsing: "steps[0].with.keep"), action: .set(.bool(false))),
            DocumentChange(path: ValuePath(parsing: "steps[0].uses"), action: .set(.expression("a@1234 # v4"))),
        ]
        for order in [changes, changes.reversed()] {
            let planned = document.edits(for: order)
            #expect(
                String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
                    == "steps:\n  - uses: a@1234 # v4\n    with:\n      keep: false\n  - run: b\n")
        }
    }

    @Test(arguments: kinds) func `a value becomes one of another kind`(_ example: EditCase) throws {
        try check(example, as: .yaml)
    }

    static let scalars: [EditCase] = [
        EditCase("plain", "a: 1\nb: 2\n", "set a = 3", after: "a: 3\nb: 2\n"),
        EditCase("equal value", "a: yes # c\n", "set a = true", after: "a: yes # c\n"),
        EditCase("spacing and trailing comment stay", "a:   1   # one\n", "set a = 2", after: "a:   2   # one\n"),
        EditCase("single quotes stay", "a: 'x'\n", "set a = y z", after: "a: 'y z'\n"),
        EditCase("single quotes are doubled", "a: 'x'\n", "set a = it's", after: "a: 'it''s'\n"),
        EditCase("double quotes stay", "a: \"x\"\n", "set a = z", after: "a: \"z\"\n"),
        EditCase("quotes go for a boolean", "a: \"x\"\n", "set a = false", after: "a: false\n"),
        EditCase("text like a boolean is quoted", "a: x\n", "set a = 'no'", after: "a: \"no\"\n"),
        EditCase("text like y is quoted", "a: x\n", "set a = 'y'", after: "a: \"y\"\n"),
        EditCase("text like null is quoted", "a: x\n", "set a = '~'", after: "a: \"~\"\n"),
        EditCase("text like a number is quoted", "a: x\n", "set a = '1.0'", after: "a: \"1.0\"\n"),
        EditCase("text like an octal number is quoted", "a: x\n", "set a = '0777'", after: "a: \"0777\"\n"),
        EditCase("text like an exponent is quoted", "a: x\n", "set a = '1e3'", after: "a: \"1e3\"\n"),
        EditCase("text like a time is quoted", "a: x\n", "set a = '12:30'", after: "a: \"12:30\"\n"),
        EditCase("text like a date is quoted", "a: x\n", "set a = '2024-01-31'", after: "a: \"2024-01-31\"\n"),
        EditCase("a version is not quoted", "a: x\n", "set a = 1.27.3", after: "a: 1.27.3\n"),
        EditCase(
            "an image is not quoted", "a: x\n", "set a = nginx:1.27@sha256:0a", after: "a: nginx:1.27@sha256:0a\n"),
        EditCase("a quantity is not quoted", "a: x\n", "set a = 500m", after: "a: 500m\n"),
        EditCase("the file's quotes are used", "a: 'x'\nb: z\n", "set b = 'yes'", after: "a: 'x'\nb: 'yes'\n"),
        EditCase("a colon is quoted", "a: x\n", "set a = 'b: c'", after: "a: \"b: c\"\n"),
        EditCase("a hash is quoted", "a: x\n", "set a = 'b #c'", after: "a: \"b #c\"\n"),
        EditCase("braces of a template are quoted", "a: x\n", "set a = '{{ x }}'", after: "a: \"{{ x }}\"\n"),
        EditCase("the empty text is quoted", "a: x\n", "set a = ''", after: "a: \"\"\n"),
        EditCase("a comma in flow is quoted", "a: {b: x}\n", "set a.b = 'c,d'", after: "a: {b: \"c,d\"}\n"),
        EditCase("a comma in block is not", "a: x\n", "set a = 'c,d'", after: "a: c,d\n"),
        EditCase("non-ASCII before the place", "ä: ü # ö\nb: é\n", "set b = x", after: "ä: ü # ö\nb: x\n"),
        EditCase("byte-order mark", "\u{FEFF}a: 1\n", "set a = 2", after: "\u{FEFF}a: 2\n"),
        EditCase("CRLF", "a: 1\r\nb: 2\r\n", "set a = 3", after: "a: 3\r\nb: 2\r\n"),
        EditCase("an element", "a:\n- 1\n- 2 # two\n", "set a[1] = 3", after: "a:\n- 1\n- 3 # two\n"),
        EditCase("a value on the next line", "a:\n  long\nb: 1\n", "set a = short", after: "a:\n  short\nb: 1\n"),
        EditCase("folded over lines", "a: one\n  two\nb: 1\n", "set a = x", after: "a: x\nb: 1\n"),
        EditCase(
            "a literal block becomes a word", "a: | # why\n  one\n  two\nb: 1\n", "set a = x",
            after: "a: x # why\nb: 1\n"),
        EditCase(
            "a literal block gets other lines", "a: |\n  one\n  two\nb: 1\n", "set a = \"three\\nfour\\n\"",
            after: "a: |\n  three\n  four\nb: 1\n"),
        EditCase(
            "text of lines becomes a literal block", "a: x # c\nb: 1\n", "set a = \"one\\ntwo\"",
            after: "a: |- # c\n  one\n  two\nb: 1\n"),
        EditCase(
            "text of lines in quotes keeps them", "a: \"x\"\n", "set a = \"one\\ntwo\"", after: "a: \"one\\ntwo\"\n"),
        EditCase("a tag goes with its value", "a: !!str 5\n", "set a = 6", after: "a: 6\n"),
        EditCase("an anchor stays", "a: &x 5\nb: *x\n", "set a = 6", after: "a: &x 6\nb: *x\n"),
        EditCase("an alias is replaced", "a: &x 5\nb: *x # c\n", "set b = 6", after: "a: &x 5\nb: 6 # c\n"),
        EditCase("a number of 64 bits", "a: 1\n", "set a = 9223372036854775807", after: "a: 9223372036854775807\n"),
        EditCase("a fraction", "a: 1\n", "set a = 0.5", after: "a: 0.5\n"),
        EditCase("a whole fraction", "a: x\n", "set a = 2.0", after: "a: 2.0\n"),
        EditCase("null", "a: 1\n", "set a = null", after: "a: null\n"),
        EditCase("second document", "a: 1\n---\na: 1\n", "set a = 2", after: "a: 1\n---\na: 2\n"),
        EditCase("the last of two equal keys counts", "a: 1\na: 2\n", "set a = 3", after: "a: 1\na: 3\n"),
        EditCase("source text", "a: 1\n", "express a = 0x10", after: "a: 0x10\n"),
        EditCase(
            "source text that is no value", "a: 1\n", "express a = [1",
            refused: "the text '[1' is not one value of this format"),
        EditCase("through a scalar", "a: 1\n", "set a.b = 2", refused: "the path goes through a scalar"),
        EditCase("key into a list", "a: [1]\n", "set a.b = 2", refused: "the path has a key where the file has a list"),
        EditCase(
            "index into a map", "a: {b: 1}\n", "set a[0] = 2", refused: "the path has an index where the file has a map"
        ),
        EditCase(
            "beyond the list", "a: [1]\n", "set a[3] = 2", refused: "the list has 1 elements, none has the index 3"),
    ]

    static let missing: [EditCase] = [
        EditCase("at the end", "a: 1\n", "set b = 2", after: "a: 1\nb: 2\n"),
        EditCase("no final newline", "a: 1", "set b = 2", after: "a: 1\nb: 2"),
        EditCase("CRLF", "a: 1\r\n", "set b.c = 2", after: "a: 1\r\nb:\r\n  c: 2\r\n"),
        EditCase("behind a trailing comment", "a: 1 # one\n", "set b = 2", after: "a: 1 # one\nb: 2\n"),
        EditCase("before blank lines", "s:\n  a: 1\n\nt: 1\n", "set s.b = 2", after: "s:\n  a: 1\n  b: 2\n\nt: 1\n"),
        EditCase(
            "before comments of the parent", "s:\n  a: 1\n# about t\nt: 1\n", "set s.b = 2",
            after: "s:\n  a: 1\n  b: 2\n# about t\nt: 1\n"),
        EditCase(
            "behind comments of its own", "s:\n  a: 1\n  # b: 0\nt: 1\n", "set s.b = 2",
            after: "s:\n  a: 1\n  # b: 0\n  b: 2\nt: 1\n"),
        EditCase(
            "several below one missing map", "a: 1\n", "set s.x = 1", "set s.u.z = 2", "set s.v = 3",
            after: "a: 1\ns:\n  x: 1\n  u:\n    z: 2\n  v: 3\n"),
        EditCase("four spaces are learned", "a:\n    b: 1\n", "set c.d = 1", after: "a:\n    b: 1\nc:\n    d: 1\n"),
        EditCase(
            "in a list item", "l:\n  - name: web\n    image: x   # pinned\n", "set l[0].sc.root = false",
            after: "l:\n  - name: web\n    image: x   # pinned\n    sc:\n      root: false\n"),
        EditCase(
            "in a list item at the key's column", "l:\n- name: web\n- name: db\n", "set l[0].x = 1",
            after: "l:\n- name: web\n  x: 1\n- name: db\n"),
        EditCase(
            "in a wide list item", "l:\n-   name: web\n", "set l[0].x = 1", after: "l:\n-   name: web\n    x: 1\n"),
        EditCase(
            "inner and outer at one place", "s:\n  l:\n    - a: 1\n", "set s.z = 1", "set s.l[0].b = 2",
            after: "s:\n  l:\n    - a: 1\n      b: 2\n  z: 1\n"),
        EditCase("null value", "a:\nb: 1\n", "set a.c = 1", after: "a:\n  c: 1\nb: 1\n"),
        EditCase(
            "null value with a comment", "a: # c\nb: 1\n", "set a.c = 1", "set a.d = 2",
            after: "a: # c\n  c: 1\n  d: 2\nb: 1\n"),
        EditCase("written null", "a: ~ # c\n", "set a.c = 1", after: "a: # c\n  c: 1\n"),
        EditCase("empty braces", "a: {} # c\nb: 1\n", "set a.c = 1", after: "a: # c\n  c: 1\nb: 1\n"),
        EditCase("empty braces at the end of the file", "a: {}", "set a.c = 1", after: "a:\n  c: 1"),
        EditCase("flow", "a: {b: 1}\n", "set a.c = x", after: "a: {b: 1, c: x}\n"),
        EditCase("flow with spaces", "a: { b: 1 } # c\n", "set a.c = x", after: "a: { b: 1, c: x } # c\n"),
        EditCase("flow with a final comma", "a: {b: 1,}\n", "set a.c = x", after: "a: {b: 1, c: x,}\n"),
        EditCase(
            "flow, two keys and a nested map", "a: {b: 1}\n", "set a.c = x", "set a.d.e = [1]",
            after: "a: {b: 1, c: x, d: {e: [1]}}\n"),
        EditCase("empty braces in flow", "a: {b: {}}\n", "set a.b.c = 1", after: "a: {b: {c: 1}}\n"),
        EditCase(
            "flow over lines", "a: {\n  b: 1, # one\n  c: 2 # two\n}\n", "set a.d = 3", "set a.e = 4",
            after: "a: {\n  b: 1, # one\n  c: 2, # two\n  d: 3,\n  e: 4\n}\n"),
        EditCase("flow in a list", "l: [{a: 1}, {a: 2}]\n", "set l[0].b = 2", after: "l: [{a: 1, b: 2}, {a: 2}]\n"),
        EditCase("behind a literal block", "a: |\n  one\n\nz: 1\n", "set b = 2", after: "a: |\n  one\n\nz: 1\nb: 2\n"),
        EditCase(
            "behind a literal block at the end", "s:\n  a: |\n    one\n\nz: 1\n", "set s.b = 2",
            after: "s:\n  a: |\n    one\n  b: 2\n\nz: 1\n"),
        EditCase(
            "behind a block that keeps its blank lines", "s:\n  a: |+\n    one\n\nz: 1\n", "set s.b = 2",
            after: "s:\n  a: |+\n    one\n\n  b: 2\nz: 1\n"),
        EditCase(
            "behind a block without final newline", "s:\n  a: |\n    one", "set s.b = 2", after: "s:\n  a: |-\n    one\n  b: 2"),
        EditCase(
            "lists at the key's column are learned", "l:\n- 1\n", "set m = [a, b]", after: "l:\n- 1\nm:\n- a\n- b\n"),
        EditCase(
            "indented lists are learned", "l:\n    - 1\n", "set m = [a, b]",
            after: "l:\n    - 1\nm:\n    - a\n    - b\n"),
        EditCase(
            "list of maps", "a: 1\n", "set l = [{k: x, e: {}}, {k: z}]",
            after: "a: 1\nl:\n  - k: x\n    e: {}\n  - k: z\n"),
        EditCase("empty values", "a: 1\n", "set m = {}", "set l = []", after: "a: 1\nm: {}\nl: []\n"),
        EditCase(
            "first document ends in ---", "a: 0\n---\na: 1\n---\na: 2\n", "set b = 2",
            after: "a: 0\n---\na: 1\nb: 2\n---\na: 2\n"),
        EditCase("an odd key is quoted", "a: 1\n", "set [\"on\"] = 2", after: "a: 1\n\"on\": 2\n"),
        EditCase(
            "through an alias: at the anchor", "a: &x\n  b: 1\nc: *x\n", "set c.d = 2",
            after: "a: &x\n  b: 1\n  d: 2\nc: *x\n"),
        EditCase(
            "a key from a merge is overridden", "a: &x\n  b: 1\nc:\n  <<: *x\n", "set c.b = 2",
            after: "a: &x\n  b: 1\nc:\n  <<: *x\n  b: 2\n"),
        EditCase(
            "below a key from a merge: at the anchor", "a: &x\n  b:\n    d: 1\nc:\n  <<: *x\n", "set c.b.d = 2",
            after: "a: &x\n  b:\n    d: 2\nc:\n  <<: *x\n"),
        EditCase("anchored null", "a: &x # c\nb: 1\n", "set a.c = 1", after: "a: &x # c\n  c: 1\nb: 1\n"),
        EditCase("end mark", "a:\n  b: 1\n...\n", "set a.c = 1", after: "a:\n  b: 1\n  c: 1\n...\n"),
        EditCase(
            "merge sets leaves", "a:\n  b: 1 # c\n", "merge a = {b: 2, d: {e: 3, f: {}}}",
            after: "a:\n  b: 2 # c\n  d:\n    e: 3\n    f: {}\n"),
        EditCase(
            "merge of an empty map keeps what is there", "a:\n  b:\n    c: 1\n", "merge a = {b: {}}",
            after: "a:\n  b:\n    c: 1\n"),
        EditCase("insert a key", "a:\n  b: 1\n", "insert a.c = 2", after: "a:\n  b: 1\n  c: 2\n"),
        EditCase("insert a key that is there", "a: 1\n", "insert a = 2", refused: "the key 'a' is there already"),
        EditCase("long form of keys", "? a\n: 1\n", "set b = 2", refused: "the key is written in the long form '? '"),
        EditCase("tab before a value", "a:\t1\t# c\n", "set a = 2", "set b = 3", after: "a:\t2\t# c\nb: 3\n"),
        EditCase("tabs in flow", "a: {\n\tb: 1\n}\n", "set a.c = 2", after: "a: {\n\tb: 1,\n\tc: 2\n}\n"),
        EditCase("empty document", "a: 1\n---\n", "set b = 2", refused: "the document is empty"),
        EditCase("empty file", "", "set b.c = 2", after: "b:\n  c: 2\n"),
        EditCase("comments alone", "# a\r\n# b", "set b.c = [2]", after: "# a\r\n# b\r\nb:\r\n  c:\r\n    - 2\r\n"),
        EditCase("broken file", "a: [1\n", "set b = 2", refused: "the file has syntax errors; nothing in it is edited"),
    ]

    static let kinds: [EditCase] = [
        EditCase("word to map", "a: x # c\nb: 1\n", "set a = {c: 1, d: 2}", after: "a: # c\n  c: 1\n  d: 2\nb: 1\n"),
        EditCase("word to list", "a: x\nb:\n- 1\n", "set a = [c, d]", after: "a:\n- c\n- d\nb:\n- 1\n"),
        EditCase("map to word", "a: # c\n  b: 1\n  c: 2 # d\nz: 1\n", "set a = x", after: "a: x # c\nz: 1\n"),
        EditCase("map to empty map", "a:\n  b: 1\nz: 1\n", "set a = {}", after: "a: {}\nz: 1\n"),
        EditCase("map to another map", "a:\n  b: 1\nz: 1\n", "set a = {c: 1}", after: "a:\n  c: 1\nz: 1\n"),
        EditCase(
            "map to a map with a shared key", "a:\n  b: 1 # one\n  c: 2\nz: 1\n", "set a = {b: 3, d: 4}",
            after: "a:\n  b: 3 # one\n  d: 4\nz: 1\n"),
        EditCase(
            "list to a longer list", "a:\n  - 1 # one\nz: 1\n", "set a = [1, 2]",
            after: "a:\n  - 1 # one\n  - 2\nz: 1\n"),
        EditCase("list to a list of the same length", "a: [NET_ADMIN]\n", "set a = [ALL]", after: "a: [ALL]\n"),
        EditCase("list to a shorter list", "a:\n- 1\n- 2\nz: 1\n", "set a = [3]", after: "a:\n- 3\nz: 1\n"),
        EditCase("flow list to a shorter flow list", "a: [1, 2] # c\n", "set a = [3]", after: "a: [3] # c\n"),
        EditCase("literal block to a map", "a: | # c\n  x\nz: 1\n", "set a = {b: 1}", after: "a: # c\n  b: 1\nz: 1\n"),
        EditCase(
            "element to map", "l:\n- a # c\n- b\n", "set l[0] = {x: 1, z: 2}", after: "l:\n- x: 1 # c\n  z: 2\n- b\n"),
        EditCase("empty element to map", "l:\n  -\n  - b\n", "set l[0] = {x: 1}", after: "l:\n  - x: 1\n  - b\n"),
        EditCase("map element to word", "l:\n- x: 1\n  y: 2\n- b\n", "set l[0] = a", after: "l:\n- a\n- b\n"),
        EditCase("map with an anchor", "a: &x\n  b: 1\nc: *x\n", "set a = 2", after: "a: &x 2\nc: *x\n"),
        EditCase(
            "an inner anchor is needed", "a:\n  b: &x 1\nc: *x\n", "set a = 2",
            refused: "the value holds an anchor that an alias elsewhere needs"),
        EditCase("next line to map", "a:\n  x\nb: 1\n", "set a = {c: 1}", after: "a:\n  c: 1\nb: 1\n"),
        EditCase("in flow", "a: {b: 1}\n", "set a.b = {c: [1, x]}", after: "a: {b: {c: [1, x]}}\n"),
        EditCase(
            "flow map to a map with a shared key", "a: {b: 1, c: 2}\n", "set a = {b: 3, d: 4}",
            after: "a: {b: 3, d: 4}\n"),
        EditCase("a whole document", "a: 1\n", "set . = {a: 2}", after: "a: 2\n"),
    ]
}
