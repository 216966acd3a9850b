import ConfigModel
import Projects
import SourceText
import Testing
import Kustomize

struct KustomizeBuildTests {
    private static let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n"

    @Test func `objects of resources, bases and components come in the order of their kinds`() {
        let built = KustomizeCase(
            [
                "prod/kustomization.yaml": "resources: [../base, role.yaml]\ncomponents: [../extra]\n",
                "prod/role.yaml": "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n",
                "base/kustomization.yml": "bases: [../deeper]\nresources: [web.yaml]\n", "base/web.yaml": plainDeployment,
                "deeper/Kustomization": "resources: [all.yaml]\n",
                "deeper/all.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: shop}\n",
                "extra/kustomization.yaml":
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [settings.yaml]\nnamePrefix: c-\n",
                "extra/settings.yaml": KustomizeBuildTests.config,
            ], build: "prod")
        #expect(built.failure == nil)
        #expect(built.names == ["Namespace shop", "ClusterRole c-r", "ConfigMap c-settings", "Deployment c-web"])
        #expect(built.rendering.objects[0].path == "deeper/all.yaml")
        #expect(built.rendering.objects[0].prefix.description == "items[0]")
    }

    @Test func `order may be that of the files or of one's own kinds`() {
        let files = [
            "a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n"
        ]
        func names(_ options: String) -> KustomizeCase {
            KustomizeCase(files.merging(["kustomization.yaml": "resources: [a.yaml]\n" + options]) { a, _ in a })
        }
        #expect(names("").names == ["Namespace n", "Secret a"])
        #expect(names("sortOptions: {order: fifo}\n").names == ["Secret a", "Namespace n"])
        #expect(names("sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Secret], orderLast: [Namespace]}}\n").names.first == "Secret a")
        #expect(names("sortOptions: {order: random}\n").failure?.contains("must be one of") == true)
    }

    @Test(arguments: [
        ("resources: [missing.yaml]\n", "no such file or folder"), ("resources: [../up.yaml]\n", "security; file"),
        ("resources: [web.yaml, web.yaml]\n", "already registered id"), ("resources: [../here]\n", "cycle detected"),
        ("resource: [web.yaml]\n", "unknown field 'resource'"), ("namePrefix: 1\n", "has to be a text"), ("{}\n", "is empty"),
        ("kind: Deployment\nresources: []\n", "kind should be"), ("resources: [broken.yaml]\n", "malformed YAML"),
        ("resources: [nameless.yaml]\n", "missing metadata.name"), ("components: [../plain]\n", "expected kind 'Component'"),
        ("resources: [web.yaml]\nreplicas: [{name: other, count: 2}]\n", "does not match"),
        ("resources: [web.yaml]\npatches: [{path: absent.yaml}]\n", "cannot read the file"),
    ])
    func `what cannot be built says why`(kustomization: String, reason: String) {
        let built = KustomizeCase(
            [
                "here/kustomization.yaml": kustomization, "here/web.yaml": plainDeployment, "up.yaml": plainDeployment,
                "here/broken.yaml": "a: [1\n", "here/nameless.yaml": "apiVersion: v1\nkind: Secret\n",
                "plain/kustomization.yaml": "resources: []\nnamePrefix: x\n",
            ], build: "here")
        #expect(built.failure?.contains(reason) == true, "\(built.failure ?? "built")")
        #expect(built.rendering.objects.isEmpty)
    }

    @Test func `two kustomization files in one folder are one too many`() {
        let built = KustomizeCase(["kustomization.yaml": "resources: []\n", "kustomization.yml": "resources: []\n"])
        #expect(built.failure?.contains("multiple kustomization files") == true)
    }

    @Test(arguments: [
        "https://example.invalid/base?ref=v1", "github.com/org/repo//base", "git@example.invalid:org/repo.git", "ssh://example.invalid/x",
    ])
    func `a base elsewhere is opaque and said so`(base: String) {
        let built = KustomizeCase(["kustomization.yaml": "resources:\n- \(base)\n"])
        #expect(built.rendering.failure?.kind == .remote)
        #expect(built.rendering.failure?.diagnostic.help?.contains("vendor") == true)
        let span = built.rendering.failure?.span ?? .at(0)
        #expect(SourceFile(path: "", text: built.files["kustomization.yaml"] ?? "").text(span) == base)
    }

    @Test func `plugins are never run`() {
        let built = KustomizeCase([
            "kustomization.yaml": "transformers: [t.yaml]\n", "t.yaml": "apiVersion: example.org/v1\nkind: Exec\nmetadata: {name: x}\n",
        ])
        #expect(built.rendering.failure?.kind == .plugin)
    }

    @Test func `nesting and number of kustomizations have limits`() {
        var deep: [String: String] = [:]
        for level in 0..<70 { deep["l\(level)/kustomization.yaml"] = "resources: [../l\(level + 1)]\n" }
        #expect(KustomizeCase(deep, build: "l0").rendering.failure?.kind == .limit)
        var wide: [String: String] = ["k12/kustomization.yaml": "namePrefix: x\n"]
        for level in 0..<12 {
            wide["k\(level)/kustomization.yaml"] = "resources: [../k\(level + 1), ../k\(level + 1), ../k\(level + 1)]\n"
        }
        #expect(KustomizeCase(wide, build: "k0").rendering.failure?.kind == .limit)
    }

    @Test func `objects for local use are left out`() {
        let local = KustomizeBuildTests.config.replacing(
            "{name: settings}", with: "{name: x, annotations: {config.kubernetes.io/local-config: 'true'}}")
        let built = KustomizeCase(["kustomization.yaml": "resources: [a.yaml, web.yaml]\n", "a.yaml": local, "web.yaml": plainDeployment])
        #expect(built.names == ["Deployment web"])
    }

    @Test func `a chart in the tree is rendered with the values of its entry`() {
        let built = KustomizeCase([
            "kustomization.yaml":
                "helmCharts:\n- name: app\n  releaseName: rel\n  valuesInline: {count: 3}\nnamespace: shop\n",
            "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n", "charts/app/values.yaml": "count: 1\n",
            "charts/app/templates/d.yaml":
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  replicas: {{ .Values.count }}\n",
        ])
        #expect(built.failure == nil)
        #expect(built.names == ["Deployment rel"])
        #expect(built.value("Deployment", "spec.replicas") == 3)
        #expect(built.value("Deployment", "metadata.namespace") == "shop")
        let missing = KustomizeCase(["kustomization.yaml": "helmCharts: [{name: app, repo: 'https://example.invalid', version: 1.0.0}]\n"])
        #expect(missing.rendering.failure?.kind == .remote)
    }
}
