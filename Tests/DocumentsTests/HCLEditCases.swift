import Documents

private func map(_ entries: KeyValuePairs<String, NewValue>) -> NewValue {
    .map(entries.map { NewValue.Entry($0.key, $0.value) })
}

private func set(_ value: NewValue) -> DocumentChange.Action { .set(value) }

private func set(_ text: String) -> DocumentChange.Action { .set(.string(text)) }

let hclSetCases: [HCLEditCase] = [
    HCLEditCase(
        "a literal is replaced and nothing else", "a {\n  x   = \"old\"   # keep\n  y = 1\n}\n", "a[0].x", set("new"),
        "a {\n  x   = \"new\"   # keep\n  y = 1\n}\n"),
    HCLEditCase("a literal at the top", "x = 1\n", "x", set(.bool(true)), "x = true\n"),
    HCLEditCase("no final newline", "x = 1", "x", set(.null), "x = null"),
    HCLEditCase("a double", "x = 1\n", "x", set(.double(0.5)), "x = 0.5\n"),
    HCLEditCase("an expression", "x = 1\n", "x", set(.expression("aws_kms_key.k.arn")), "x = aws_kms_key.k.arn\n"),
    HCLEditCase(
        "strings escape what templates would read", "x = 1\n", "x", set("a\"b\\c\nd${e}%{f}$${g} $ é"),
        "x = \"a\\\"b\\\\c\\nd$${e}%%{f}$$${g} $ é\"\n"),
    HCLEditCase(
        "a heredoc is replaced whole", "x = <<-EOT\n  text\n  EOT\ny = 1\n", "x", set("t"), "x = \"t\"\ny = 1\n"),
    HCLEditCase("a reference is replaced", "x = var.y\n", "x", set(.bool(true)), "x = true\n"),
    HCLEditCase("a reference in a template is replaced", "x = \"${var.y}\"\n", "x", set(.bool(true)), "x = true\n"),
    HCLEditCase("a negative number", "x = -1\n", "x", set(.int(2)), "x = 2\n"),
    HCLEditCase("a value in parentheses", "x = (\n  1\n)\n", "x", set(.int(2)), "x = 2\n"),
    HCLEditCase("an equal value changes nothing", "x = \"a\" # c\n", "x", set("a"), "x = \"a\" # c\n"),
    HCLEditCase("1.0 is 1", "x = 1.0\n", "x", set(.int(1)), "x = 1.0\n"),
    HCLEditCase(
        "an attribute goes behind the last one, aligned",
        "r \"a\" \"b\" {\n  ami           = \"x\"\n  instance_type = \"y\" # big\n}\n",
        "r[0].ebs", set(.bool(true)),
        "r \"a\" \"b\" {\n  ami           = \"x\"\n  instance_type = \"y\" # big\n  ebs           = true\n}\n"),
    HCLEditCase(
        "a longer name realigns its group", "r {\n  a = 1\n  bb = 2\n\n  c  = 3 # three\n  dd = 4\n}\n", "r[0].longer",
        set(.int(5)),
        "r {\n  a = 1\n  bb = 2\n\n  c      = 3 # three\n  dd     = 4\n  longer = 5\n}\n"),
    HCLEditCase(
        "a group that is not aligned stays so", "r {\n  a = 1\n  bb = 2\n}\n", "r[0].longer", set(.int(5)),
        "r {\n  a = 1\n  bb = 2\n  longer = 5\n}\n"),
    HCLEditCase(
        "a call of a module takes a list of maps as an argument", "module \"a\" {\n  source = \"./a\"\n}\n", "module[0].rules",
        set(.list([map(["id": .string("x")])])), "module \"a\" {\n  source = \"./a\"\n  rules = [\n    {\n      id = \"x\"\n    },\n  ]\n}\n"),
    HCLEditCase(
        "a wide column is kept", "r {\n  a      = 1\n  bb     = 2\n}\n", "r[0].ccc", set(.int(5)),
        "r {\n  a      = 1\n  bb     = 2\n  ccc    = 5\n}\n"),
    HCLEditCase(
        "before nested blocks", "r {\n  a = 1\n\n  b {\n    c = 1\n  }\n}\n", "r[0].z", set(.int(2)),
        "r {\n  a = 1\n  z = 2\n\n  b {\n    c = 1\n  }\n}\n"),
    HCLEditCase(
        "before nested blocks when there is no attribute", "r {\n  b {\n    c = 1\n  }\n}\n", "r[0].z", set(.int(2)),
        "r {\n  z = 2\n\n  b {\n    c = 1\n  }\n}\n"),
    HCLEditCase(
        "behind attributes that stand between blocks", "r {\n  b {}\n  a = 1\n  c {}\n}\n", "r[0].z", set(.int(2)),
        "r {\n  b {}\n  a = 1\n  z = 2\n  c {}\n}\n"),
    HCLEditCase(
        "behind an attribute over several lines", "r {\n  a = 1\n  t = {\n    k = 1\n  }\n}\n", "r[0].long",
        set(.int(2)),
        "r {\n  a = 1\n  t = {\n    k = 1\n  }\n  long = 2\n}\n"),
    HCLEditCase(
        "behind one that is set off", "r {\n  a = 1\n\n  t = {\n    k = 1\n  }\n}\n", "r[0].long", set(.int(2)),
        "r {\n  a = 1\n\n  t = {\n    k = 1\n  }\n\n  long = 2\n}\n"),
    HCLEditCase(
        "behind a heredoc", "r {\n  a = <<E\nx\nE\n}\n", "r[0].bb", set(.int(2)), "r {\n  a  = <<E\nx\nE\n  bb = 2\n}\n"
    ),
    HCLEditCase("into an empty block", "r \"a\" {}\n", "r[0].b", set(.int(2)), "r \"a\" {\n  b = 2\n}\n"),
    HCLEditCase("into an empty block with a space", "r { }\n", "r[0].b", set(.int(2)), "r {\n  b = 2\n}\n"),
    HCLEditCase("into an empty block of two lines", "r {\n}\n", "r[0].b", set(.int(2)), "r {\n  b = 2\n}\n"),
    HCLEditCase(
        "into a block of comments", "r {\n  # none\n}\n", "r[0].b", set(.int(2)), "r {\n  # none\n  b = 2\n}\n"),
    HCLEditCase(
        "a block on one line is opened", "r { a = 1 } # c\n", "r[0].long", set(.int(2)),
        "r {\n  a    = 1\n  long = 2\n} # c\n"),
    HCLEditCase("a value in a block on one line", "r { a = 1 }\n", "r[0].a", set(.int(2)), "r { a = 2 }\n"),
    HCLEditCase(
        "a missing block", "r {\n  a = 1 # c\n}\n", "r[0].m[0].t", set("required"),
        "r {\n  a = 1 # c\n\n  m {\n    t = \"required\"\n  }\n}\n"),
    HCLEditCase(
        "a missing block in an empty one", "r {}\n", "r[0].m[0].t", set(.int(1)), "r {\n  m {\n    t = 1\n  }\n}\n"),
    HCLEditCase(
        "missing blocks in each other", "r {\n  a = 1\n}\n", "r[0].x[0].y[0].z", set(.int(1)),
        "r {\n  a = 1\n\n  x {\n    y {\n      z = 1\n    }\n  }\n}\n"),
    HCLEditCase(
        "a block behind blocks with blank lines", "r {\n  b {\n    c = 1\n  }\n\n  d {\n    c = 1\n  }\n}\n",
        "r[0].e[0].f", set(.int(1)),
        "r {\n  b {\n    c = 1\n  }\n\n  d {\n    c = 1\n  }\n\n  e {\n    f = 1\n  }\n}\n"),
    HCLEditCase(
        "a block behind blocks without blank lines", "r {\n  b {\n    c = 1\n  }\n  d {\n    c = 1\n  }\n}\n",
        "r[0].e[0].f", set(.int(1)),
        "r {\n  b {\n    c = 1\n  }\n  d {\n    c = 1\n  }\n  e {\n    f = 1\n  }\n}\n"),
    HCLEditCase(
        "another block of a type goes to its like", "r {\n  b {\n    c = 1\n  }\n\n  d {\n    c = 1\n  }\n}\n",
        "r[0].b[1].c", set(.int(2)),
        "r {\n  b {\n    c = 1\n  }\n\n  b {\n    c = 2\n  }\n\n  d {\n    c = 1\n  }\n}\n"),
    HCLEditCase(
        "a map at an index makes a block", "r {\n  a = 1\n}\n", "r[0].m[0]",
        set(map(["on": .bool(true), "tokens": .string("required"), "sub": .list([map(["x": .int(1)])])])),
        "r {\n  a = 1\n\n  m {\n    on     = true\n    tokens = \"required\"\n\n    sub {\n      x = 1\n    }\n  }\n}\n"
    ),
    HCLEditCase(
        "a map at a name makes an object", "r {\n  a = 1\n}\n", "r[0].tags",
        set(map(["Name": .string("x"), "odd key": .list([.int(1), .int(2)])])),
        "r {\n  a = 1\n  tags = {\n    Name      = \"x\"\n    \"odd key\" = [1, 2]\n  }\n}\n"),
    HCLEditCase(
        "a missing map by a name", "r {\n  a = 1\n}\n", "r[0].tags.Owner", set("me"),
        "r {\n  a = 1\n  tags = {\n    Owner = \"me\"\n  }\n}\n"),
    HCLEditCase(
        "a missing list by an index", "r {\n  a = 1\n}\n", "r[0].ports[0]", set(.int(22)),
        "r {\n  a     = 1\n  ports = [22]\n}\n"),
    HCLEditCase(
        "a block that is there is set whole", "r {\n  m {\n    keep = 1 # why\n    gone = 2\n  }\n}\n", "r[0].m[0]",
        set(map(["keep": .int(1), "new": .int(3)])), "r {\n  m {\n    keep = 1 # why\n    new  = 3\n  }\n}\n"),
    HCLEditCase(
        "several changes are one insertion in their order", "r {\n  a = 1\n}\n",
        [
            ("r[0].m[0].endpoint", set("on")), ("r[0].m[0].tokens", set("required")), ("r[0].zz", set(.int(1))),
            ("r[0].m[0].hops", set(.int(1))),
        ],
        "r {\n  a  = 1\n  zz = 1\n\n  m {\n    endpoint = \"on\"\n    tokens   = \"required\"\n    hops     = 1\n  }\n}\n"
    ),
    HCLEditCase(
        "tabs are kept", "r {\n\tb {\n\t\tc = 1\n\t}\n}\n", "r[0].b[0].d[0].e", set(.int(1)),
        "r {\n\tb {\n\t\tc = 1\n\n\t\td {\n\t\t\te = 1\n\t\t}\n\t}\n}\n"),
    HCLEditCase("at the end of a file without newline", "a = 1", "bb", set(.int(2)), "a  = 1\nbb = 2"),
    HCLEditCase(
        "inside a dynamic block",
        "r {\n  dynamic \"s\" {\n    for_each = var.x\n    content {\n      open = true\n    }\n  }\n}\n",
        "r[0].dynamic[0].content[0].open", set(.bool(false)),
        "r {\n  dynamic \"s\" {\n    for_each = var.x\n    content {\n      open = false\n    }\n  }\n}\n"),
    HCLEditCase(
        "a block is inserted as text", "resource \"a\" \"b\" {}\n\nresource \"c\" \"d\" {}\n", "resource[1]",
        .insert(.expression("resource \"n\" \"m\" {\n  x = a.b.id\n}\n")),
        "resource \"a\" \"b\" {}\n\nresource \"n\" \"m\" {\n  x = a.b.id\n}\n\nresource \"c\" \"d\" {}\n"),
    HCLEditCase(
        "a block is inserted at the end", "resource \"a\" \"b\" {}\n", "resource[1]",
        .insert(.expression("resource \"n\" \"m\" {}")),
        "resource \"a\" \"b\" {}\n\nresource \"n\" \"m\" {}\n"),
    HCLEditCase(
        "a first nested block from a map", "r {\n  a = 1\n}\n", "r[0].b[0]", .insert(map(["c": .int(1)])),
        "r {\n  a = 1\n\n  b {\n    c = 1\n  }\n}\n"),
    HCLEditCase(
        "blocks inserted at one place keep their order", "r {\n  b {\n    c = 3\n  }\n}\n",
        [("r[0].b[0]", .insert(map(["c": .int(1)]))), ("r[0].b[0]", .insert(map(["c": .int(2)])))],
        "r {\n  b {\n    c = 1\n  }\n\n  b {\n    c = 2\n  }\n\n  b {\n    c = 3\n  }\n}\n"),
    HCLEditCase(
        "an attribute is renamed", "r {\n  a  = 1\n  bb = 2\n}\n", "r[0].a", .rename(to: "longer"),
        "r {\n  longer = 1\n  bb     = 2\n}\n"),
    HCLEditCase(
        "an object key is renamed", "t = { \"a b\" = 1, c = 2 }\n", "t[\"a b\"]", .rename(to: "d"),
        "t = { d = 1, c = 2 }\n"),
    HCLEditCase(
        "blocks are renamed", "r {\n  b {}\n  b {\n    c = 1\n  }\n}\n", "r[0].b", .rename(to: "n"),
        "r {\n  n {}\n  n {\n    c = 1\n  }\n}\n"),
]

