import BuiltInTechnologies
import ConfigModel
import Projects
import SourceText
import Testing

/// `null` in a values file takes a chart's default away (helm.sh, "Deleting a default key").
@Suite struct NullValueTests {
    @Test(arguments: [
        ("other: 1\n", "true", "{\"a\":1,\"b\":2}"), ("motd: null\n", "false", "{\"a\":1,\"b\":2}"), ("nested: {a: null}\n", "true", "{\"b\":2}"),
        ("nested: null\n", "true", "null"),
    ])
    func `null takes a default away`(_ values: String, _ hasKey: String, _ nested: String) throws {
        let tree = MemoryTree(texts: [
            "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": "motd: hello\nnested: {a: 1, b: 2}\n",
            "values-prod.yaml": values,
            "templates/all.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: all}
            data:
              has: {{ hasKey .Values "motd" | quote }}
              nested: {{ .Values.nested | toJson | squote }}

            """,
        ])
        let rendered = try #require(discover(tree).map { render($0, in: tree) }.first)
        let number = try #require(rendered.cases.firstIndex { $0.name.contains("prod") })
        let data = try #require(rendered.resources.first { $0.cases.contains(number) }).value["data"]
        #expect(data?["has"]?.value.string == hasKey)
        #expect(data?["nested"]?.value.string == nested)
    }
}
