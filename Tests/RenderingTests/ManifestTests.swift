import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Kubernetes

@Suite struct ManifestTests {
    private func rendered(_ text: String, path: String = "x.yaml") -> RenderedProject {
        render(Project(kind: .manifests, root: "", files: [path]), in: MemoryTree(texts: [path: text]))
    }

    @Test func `objects are named by group, kind, namespace and name`() {
        let project = rendered(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n---\napiVersion: v1\nkind: Service\nmetadata: {generateName: s-}\n"
        )
        #expect(project.resources.map(\.id.description) == ["apps/v1/Deployment shop/web", "v1/Service s-"])
        #expect(project.resources.map(\.home.root) == [0, 1])
    }

    @Test func `a List stands for its items, each with its own place`() {
        let project = rendered(
            "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Pod, metadata: {name: a}}\n  - {apiVersion: v1, kind: Pod, metadata: {name: b}}\n"
        )
        #expect(project.resources.map(\.home.prefix.description) == ["items[0]", "items[1]"])
    }

    @Test func `JSON manifests are manifests`() {
        let project = rendered(#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}"#, path: "x.json")
        #expect(project.resources.map(\.id.description) == ["v1/Pod a"])
    }

    @Test(arguments: [
        "apiVersion: v1\nkind: Pod\nspec:\n  replicas: {{ .Values.replicas }}\n",
        "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n",
        "apiVersion: v1\nkind: {{ kind }}\n",
    ])
    func `templates are told and not read as manifests`(_ text: String) {
        let project = rendered(text)
        #expect(project.resources.isEmpty && project.documents.isEmpty)
        #expect(project.diagnostics.map(\.id) == ["template-not-rendered"])
    }

    @Test func `braces inside a string make that string unknown and nothing else`() {
        let project = rendered("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {image: \"{{ image }}\", port: 80}\n")
        let spec = project.resources.first?.value["spec"]
        #expect(spec?["image"]?.value.isUnknown == true)
        #expect(spec?["port"]?.value == .int(80))
    }

    @Test func `variables of Kyverno are text`() {
        let project = rendered(
            "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {message: \"{{ request.object.metadata.name }}\"}\n")
        #expect(project.resources.first?.value["spec"]?["message"]?.value.string == "{{ request.object.metadata.name }}")
    }

    @Test(arguments: ["hello: world\n", "just text\n", "", "- a\n- b\n", "apiVersion and kind are words\n"])
    func `other files are passed over without a word`(_ text: String) {
        let project = rendered(text)
        #expect(project.resources.isEmpty && project.diagnostics.isEmpty)
    }

    @Test func `a broken manifest is reported with its place`() {
        let project = rendered("apiVersion: v1\nkind: Pod\nspec: [a, b\n")
        #expect(project.diagnostics.map(\.id) == ["yaml-syntax"])
        #expect(project.diagnostics.first?.span != nil)
    }

    @Test func `a file that is too large is reported, not read`() {
        struct Huge: WorkTree {
            let paths = ["x.yaml"]
            func read(_ path: String) throws(WorkTreeError) -> [UInt8] { throw WorkTreeError(path: path, reason: "was read") }
            func size(_ path: String) -> Int? { 100 << 20 }
        }
        let project = render(Project(kind: .manifests, root: "", files: ["x.yaml"]), in: Huge())
        #expect(project.diagnostics.map(\.id) == ["file-too-large"])
    }

    @Test(arguments: ["a\u{0}b: c\napiVersion: v1\nkind: Pod\n", "\u{FEFF}apiVersion: v1\nkind: Pod\nmetadata: {name: [[[[]]]]}\n"])
    func `odd bytes never stop a scan`(_ text: String) {
        _ = rendered(text)
    }
}