let hclLiteralCases: [HCLEditCase] = [
    HCLEditCase("append to a list", "x = [1, 2]\n", "x", .append(.int(3)), "x = [1, 2, 3]\n"),
    HCLEditCase("append what is there", "x = [1, 2]\n", "x", .append(.int(2)), "x = [1, 2]\n"),
    HCLEditCase("append to an empty list", "x = []\n", "x", .append(.string("a")), "x = [\"a\"]\n"),
    HCLEditCase("append with a trailing comma", "x = [1, 2,]\n", "x", .append(.int(3)), "x = [1, 2, 3,]\n"),
    HCLEditCase(
        "append to a list over lines", "x = [\n  1,\n  2 # two\n]\n", "x", .append(.int(3)),
        "x = [\n  1,\n  2, # two\n  3\n]\n"),
    HCLEditCase(
        "append to a list over lines with a trailing comma", "x = [\n  1,\n  2, # two\n]\n", "x", .append(.int(3)),
        "x = [\n  1,\n  2, # two\n  3,\n]\n"),
    HCLEditCase("append to a missing list", "r {\n}\n", "r[0].x", .append(.string("a")), "r {\n  x = [\"a\"]\n}\n"),
    HCLEditCase(
        "append a block", "r {\n  b {\n    c = 1\n  }\n}\n", "r[0].b", .append(map(["c": .int(2)])),
        "r {\n  b {\n    c = 1\n  }\n\n  b {\n    c = 2\n  }\n}\n"),
    HCLEditCase(
        "append an object", "x = [\n  {\n    a = 1\n  },\n]\n", "x", .append(map(["a": .int(2)])),
        "x = [\n  {\n    a = 1\n  },\n  {\n    a = 2\n  },\n]\n"),
    HCLEditCase("set an element", "x = [1, \"b\", 3]\n", "x[1]", set("c"), "x = [1, \"c\", 3]\n"),
    HCLEditCase("set the element behind the last", "x = [1]\n", "x[1]", set(.int(2)), "x = [1, 2]\n"),
    HCLEditCase("insert an element", "x = [1, 3]\n", "x[1]", .insert(.int(2)), "x = [1, 2, 3]\n"),
    HCLEditCase(
        "insert an element on its line", "x = [\n  1,\n  3,\n]\n", "x[1]", .insert(.int(2)),
        "x = [\n  1,\n  2,\n  3,\n]\n"),
    HCLEditCase("set a key", "t = {\n  a = 1 # c\n}\n", "t.a", set(.int(2)), "t = {\n  a = 2 # c\n}\n"),
    HCLEditCase(
        "add a key, aligned", "t = {\n  a   = 1\n  bcd = 2\n}\n", "t.ef", set(.int(3)),
        "t = {\n  a   = 1\n  bcd = 2\n  ef  = 3\n}\n"),
    HCLEditCase(
        "add a longer key", "t = {\n  a = 1\n}\n", "t[\"e f\"]", set(.int(3)), "t = {\n  a     = 1\n  \"e f\" = 3\n}\n"),
    HCLEditCase("add a key on one line", "t = { a = 1 }\n", "t.b", set(.int(2)), "t = { a = 1, b = 2 }\n"),
    HCLEditCase("add a key with colons", "t = { \"a\": 1 }\n", "t.b", set(.int(2)), "t = { \"a\": 1, b: 2 }\n"),
    HCLEditCase(
        "add a key to an empty object", "r {\n  t = {}\n}\n", "r[0].t.b", set(.int(2)),
        "r {\n  t = {\n    b = 2\n  }\n}\n"),
    HCLEditCase(
        "add a key between commas", "t = {\n  a = 1,\n  b = 2\n}\n", "t.c", set(.int(3)),
        "t = {\n  a = 1,\n  b = 2,\n  c = 3\n}\n"),
    HCLEditCase(
        "add a key behind a trailing comma", "t = {\n  a = 1,\n}\n", "t.c", set(.int(3)),
        "t = {\n  a = 1,\n  c = 3,\n}\n"),
    HCLEditCase(
        "add a nested key", "t = {\n  a = {\n    b = 1\n  }\n}\n", "t.a.c.d", set(.int(3)),
        "t = {\n  a = {\n    b = 1\n    c = {\n      d = 3\n    }\n  }\n}\n"),
    HCLEditCase(
        "add a key inside one line", "t = { a = { b = 1 } }\n", "t.a.c", set(map(["d": .int(1)])),
        "t = { a = { b = 1, c = { d = 1 } } }\n"),
    HCLEditCase("fill an object inside one line", "t = { a = {} }\n", "t.a.c", set(.int(1)), "t = { a = { c = 1 } }\n"),
    HCLEditCase(
        "an object in a list attribute", "r {\n  ingress = [{ port = 22, cidr = [\"0.0.0.0/0\"] }]\n}\n",
        "r[0].ingress[0].cidr[0]", set("10.0.0.0/8"),
        "r {\n  ingress = [{ port = 22, cidr = [\"10.0.0.0/8\"] }]\n}\n"),
    HCLEditCase(
        "merge tags", "r {\n  tags = {\n    Name = \"x\" # c\n  }\n}\n", "r[0].tags",
        .merge(map(["Owner": .string("me"), "Name": .string("y")])),
        "r {\n  tags = {\n    Name  = \"y\" # c\n    Owner = \"me\"\n  }\n}\n"),
    HCLEditCase(
        "merge missing tags", "r {\n  a = 1\n}\n", "r[0].tags", .merge(map(["Owner": .string("me")])),
        "r {\n  a = 1\n  tags = {\n    Owner = \"me\"\n  }\n}\n"),
    HCLEditCase(
        "merge into a block", "r {\n  m {\n    a = 1\n  }\n}\n", "r[0].m[0]", .merge(map(["b": .int(2)])),
        "r {\n  m {\n    a = 1\n    b = 2\n  }\n}\n"),
    HCLEditCase(
        "merge a missing block", "r {\n  a = 1\n}\n", "r[0].m[0]", .merge(map(["b": .int(2)])),
        "r {\n  a = 1\n\n  m {\n    b = 2\n  }\n}\n"),
    HCLEditCase(
        "merge deep", "t = {\n  a = {\n    b = 1\n  }\n}\n", "t", .merge(map(["a": map(["c": .int(2)])])),
        "t = {\n  a = {\n    b = 1\n    c = 2\n  }\n}\n"),
    HCLEditCase(
        "a long list goes over lines", "r {\n}\n", "r[0].x",
        set(.list((0..<12).map { .string("element-\($0)-of-many") })),
        "r {\n  x = [\n" + (0..<12).map { "    \"element-\($0)-of-many\",\n" }.joined() + "  ]\n}\n"),
]

