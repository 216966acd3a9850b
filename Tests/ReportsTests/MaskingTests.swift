import ConfigModel
import Primitives
import Testing

@testable import Reports

@Suite struct MaskingTests {
    @Test(arguments: [
        ("password: hunter2", "password: *******"),
        ("DB_PASSWORD: \"hunter2\" # old", "DB_PASSWORD: \"*******\" # old"),
        ("password = \"hunter2\"", "password = \"*******\""),
        ("{name: DB_PASSWORD, value: hunter2}", "{name: DB_PASSWORD, value: *******}"),
        ("- name: API_TOKEN\n  value: abc", "- name: API_TOKEN\n  value: ***"),
        ("- value: abc\n  name: API_TOKEN", "- value: ***\n  name: API_TOKEN"),
        ("ENV DB_PASSWORD=hunter2 LANG=C", "ENV DB_PASSWORD=******* LANG=C"),
        ("ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD *******"),
        ("RUN login --password hunter2 -u me", "RUN login --password ******* -u me"),
        ("CMD [\"login\", \"--token\", \"abc\"]", "CMD [\"login\", \"--token\", \"***\"]"),
        ("- --password\n- hunter2", "- --password\n- *******"),
        ("command: PGPASSWORD=hunter2 psql", "command: PGPASSWORD=******* psql"),
        ("url: postgres://shop:hunter2@db/orders", "url: postgres://shop:*******@db/orders"),
        ("x: AKIAIOSFODNN7EXAMPLE", "x: ********************"),
        ("secret: |\n  one\n  two\nnext: 1", "secret: |\n  ***\n  ***\nnext: 1"),
        ("kind: Secret\ndata:\n  a: b\ntype: x", "kind: Secret\ndata:\n  a: *\ntype: x"),
        ("variable \"db_password\" {\n  default = \"abc\"\n}", "variable \"db_password\" {\n  default = \"***\"\n}"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nx: y",
            "-----BEGIN PRIVATE KEY-----\n****\n-----END PRIVATE KEY-----\nx: y"
        ),
        ("{\"clientSecret\": \"abc\", \"b\": 1}", "{\"clientSecret\": \"***\", \"b\": 1}"),
    ])
    func `secrets are overwritten in place`(_ text: String, _ expected: String) {
        #expect(String(decoding: masked(Array(text.utf8)), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        "automountServiceAccountToken: false", "http_tokens = \"required\"", "secretName: web-tls",
        "password = var.orders_password",
        "password: ${DB_PASSWORD}", "password: {{ .Values.password }}", "- name: LOG_LEVEL\n  value: info",
        "kind: ConfigMap\ndata:\n  a: b",
        "image: nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123", "token: true",
        "existingSecret: web",
        "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db, key: url}", "url: https://example.com/a:b",
        "permissions:\n  id-token: write\n  contents: read", "secrets: inherit", "x := {\"token\": input.token, \"password\": data.users.password}",
        "enable_key_rotation = true", "USER 1000", "",
    ])
    func `what is no secret stays`(_ text: String) {
        #expect(String(decoding: masked(Array(text.utf8)), as: UTF8.self) == text)
    }

    @Test func `masking keeps every byte in its place, whatever the file holds`() {
        var random = SplitMix64(42)
        let pieces = [
            "password", ": ", "=", "\n", "  ", "- ", "\"", "'", "--token ", "{", "}", "kind: Secret", "data:", "ü",
            "://a:b@", "-----BEGIN X PRIVATE KEY-----", "|", "\u{0}", "name", "value", "\r\n", "#", "\\",
        ]
        for _ in 0..<500 {
            let bytes = (0..<40).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8) }
            let result = masked(bytes)
            #expect(result.count == bytes.count)
            #expect(zip(result, bytes).allSatisfy { $0 == $1 || $0 == UInt8(ascii: "*") })
            #expect(zip(result, bytes).allSatisfy { $1 != 0x0A || $0 == 0x0A })
        }
    }

    @Test func `a line of a megabyte takes no time`() {
        let bytes = Array(String(repeating: "\"password\":\"a\",", count: 70_000).utf8)
        #expect(masked(bytes).allSatisfy { $0 == UInt8(ascii: "*") })
    }

    @Test(arguments: [
        ("metadata.replicas", Value.int(3), "3"),
        ("spec.password", .string("hunter2"), "(secret, not shown)"),
        ("spec.template.spec.containers[0].env[2].value", .string("x"), "(secret, not shown)"),
        ("spec.token", .bool(true), "true"),
        ("spec.names", .newList(["a", 2]), "[\"a\", 2]"),
        ("spec.map", .newMap(["a": true, "apiKey": "x"]), "{a: true, apiKey: <secret>}"),
        ("spec.key", .string("AKIAIOSFODNN7EXAMPLE"), "\"********************\""),
    ])
    func `values are shown short and without secrets`(_ path: String, _ value: Value, _ expected: String) throws {
        let resource = ResourceID(system: "kubernetes", type: "v1/Pod", name: "web")
        #expect(shownValue(value, at: try ValuePath(parsing: path), of: resource) == expected)
    }

    @Test func `data of a Kubernetes Secret is never shown`() throws {
        let resource = ResourceID(system: "kubernetes", type: "v1/Secret", name: "db")
        #expect(shownValue("x", at: try ValuePath(parsing: "data.user"), of: resource) == "(secret, not shown)")
        #expect(shownValue(nil, at: try ValuePath(parsing: "data.user"), of: resource) == "not set")
    }
}
