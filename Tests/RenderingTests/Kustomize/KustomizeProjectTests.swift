import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Kustomize

/// A base with three overlays: two inherit its value, one dissents.
struct KustomizeProjectTests {
    private static let manifest = plainDeployment.replacing(
        "        image: shop/web:1.0\n", with: "        image: shop/web:1.0\n        securityContext: {privileged: true}\n")
    private static let dissent = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
              - name: app
                securityContext: {privileged: true}

        """
    private static let files = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": manifest, "dev/kustomization.yaml": "resources: [../base]\n",
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: own.yaml}]\n", "prod/own.yaml": dissent,
        "test/kustomization.yaml": "resources: [../base]\n",
        "away/kustomization.yaml": "resources: [../base, 'https://example.invalid/base']\n",
    ]
    private static let path = "spec.template.spec.containers[0].securityContext.privileged"

    private func project(_ files: [String: String] = KustomizeProjectTests.files) throws -> KustomizeProject {
        let tree = MemoryTree(texts: files)
        return KustomizeProject(try #require(KustomizationGraph(tree).groups.first), in: tree)
    }

    @Test func `builds that have an object in the same way share it`() throws {
        let project = try project()
        #expect(project.builds.map(\.folder) == ["away", "dev", "prod", "test"])
        #expect(project.builds.map { $0.failure?.kind } == [.remote, nil, nil, nil])
        #expect(project.objects.map(\.builds) == [[1, 3], [2]])
        #expect(project.documents.map(\.source.path) == Self.files.keys.sorted())
        #expect(project.users(of: "base/web.yaml") == ["away", "dev", "prod", "test"])
    }

    @Test func `the base is mended for those that inherit, the dissenter in its own patch`() throws {
        let before = try project()
        var files = Self.files
        for object in before.objects {
            let site = try #require(object.object.sites(for: try ValuePath(parsing: Self.path), in: before.documents).first)
            let document = try #require(before.documents.first { $0.source.path == site.path })
            let change = DocumentChange(root: site.root, path: site.documentPath, action: .set(.bool(false)))
            files[site.path] = String(decoding: document.edits(for: [change]).edits.applied(to: document.source.bytes), as: UTF8.self)
        }
        #expect(files["base/web.yaml"] == Self.manifest.replacing("privileged: true", with: "privileged: false"))
        #expect(files["prod/own.yaml"] == Self.dissent.replacing("privileged: true", with: "privileged: false"))
        let after = try project(files)
        #expect(after.objects.map(\.builds) == [[1, 3], [2]])
        for object in after.objects { #expect(object.object.value.at(try ValuePath(parsing: Self.path))?.value == false) }
    }
}