let hclRemovalCases: [HCLEditCase] = [
    HCLEditCase("an attribute", "r {\n  a = 1\n  b = 2\n  c = 3\n}\n", "r[0].b", .remove, "r {\n  a = 1\n  c = 3\n}\n"),
    HCLEditCase(
        "an attribute with its comments", "r {\n  a = 1\n  # about b\n  // more\n  b = 2 # here\n  c = 3 # stays\n}\n",
        "r[0].b", .remove,
        "r {\n  a = 1\n  c = 3 # stays\n}\n"),
    HCLEditCase(
        "the longest name of a group", "r {\n  a      = 1\n  longer = 2\n  cc     = 3\n}\n", "r[0].longer", .remove,
        "r {\n  a  = 1\n  cc = 3\n}\n"),
    HCLEditCase(
        "what kept two groups apart", "r {\n  a = 1\n  t = {\n    x = 1\n  }\n  long = 2\n}\n", "r[0].t", .remove,
        "r {\n  a    = 1\n  long = 2\n}\n"),
    HCLEditCase("the only attribute of a resource", "r {\n  a = 1\n}\n", "r[0].a", .remove, "r {\n}\n"),
    HCLEditCase("the attribute of a block on one line", "r { a = 1 }\n", "r[0].a", .remove, "r {}\n"),
    HCLEditCase("a heredoc", "r {\n  a = <<E\nx\nE\n  b = 1\n}\n", "r[0].a", .remove, "r {\n  b = 1\n}\n"),
    HCLEditCase(
        "one of two blank lines", "r {\n  a = 1\n\n  b = 2\n\n  c = 3\n}\n", "r[0].b", .remove,
        "r {\n  a = 1\n\n  c = 3\n}\n"),
    HCLEditCase(
        "the blank line before the last", "r {\n  a = 1\n\n  b = 2\n}\n", "r[0].b", .remove, "r {\n  a = 1\n}\n"),
    HCLEditCase(
        "the blank line behind the first", "r {\n  a = 1\n\n  b = 2\n}\n", "r[0].a", .remove, "r {\n  b = 2\n}\n"),
    HCLEditCase("at the end of a file without newline", "a = 1\nb = 2", "b", .remove, "a = 1"),
    HCLEditCase(
        "a block", "r {\n  a = 1\n\n  # about b\n  b {\n    c = 1\n  }\n\n  d {}\n}\n", "r[0].b[0]", .remove,
        "r {\n  a = 1\n\n  d {}\n}\n"),
    HCLEditCase(
        "all blocks of a type", "r {\n  b {}\n  c = 1\n  b {\n    d = 1\n  }\n}\n", "r[0].b", .remove,
        "r {\n  c = 1\n}\n"),
    HCLEditCase(
        "a block that would be left empty", "r {\n  a = 1\n\n  b {\n    c {\n      d = 1\n    }\n  }\n}\n",
        "r[0].b[0].c[0].d", .remove, "r {\n  a = 1\n}\n"),
    HCLEditCase(
        "an object that would be left empty", "r {\n  a = 1\n  t = { b = 1 }\n}\n", "r[0].t.b", .remove,
        "r {\n  a = 1\n}\n"),
    HCLEditCase(
        "a resource", "r \"a\" {\n  a = 1\n}\n\n# about b\nr \"b\" {}\n\nr \"c\" {}\n", "r[1]", .remove,
        "r \"a\" {\n  a = 1\n}\n\nr \"c\" {}\n"),
    HCLEditCase("an element", "x = [1, 2, 3]\n", "x[1]", .remove, "x = [1, 3]\n"),
    HCLEditCase("the last element", "x = [1, 2]\n", "x[1]", .remove, "x = [1]\n"),
    HCLEditCase("the only element", "x = [1]\n", "x[0]", .remove, "x = []\n"),
    HCLEditCase(
        "an element on its line", "x = [\n  1,\n  # two\n  2, # b\n  3,\n]\n", "x[1]", .remove, "x = [\n  1,\n  3,\n]\n"
    ),
    HCLEditCase("the last element on its line", "x = [\n  1,\n  2\n]\n", "x[1]", .remove, "x = [\n  1\n]\n"),
    HCLEditCase("several elements", "x = [1, 2, 3, 4]\n", [("x[0]", .remove), ("x[2]", .remove)], "x = [2, 4]\n"),
    HCLEditCase("a key on one line", "t = { a = 1, b = 2 }\n", "t.a", .remove, "t = { b = 2 }\n"),
    HCLEditCase("a key on its line", "t = {\n  a = 1\n  b = 2 # c\n}\n", "t.b", .remove, "t = {\n  a = 1\n}\n"),
    HCLEditCase(
        "a removal and a set in one body", "r {\n  a = 1\n  b = 2\n}\n",
        [("r[0].b", .remove), ("r[0].c", set(.int(3)))], "r {\n  a = 1\n  c = 3\n}\n"),
    HCLEditCase(
        "paths name the file as it was", "r \"a\" {}\nr \"b\" {\n  x = 1\n}\n",
        [("r[0]", .remove), ("r[1].x", set(.int(2)))], "r \"b\" {\n  x = 2\n}\n"),
]

