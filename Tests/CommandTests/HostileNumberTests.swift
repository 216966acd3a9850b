import TestSupport
import Testing

/// Numbers that no integer holds end nothing but the place they stand in.
@Suite struct HostileNumberTests {
    private static let chart = ["Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n", "values.yaml": "items: [1]\nname: a\n"]

    @Test(arguments: ["minProperties", "maxProperties"])
    func `a limit of a values schema`(_ keyword: String) throws {
        let folder = try TestFolder(
            Self.chart.merging(["values.schema.json": "{\"\(keyword)\": \(keyword.hasPrefix("min") ? "1e300" : "-1e300")}"]) { $1 })
        let result = try Binary.run("scan", folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("\(keyword): got 2, want"))
    }

    @Test(arguments: ["items: {minItems: 1e300}", "items: {maxItems: -1e300}", "name: {minLength: 1e300}", "name: {maxLength: -1e300}"])
    func `a limit of a property`(_ property: String) throws {
        let body = property.replacing("{", with: "{\"").replacing(": -", with: "\": -").replacing(": 1", with: "\": 1")
        let folder = try TestFolder(
            Self.chart.merging(["values.schema.json": "{\"properties\": {\"\(body.prefix { $0 != ":" })\"\(body.drop { $0 != ":" })}}"]) { $1 })
        let result = try Binary.run("scan", folder.path)
        #expect(result.status == 0 && result.output.contains("got 1, want"), "\(result.output)\(result.errors)")
    }

    @Test(arguments: [
        "printf \"%*d\" -9223372036854775808 1", "(now).AddDate 0 0 -9223372036854775808", "(now).AddDate 0 -9223372036854775808 0",
        "(toDate \"2006\" \"2010\").AddDate -9223372036854775808 0 0",
    ])
    func `an argument of a template function`(_ call: String) throws {
        let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: {{ \(call) | toString | trunc 40 | quote }}\n"
        let folder = try TestFolder(Self.chart.merging(["templates/a.yaml": manifest]) { $1 })
        let result = try Binary.run("scan", folder.path)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `the exponent of a quantity`() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: shop}
            spec:
              containers:
                - {name: web, image: web:1.0, resources: {limits: {memory: 1e-9223372036854775808, cpu: 1e-9223372036854775808}}}

            """
        let folder = try TestFolder(["pod.yaml": pod])
        #expect(try Binary.run("scan", folder.path, "--fail-on", "never").status == 0)
    }
}
