import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Kustomize

/// Each site is tried: the value is set there, and the kustomization built again.
struct KustomizeSiteTests {
    private static let files = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": plainDeployment,
        "prod/kustomization.yaml": """
        resources: [../base]
        images: [{name: shop/proxy, newTag: "2.0"}]
        replicas:
        - {name: web, count: 3}
        patches:
        - path: app.yaml
        - target: {kind: Deployment}
          path: ops.yaml
        - patch: |-
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec: {paused: false}

        """,
        "prod/app.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
              - name: app
                securityContext:
                  privileged: true

        """,
        "prod/ops.yaml": "- op: add\n  path: /spec/minReadySeconds\n  value: 5\n",
    ]

    private func sites(_ path: String) throws -> [KustomizeSite] {
        let built = KustomizeCase(Self.files, build: "prod")
        #expect(built.failure == nil)
        let object = try #require(built.rendering.objects.first)
        return object.sites(for: try ValuePath(parsing: path), in: DocumentSet(documents))
    }

    private var documents: [any Document] {
        Self.files.sorted { $0.key < $1.key }.map { parseDocument(SourceFile(path: $0.key, text: $0.value), as: .yaml) }
    }

    private func built(_ overlay: String, setting value: NewValue, at site: KustomizeSite) throws -> KustomizeCase {
        let document = try #require(documents.first { $0.source.path == site.path })
        let planned = document.edits(for: [DocumentChange(root: site.root, path: site.documentPath, action: .set(value))])
        #expect(planned.refused.map(\.reason) == [])
        var files = Self.files
        files[site.path] = String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
        return KustomizeCase(files, build: overlay)
    }

    @Test(arguments: [
        ("spec.template.spec.containers[1].name", "base/web.yaml", "spec.template.spec.containers[1].name"),
        (
            "spec.template.spec.containers[0].securityContext.privileged", "prod/app.yaml",
            "spec.template.spec.containers[0].securityContext.privileged"
        ),
        ("spec.replicas", "prod/kustomization.yaml", "replicas[0].count"), ("spec.minReadySeconds", "prod/ops.yaml", "[0].value"),
    ])
    func `a value is set where it is written`(path: String, file: String, place: String) throws {
        let site = try #require(sites(path).first)
        #expect(site.path == file)
        #expect(site.documentPath.description == place)
        #expect(site.obstacle == nil)
        let value: NewValue = path.hasSuffix("name") ? .string("other") : path.hasSuffix("privileged") ? .bool(false) : .int(9)
        let after = try built("prod", setting: value, at: site)
        #expect(after.value("Deployment", path)?.isSameScalar(as: value) == true)
    }

    @Test func `what is missing goes into the manifest, for every overlay, or into the overlay's patch`() throws {
        let path = "spec.template.spec.containers[0].imagePullPolicy"
        let found = try sites(path)
        #expect(found.map(\.path) == ["base/web.yaml", "prod/app.yaml"])
        #expect(found.map(\.kind) == [.manifest, .patch])
        for (site, reachesBase) in zip(found, [true, false]) {
            #expect(try built("prod", setting: .string("Always"), at: site).value("Deployment", path) == "Always")
            let base = try built("base", setting: .string("Always"), at: site).value("Deployment", path)
            #expect(base == (reachesBase ? "Always" : nil))
        }
    }

    @Test func `what is missing from a map of a patch goes there`() throws {
        let path = "spec.template.spec.containers[0].securityContext.runAsNonRoot"
        let site = try #require(sites(path).first)
        #expect(site.path == "prod/app.yaml")
        #expect(try built("prod", setting: .bool(true), at: site).value("Deployment", path) == true)
    }

    @Test func `composed values and values in texts are not set`() throws {
        #expect(try sites("spec.template.spec.containers[1].image").allSatisfy { $0.obstacle != nil })
        let inline = try #require(sites("spec.paused").first)
        #expect(inline.path == "prod/kustomization.yaml")
        #expect(inline.obstacle == "the value is part of a text in the file")
    }
}

extension Value {
    fileprivate func isSameScalar(as new: NewValue) -> Bool {
        switch (self, new) {
        case (.string(let a), .string(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        default: false
        }
    }
}
