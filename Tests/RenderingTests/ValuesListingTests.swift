import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Helm

private let values = "web:\n  privileged: true\n  user: root\n  sc: {}\n  drop: [a]\nport: 80\n"

/// The listing after the defaults changed.
private func listed(_ kind: ValuesListing.Kind, _ text: String, after: String) -> String {
    func root(_ text: String) -> Traced { parseDocument(SourceFile(path: "values.yaml", text: text), as: .yaml).roots[0] }
    let source = SourceFile(path: kind.rawValue, text: text)
    let listing = ValuesListing(kind: kind, source: source, valuesPath: "values.yaml")
    return String(decoding: listing.edits(from: root(values), to: root(after)).applied(to: source.bytes), as: UTF8.self)
}

@Suite struct ValuesListingTests {
    @Test func `a cell that says the old default says the new one, in its own quotes`() {
        let table = """
            | Key | Type | Default | Description |
            |-----|------|---------|-------------|
            | web.privileged | bool | `true` | whether it is true |
            | web.user | string | `"root"` | who |
            | web.sc | object | `{}` | how |
            | web.drop | list | `["a"]` | |

            """
        let after = "web:\n  privileged: false\n  user: app\n  sc: {x: 1}\n  drop: [a, b]\nport: 80\n"
        #expect(
            listed(.table, table, after: after)
                == table.replacing("`true`", with: "`false`").replacing("`\"root\"`", with: "`\"app\"`").replacing("`{}`", with: "`{\"x\":1}`")
                .replacing("`[\"a\"]`", with: "`[\"a\",\"b\"]`"))
    }

    @Test func `columns keep their width where there is room`() {
        let table = """
            | Name             | Description | Value   |
            | ---------------- | ----------- | ------- |
            | `web.privileged` | text        | `true`  |
            | `web.user`       | text        | `root`  |

            """
        let after = values.replacing("true", with: "false").replacing("root", with: "application")
        #expect(
            listed(.table, table, after: after)
                == table.replacing("`true`  |", with: "`false` |").replacing("`root`  |", with: "`application` |"))
    }

    @Test func `what does not say the old default is left alone`() {
        let table = """
            | Key | Type | Default | Description |
            |-----|------|---------|-------------|
            | web.privileged | bool | see values.yaml | text |
            | web.user | `root` | `root` | ambiguous |

            web.privileged | true

            """
        #expect(listed(.table, table, after: values.replacing("true", with: "false").replacing("root", with: "app")) == table)
        #expect(listed(.table, table, after: values) == table)
    }

    @Test func `a new key gets a row between its siblings in a table of helm-docs`() {
        let table = """
            | Key | Type | Default | Description |
            |-----|------|---------|-------------|
            | port | int | `80` |  |
            | web.drop | list | `["a"]` |  |
            | web.user | string | `"root"` |  |

            """
        let after = values.replacing("  user:", with: "  escalates: false\n  user:")
        let row = "| web.escalates | bool | `false` |  |\n"
        #expect(listed(.table, table, after: after) == table.replacing("| web.user", with: row + "| web.user"))
    }

    @Test func `defaults of a schema follow, and a closed object admits the new key`() {
        let schema = """
            {
              "properties": {
                "web": {
                  "additionalProperties": false,
                  "properties": {
                    "privileged": {"type": "boolean", "default": true},
                    "user": {"type": "string", "default": "nobody"}
                  }
                }
              }
            }

            """
        let after = values.replacing("privileged: true", with: "privileged: false\n  escalates: false").replacing("root", with: "app")
        let changed = listed(.schema, schema, after: after)
        #expect(changed.contains("\"privileged\": {\"type\": \"boolean\", \"default\": false}"))
        #expect(changed.contains("\"default\": \"nobody\""))
        let root = parseDocument(SourceFile(path: "s.json", text: changed), as: .json).roots[0]
        #expect(root["properties"]?["web"]?["properties"]?["escalates"]?["type"]?.value == .string("boolean"))
    }
}
