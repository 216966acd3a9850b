import ConfigModel
import Projects
import Testing
import Kustomize

/// Small trees that ask for endless work end with a failure that says so.
struct KustomizeLimitTests {
    private func failure(_ fields: String) -> KustomizeFailure? {
        let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: text}\nx: {}\n"
        return KustomizeCase(["kustomization.yaml": "resources: [c.yaml]\n" + fields, "c.yaml": config]).rendering.failure
    }

    @Test func `copies of copies`() {
        let copies = (0..<64).map { "  - {op: copy, from: /data, path: /data/n\($0)}\n" }.joined()
        #expect(failure("patches:\n- target: {kind: ConfigMap}\n  patch: |-\n\(copies.replacing("  - ", with: "    - "))").map(\.kind) == .limit)
    }

    @Test func `texts of texts`() {
        let one =
            "- source: {kind: ConfigMap, fieldPath: data.a}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a], options: {delimiter: '|', index: 9}}]\n"
        #expect(failure("replacements:\n" + String(repeating: one, count: 64)).map(\.kind) == .limit)
    }

    @Test func `paths without end`() {
        let path = Array(repeating: "x", count: 5000)
        let replacement =
            "{sourceValue: v, targets: [{select: {kind: ConfigMap}, fieldPaths: [\(path.joined(separator: "."))], options: {create: true}}]}"
        #expect(failure("replacements: [\(replacement)]\n") != nil)
        #expect(failure("labels: [{pairs: {a: b}, fields: [{path: \(path.joined(separator: "/")), create: true}]}]\n").map(\.kind) == .limit)
    }

    @Test func `nesting without end`() {
        let deep = (0..<40).map { step in
            let path = String(repeating: "/k", count: step * 20)
            let value = String(repeating: "{k: ", count: 20) + "{}" + String(repeating: "}", count: 20)
            return "    - {op: add, path: /x\(path)/k, value: \(value)}\n"
        }
        #expect(failure("patches:\n- target: {kind: ConfigMap}\n  patch: |-\n\(deep.joined())").map(\.kind) == .limit)
    }
}
