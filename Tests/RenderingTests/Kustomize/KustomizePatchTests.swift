import ConfigModel
import Projects
import Testing

struct KustomizePatchTests {
    private func patched(_ patch: String, target: String = "", options: String = "") -> KustomizeCase {
        let indented = patch.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return KustomizeCase([
            "kustomization.yaml": "resources: [web.yaml]\npatches:\n- patch: |-\n\(indented)\n\(target)\(options)", "web.yaml": plainDeployment,
        ])
    }

    private static let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"

    @Test func `lists of known types merge by their keys, the patch's elements first`() {
        let built = patched(
            KustomizePatchTests.head + """
                spec:
                  template:
                    spec:
                      containers:
                      - name: extra
                        image: x
                      - name: app
                        env:
                        - name: MODE
                          value: fast
                        - {name: NEW, value: n}
                """)
        let containers = built.value("Deployment", "spec.template.spec.containers")?.list ?? []
        #expect(containers.compactMap { $0["name"]?.value.string } == ["extra", "app", "sidecar"])
        #expect(containers[1]["env"]?.value.list?.compactMap { $0["value"]?.value.string } == ["fast", "n", "low"])
        #expect(containers[1]["image"]?.value == "shop/web:1.0")
    }

    @Test func `null and delete remove, replace replaces`() {
        let removed = patched(
            KustomizePatchTests.head + """
                spec:
                  replicas: null
                  template:
                    spec:
                      containers:
                      - {name: sidecar, $patch: delete}
                """)
        #expect(removed.value("Deployment", "spec.replicas") == nil)
        #expect(removed.value("Deployment", "spec.template.spec.containers")?.list?.count == 1)
        let replaced = patched(
            KustomizePatchTests.head + "spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - {name: only, image: y}\n")
        #expect(replaced.value("Deployment", "spec.template.spec.containers")?.list?.compactMap { $0["name"]?.value.string } == ["only"])
        let map = patched(KustomizePatchTests.head + "spec:\n  $patch: replace\n  replicas: 4\n")
        #expect(map.value("Deployment", "spec")?.mapping?.keys == ["replicas"])
        #expect(patched("$patch: delete\n" + KustomizePatchTests.head).names.isEmpty)
        #expect(patched(KustomizePatchTests.head + "spec:\n  $patch: fold\n").failure?.contains("unknown patch strategy") == true)
    }

    @Test func `lists of unknown types are replaced unless a schema of one's own says otherwise`() {
        let custom =
            "apiVersion: example.org/v1\nkind: Shop\nmetadata: {name: s}\nspec:\n  doors:\n  - {name: a, width: 1}\n  - {name: b, width: 2}\n"
        let patch = "apiVersion: example.org/v1\nkind: Shop\nmetadata: {name: s}\nspec:\n  doors:\n  - {name: b, width: 9}\n"
        let schema = """
            {"definitions": {"org.Shop": {"type": "object", "properties": {"spec": {"$ref": "#/definitions/org.ShopSpec"}},
              "x-kubernetes-group-version-kind": [{"group": "example.org", "version": "v1", "kind": "Shop"}]},
             "org.ShopSpec": {"type": "object", "properties": {"doors": {"type": "array", "items": {"type": "object"},
              "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}}}}}
            """
        let files = ["s.yaml": custom, "p.yaml": patch, "schema.json": schema]
        func doors(_ more: String) -> Int? {
            let kustomization = "resources: [s.yaml]\npatches: [{path: p.yaml}]\n" + more
            return KustomizeCase(files.merging(["kustomization.yaml": kustomization]) { a, _ in a }).value("Shop", "spec.doors")?.list?.count
        }
        #expect(doors("") == 1)
        #expect(doors("openapi: {path: schema.json}\n") == 2)
    }

    @Test func `a number in the place of quoted text stays text`() {
        let built = KustomizeCase([
            "kustomization.yaml": "resources: [c.yaml]\npatches: [{path: p.yaml}]\n",
            "c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: \"1\"\n  b: yes\n",
            "p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: 2\n",
        ])
        #expect(built.value("ConfigMap", "data.a") == "2")
        #expect(built.value("ConfigMap", "data.b") == "yes")
    }

    @Test func `a target chooses by anchored patterns and selectors`() {
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {replicas: 7}\n"
        func replicas(_ target: String) -> Value? { patched(patch, target: "  target: \(target)\n").value("Deployment", "spec.replicas") }
        #expect(replicas("{kind: Deploy.*}") == 7)
        #expect(replicas("{kind: Deploy}") == 1)
        #expect(replicas("{name: w.b, namespace: default}") == 7)
        #expect(replicas("{labelSelector: app=web}") == 1)
        #expect(patched(patch, target: "  target: {name: '['}\n").failure?.contains("no regular expression") == true)
        #expect(patched(patch).failure?.contains("no resource matches") == true)
    }

    @Test func `names and kinds change only where the options allow it`() {
        let patch = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\n"
        #expect(patched(patch, target: "  target: {name: web}\n").names == ["Deployment web"])
        let options = "  options: {allowNameChange: true, allowKindChange: true}\n"
        #expect(patched(patch, target: "  target: {name: web}\n", options: options).names == ["StatefulSet db"])
    }

    @Test func `JSON patches add, replace, remove, move, copy and test`() {
        let operations = """
            - {op: test, path: /spec/replicas, value: 1}
            - {op: add, path: /metadata/labels, value: {a~b: x}}
            - {op: copy, from: /metadata/labels/a~0b, path: /metadata/labels/copied}
            - {op: replace, path: /spec/template/spec/containers/0/image, value: z}
            - {op: add, path: /spec/template/spec/containers/-, value: {name: last}}
            - {op: move, from: /spec/replicas, path: /spec/minReadySeconds}
            - {op: remove, path: /spec/template/spec/containers/1}
            """
        let built = patched(operations, target: "  target: {kind: Deployment}\n")
        #expect(built.failure == nil)
        #expect(built.value("Deployment", "metadata.labels.copied") == "x")
        #expect(built.value("Deployment", "spec.minReadySeconds") == 1)
        #expect(built.value("Deployment", "spec.template.spec.containers[0].image") == "z")
        #expect(built.value("Deployment", "spec.template.spec.containers[1].name") == "last")
        func failure(_ operation: String) -> String? { patched(operation, target: "  target: {kind: Deployment}\n").failure }
        #expect(failure("- {op: test, path: /spec/replicas, value: 2}")?.contains("testing value") == true)
        #expect(failure("- {op: remove, path: /spec/absent}")?.contains("nonexistent key") == true)
        #expect(failure("- {op: add, path: /a/b/c, value: 1}")?.contains("missing path") == true)
        #expect(patched("- {op: remove, path: /spec/replicas}").failure?.contains("must specify a target") == true)
    }

    @Test func `patches of older kustomizations apply too`() {
        let built = KustomizeCase([
            "kustomization.yaml": """
            resources: [web.yaml]
            patchesStrategicMerge: [p.yaml]
            patchesJson6902:
            - target: {version: v1, group: apps, kind: Deployment, name: web}
              path: j.json

            """, "web.yaml": plainDeployment, "p.yaml": KustomizePatchTests.head + "spec: {paused: true}\n",
            "j.json": "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 5}]",
        ])
        #expect(built.value("Deployment", "spec.paused") == true)
        #expect(built.value("Deployment", "spec.replicas") == 5)
    }
}
