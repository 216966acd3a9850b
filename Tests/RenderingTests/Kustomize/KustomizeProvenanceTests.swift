import ConfigModel
import Projects
import Testing
import Kustomize

struct KustomizeProvenanceTests {
    private static let files = [
        "base/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {team: blue}\n",
        "base/web.yaml": plainDeployment,
        "prod/kustomization.yaml": """
        resources:
        - ../base
        namespace: shop
        namePrefix: prod-
        images:
        - name: shop/web
          newTag: "2.0"
        replicas:
        - name: web
          count: 3
        configMapGenerator:
        - name: settings
          literals: [level=high]
          files: [motd.txt]
        patches:
        - path: limits.yaml
        - target: {kind: Deployment}
          patch: |-
            # comment
            - op: add
              path: /spec/paused
              value: true
        - patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {minReadySeconds: 9}}"

        """,
        "prod/motd.txt": "hello\n",
        "prod/limits.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
              - name: app
                env:
                - {name: MODE, value: quick}
                securityContext:
                  privileged: false

        """,
    ]

    private let built = KustomizeCase(KustomizeProvenanceTests.files, build: "prod")

    @Test func `every key and leaf knows its file`() throws {
        #expect(built.failure == nil)
        func check(_ value: Traced, _ path: ValuePath) {
            #expect(value.provenance.nearest != nil, "\(path)")
            switch value.value {
            case .map(let mapping):
                for entry in mapping.entries {
                    #expect(entry.keyProvenance.nearest != nil, "key of \(path.key(entry.key))")
                    check(entry.value, path.key(entry.key))
                }
            case .list(let items): for (index, item) in items.enumerated() { check(item, path.index(index)) }
            default: break
            }
        }
        for object in built.rendering.objects { check(object.value, .root) }
    }

    @Test(arguments: [
        ("kind", ["base/web.yaml: Deployment"]),
        ("spec.template.spec.containers[1].image", ["base/web.yaml: shop/proxy:1.0"]),
        ("spec.template.spec.containers[0].image", ["prod/kustomization.yaml: \"2.0\"", "base/web.yaml: shop/web:1.0"]),
        ("spec.replicas", ["prod/kustomization.yaml: 3"]), ("metadata.namespace", ["prod/kustomization.yaml: shop"]),
        ("metadata.name", ["base/web.yaml: web", "prod/kustomization.yaml: prod-"]),
        ("metadata.labels.team", ["base/kustomization.yaml: blue"]),
        ("spec.template.spec.containers[0].env[0].value", ["prod/limits.yaml: quick"]),
        ("spec.template.spec.containers[0].env[1].value", ["base/web.yaml: low"]),
        ("spec.template.spec.containers[0].securityContext.privileged", ["prod/limits.yaml: false"]),
        ("spec.paused", ["prod/kustomization.yaml: true"]), ("spec.minReadySeconds", ["prod/kustomization.yaml: 9"]),
    ])
    func `values of an overlay lead to where they are written`(path: String, places: [String]) {
        #expect(built.places("Deployment", path) == places)
    }

    @Test func `keys lead to where they are written, which may be another file`() {
        #expect(built.keyPlaces("Deployment", "spec.template.spec.containers[0].env[0].value") == ["base/web.yaml: value"])
        #expect(built.keyPlaces("Deployment", "spec.template.spec.containers[0].securityContext") == ["prod/limits.yaml: securityContext"])
        #expect(built.keyPlaces("Deployment", "metadata.labels.team") == ["base/kustomization.yaml: team"])
        #expect(built.keyPlaces("Deployment", "spec.paused") == ["prod/kustomization.yaml: /spec/paused"])
    }

    @Test func `generated data leads to literals and files`() {
        #expect(built.places("ConfigMap", "data.level") == ["prod/kustomization.yaml: level=high"])
        #expect(built.places("ConfigMap", "data[\"motd.txt\"]") == ["prod/motd.txt: hello\n", "prod/kustomization.yaml: motd.txt"])
    }

    @Test func `base manifests are literal, whatever an overlay says is of its environment`() {
        #expect(built.traced("Deployment", "kind")?.provenance.nearest?.role == .literal)
        #expect(built.traced("Deployment", "spec.replicas")?.provenance.nearest?.role == .environment)
        #expect(built.traced("Deployment", "spec.template.spec.containers[0].env[0].value")?.provenance.nearest?.role == .environment)
    }

    @Test func `a build names every file that it read`() {
        #expect(
            Set(built.rendering.paths) == [
                "base/kustomization.yaml", "base/web.yaml", "prod/kustomization.yaml", "prod/motd.txt", "prod/limits.yaml",
            ])
    }
}
