import Documents
import Testing

@Suite struct JSONEditTests {
    @Test(arguments: examples) func `JSON keeps its layout`(_ example: EditCase) throws {
        try check(example, as: .json)
    }

    static let examples: [EditCase] = [
        EditCase("replace", "{\"a\": 1}\n", "set a = x", after: "{\"a\": \"x\"}\n"),
        EditCase(
            "text is always quoted", "{\"a\": \"b\"}", "set a = \"c\\n\\\"\\\\\"", after: "{\"a\": \"c\\n\\\"\\\\\"}"),
        EditCase("boolean", "{\"a\": \"b\"}", "set a = true", after: "{\"a\": true}"),
        EditCase("one line", "{\"a\": 1}", "set b.c = [1]", after: "{\"a\": 1, \"b\": {\"c\": [1]}}"),
        EditCase("no blanks", "{\"a\":1,\"b\":2}", "set c.d = x", after: "{\"a\":1,\"b\":2,\"c\":{\"d\":\"x\"}}"),
        EditCase(
            "several lines", "{\n  \"a\": 1\n}\n", "set b = {c: {d: [1, 2]}}",
            after:
                "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": {\n      \"d\": [\n        1,\n        2\n      ]\n    }\n  }\n}\n"
        ),
        EditCase(
            "two keys", "{\n  \"a\": 1\n}\n", "set b = 2", "set c = 3",
            after: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n"),
        EditCase(
            "tabs", "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", "set a.c.d = 1",
            after: "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": {\n\t\t\t\"d\": 1\n\t\t}\n\t}\n}\n"),
        EditCase("CRLF", "{\r\n  \"a\": 1\r\n}\r\n", "set b = 2", after: "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}\r\n"),
        EditCase("empty object", "{\n  \"a\": {}\n}\n", "set a.b = 1", after: "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"),
        EditCase("empty file object", "{}\n", "set a = 1", after: "{\n  \"a\": 1\n}\n"),
        EditCase("null", "{\"a\": null}", "set a.b = 1", after: "{\"a\": {\"b\": 1}}"),
        EditCase("append", "{\"a\": [1, 2]}", "append a = 3", after: "{\"a\": [1, 2, 3]}"),
        EditCase(
            "append over lines", "{\n  \"a\": [\n    1\n  ]\n}\n", "append a = {b: 1}",
            after: "{\n  \"a\": [\n    1,\n    {\n      \"b\": 1\n    }\n  ]\n}\n"),
        EditCase("append to empty", "{\"a\": []}", "append a = x", after: "{\"a\": [\"x\"]}"),
        EditCase("insert", "{\"a\": [1, 2]}", "insert a[0] = 3", after: "{\"a\": [3, 1, 2]}"),
        EditCase("remove first", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "remove a", after: "{\n  \"b\": 2\n}\n"),
        EditCase("remove last", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "remove b", after: "{\n  \"a\": 1\n}\n"),
        EditCase(
            "remove several", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "remove a", "remove c",
            after: "{\n  \"b\": 2\n}\n"),
        EditCase("remove on one line", "{\"a\": 1, \"b\": 2, \"c\": 3}", "remove b", after: "{\"a\": 1, \"c\": 3}"),
        EditCase("remove the last on one line", "{\"a\": 1, \"b\": 2}", "remove b", after: "{\"a\": 1}"),
        EditCase("remove empties parents", "{\"x\": 1, \"a\": {\"b\": [1]}}", "remove a.b[0]", after: "{\"x\": 1}"),
        EditCase("remove all", "{\"a\": 1}", "remove a", after: "{}"),
        EditCase("rename", "{\"a\": 1}", "rename a = b", after: "{\"b\": 1}"),
        EditCase(
            "spaces around the colon", "{\n  \"a\" : 1\n}\n", "set b = 2", after: "{\n  \"a\" : 1,\n  \"b\" : 2\n}\n"),
        EditCase(
            "comments stay", "{\n  // why\n  \"a\": 1 // one\n}\n", "set b = 2",
            after: "{\n  // why\n  \"a\": 1, // one\n  \"b\": 2\n}\n"),
        EditCase(
            "own comments go", "{\n  // about a\n  \"a\": 1, /* one */\n  \"b\": 2\n}\n", "remove a",
            after: "{\n  \"b\": 2\n}\n"),
        EditCase("final comma", "{\n  \"a\": 1,\n}\n", "set b = 2", after: "{\n  \"a\": 1,\n  \"b\": 2,\n}\n"),
        EditCase(
            "byte-order mark", "\u{FEFF}{\"a\": \"ä\", \"b\": 1}", "set b = 2",
            after: "\u{FEFF}{\"a\": \"ä\", \"b\": 2}"),
        EditCase("infinity", "{\"a\": 1}", "set a = .inf", refused: "JSON cannot write inf"),
        EditCase("broken", "{\"a\": 1", "set a = 2", refused: "the file has syntax errors; nothing in it is edited"),
    ]
}
