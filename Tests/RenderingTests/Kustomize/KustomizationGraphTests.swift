import Projects
import SourceText
import Testing
import Kustomize

struct KustomizationGraphTests {
    private let graph = KustomizationGraph(
        MemoryTree(texts: [
            "shop/base/kustomization.yaml": "resources: [web.yaml, gone.yaml]\n", "shop/base/web.yaml": plainDeployment,
            "shop/extra/kustomization.yaml":
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n", "shop/extra/p.yaml": plainDeployment,
            "shop/dev/kustomization.yaml": "resources: [../base]\n",
            "shop/prod/kustomization.yaml":
                "resources: [../base, 'https://example.invalid/x']\ncomponents: [../extra]\npatches: [{path: big.yaml}]\n",
            "shop/prod/big.yaml": plainDeployment, "alone/kustomization.yml": "resources: [a.yaml]\n", "alone/a.yaml": plainDeployment,
            "flux/kustomization.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./x}\n",
            "plain/web.yaml": plainDeployment,
        ]))

    @Test func `connected kustomizations are one group whose outermost ones are built`() {
        #expect(graph.groups.map(\.folders) == [["alone"], ["shop/base", "shop/dev", "shop/extra", "shop/prod"]])
        #expect(graph.groups.map(\.builds) == [["alone"], ["shop/dev", "shop/prod"]])
    }

    @Test func `a group holds the manifests and patches that it names, and who takes them in`() throws {
        let shop = try #require(graph.groups.last)
        #expect(shop.files.filter { !$0.hasSuffix("kustomization.yaml") } == ["shop/base/web.yaml", "shop/extra/p.yaml", "shop/prod/big.yaml"])
        #expect(shop.users["shop/base/web.yaml"] == ["shop/dev", "shop/prod"])
        #expect(shop.users["shop/extra/p.yaml"] == ["shop/prod"])
    }

    @Test func `kustomizations that name each other are a group without an end`() {
        let circle = KustomizationGraph(
            MemoryTree(texts: ["a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"]))
        #expect(circle.groups.map(\.folders) == [["a", "b"]])
        #expect(circle.groups.map(\.builds) == [[]])
    }
}