let hclRefusedCases: [HCLEditCase] = [
    HCLEditCase(
        refused: "a conditional", "x = var.a ? 1 : 2\n", "x", set(.int(1)),
        because: "the value is a conditional that references var.a"),
    HCLEditCase(
        refused: "a call", "x = merge(var.a, {})\n", "x", set(.int(1)), because: "the value is computed by merge()"),
    HCLEditCase(
        refused: "into a call", "x = merge(var.a, { b = 1 })\n", "x.b", set(.int(1)),
        because: "the value references var.a"),
    HCLEditCase(refused: "into a reference", "x = var.a\n", "x.b", set(.int(1)), because: "the value references var.a"),
    HCLEditCase(
        refused: "a template", "x = \"a${var.b}\"\n", "x", set("c"),
        because: "the value is a template that references var.b"),
    HCLEditCase(
        refused: "a for expression", "x = [for a in b : a]\n", "x", set(.int(1)),
        because: "the value is computed by a for expression"),
    HCLEditCase(
        refused: "append to a call", "x = concat(var.a, [])\n", "x", .append(.int(1)),
        because: "the value is computed by concat()"),
    HCLEditCase(
        refused: "a dynamic block", "r {\n  dynamic \"s\" {\n    for_each = []\n    content {}\n  }\n}\n",
        "r[0].s[0].x", set(.int(1)),
        because: "a dynamic block generates 's'"),
    HCLEditCase(
        refused: "a name where blocks are", "r {\n  b {}\n}\n", "r[0].b.c", set(.int(1)),
        because: "'b' is a list of blocks and needs an index"),
    HCLEditCase(
        refused: "an index where a body is", "r {}\n", "r[0][0]", set(.int(1)),
        because: "a block's body has names, not indexes"),
    HCLEditCase(refused: "a block too far", "r {}\n", "r[5].a", set(.int(1)), because: "there are only 1 such blocks"),
    HCLEditCase(
        refused: "an element too far", "x = [1]\n", "x[4]", set(.int(1)), because: "the list has only 1 elements"),
    HCLEditCase(refused: "a missing thing", "x = 1\n", "y", .remove, because: "there is nothing to remove"),
    HCLEditCase(refused: "a taken name", "x = 1\ny = 2\n", "x", .rename(to: "y"), because: "there is a 'y' already"),
    HCLEditCase(refused: "no name", "x = 1\n", "x", .rename(to: "a b"), because: "'a b' is not a valid name"),
    HCLEditCase(
        refused: "no argument name", "r {\n}\n", "r[0][\"a b\"]", set(.int(1)),
        because: "'a b' is not a valid argument name"),
    HCLEditCase(
        refused: "no expression", "x = 1\n", "x", set(.expression("1 +")), because: "'1 +' is not an expression"),
    HCLEditCase(
        refused: "an expression that ends early", "x = 1\n", "x", set(.expression("2\ny = 3")),
        because: "'2\ny = 3' is not an expression"),
    HCLEditCase(
        refused: "a comment would go", "x = [1, # one\n  2]\n", "x", set(.int(3)), because: "a comment would be lost"),
    HCLEditCase(
        refused: "labels", "resource \"a\" \"b\" {}\n", "resource[1].x", set(.int(1)),
        because: "a block 'resource' needs labels"),
    HCLEditCase(
        refused: "text that is another block", "resource \"a\" \"b\" {}\n", "resource[1]",
        .insert(.expression("data \"a\" \"b\" {}")),
        because: "the text to insert is not one block of type 'resource'"),
    HCLEditCase(
        refused: "computed keys", "x = { (var.a) = 1 }\n", "x.b", set(.int(1)),
        because: "the object has keys that are computed"),
]
