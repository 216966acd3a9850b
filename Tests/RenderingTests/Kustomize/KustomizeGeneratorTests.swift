import ConfigModel
import Projects
import Testing

struct KustomizeGeneratorTests {
    @Test func `generated maps carry the hash of their content, and references follow`() {
        let built = KustomizeCase([
            "kustomization.yaml": """
            resources: [web.yaml]
            configMapGenerator:
            - name: bob
              literals: [fruit=Indian Gooseberry, year=2020, crisis=true]

            """,
            "web.yaml": plainDeployment.replacing(
                "      - name: sidecar\n", with: "        envFrom: [{configMapRef: {name: bob}}]\n      - name: sidecar\n"),
        ])
        #expect(built.names == ["ConfigMap bob-79t79mt227", "Deployment web"])
        #expect(built.value("Deployment", "spec.template.spec.containers[0].envFrom[0].configMapRef.name") == "bob-79t79mt227")
    }

    @Test func `secrets hold base64, in lines where it is long`() {
        let long = String(repeating: "x", count: 60)
        let built = KustomizeCase([
            "kustomization.yaml":
                "secretGenerator:\n- name: s\n  literals: [a=b, long=\(long)]\n  options: {disableNameSuffixHash: true, immutable: true}\n"
        ])
        #expect(built.names == ["Secret s"])
        #expect(built.value("Secret", "type") == "Opaque")
        #expect(built.value("Secret", "immutable") == true)
        #expect(built.value("Secret", "data.a") == "Yg==")
        #expect(built.value("Secret", "data.long")?.string?.split(separator: "\n").map(\.count) == [70, 10])
    }

    @Test func `values come from literals, files and lines of environment files`() {
        let built = KustomizeCase([
            "kustomization.yaml":
                "generatorOptions: {disableNameSuffixHash: true, labels: {l: g}}\nconfigMapGenerator:\n- {name: c, literals: [a='q=1'], files: [k=sub/f.txt, sub/g.txt], envs: [e.env]}\n",
            "sub/f.txt": "text\n", "sub/g.txt": "more", "e.env": "# note\n  X=1\nY\n\nZ=a=b\n",
        ])
        #expect(built.failure == nil)
        let data = built.value("ConfigMap", "data")?.mapping
        #expect(data?.keys == ["X", "Y", "Z", "a", "g.txt", "k"])
        #expect(data?["Z"]?.value == "a=b")
        #expect(data?["Y"]?.value == "")
        #expect(data?["a"]?.value == "q=1")
        #expect(data?["k"]?.value == "text\n")
        #expect(built.value("ConfigMap", "metadata.labels.l") == "g")
    }

    @Test func `an overlay merges into or replaces what its base generates`() {
        func built(_ behavior: String) -> KustomizeCase {
            KustomizeCase(
                [
                    "base/kustomization.yaml": "namePrefix: b-\nconfigMapGenerator:\n- {name: c, literals: [a=1, b=2]}\n",
                    "over/kustomization.yaml":
                        "resources: [../base]\nconfigMapGenerator:\n- {name: c, \(behavior)literals: [b=3]}\n",
                ], build: "over")
        }
        #expect(built("behavior: merge, ").value("ConfigMap", "data")?.mapping?.count == 2)
        #expect(built("behavior: merge, ").value("ConfigMap", "data.b") == "3")
        #expect(built("behavior: replace, ").value("ConfigMap", "data")?.mapping?.keys == ["b"])
        #expect(built("behavior: merge, ").names.first?.hasPrefix("ConfigMap b-c-") == true)
        #expect(built("").failure?.contains("behavior must be merge or replace") == true)
    }

    @Test(arguments: [
        ("literals: [novalue]", "expected key=value"), ("literals: [a=1, a=2]", "illegally repeats"), ("files: [a=b=c]", "contains '='"),
        ("files: [../secret]", "security; file"), ("envs: [absent.env]", "cannot read"),
    ])
    func `wrong sources are told`(sources: String, reason: String) {
        let built = KustomizeCase(
            ["here/kustomization.yaml": "configMapGenerator: [{name: c, \(sources)}]\n", "secret": "x"], build: "here")
        #expect(built.failure?.contains(reason) == true, "\(built.failure ?? "built")")
    }
}
