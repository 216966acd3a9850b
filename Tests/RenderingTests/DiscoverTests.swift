import BuiltInTechnologies
import Projects
import SourceText
import Testing
import Dockerfiles

@Suite struct DiscoverTests {
    private func projects(_ paths: String..., excluding: [PathPattern] = []) -> [String] {
        discover(MemoryTree(Dictionary(uniqueKeysWithValues: paths.map { ($0, []) })), excluding: excluding).map {
            "\($0.kind.rawValue) \($0.name): \($0.files.joined(separator: " "))"
        }
    }

    @Test func `manifests and Terraform are grouped by folder, Dockerfiles stand alone`() {
        #expect(
            projects(
                "a.yaml", "deploy/b.yml", "deploy/c.json", "infra/main.tf", "infra/prod.tfvars", "api/Dockerfile", "api/dev.Dockerfile", "notes.txt")
                == [
                    "manifests .: a.yaml", "dockerfile api/Dockerfile: api/Dockerfile", "dockerfile api/dev.Dockerfile: api/dev.Dockerfile",
                    "manifests deploy: deploy/b.yml deploy/c.json", "terraform infra: infra/main.tf infra/prod.tfvars",
                ])
    }

    @Test func `templates, values and subcharts belong to their chart, other files of its folder do not`() {
        #expect(
            projects(
                "c/Chart.yaml", "c/values.yaml", "c/templates/x.yaml", "c/charts/sub/Chart.yaml", "c/charts/sub/templates/y.yaml", "c/ci/pod.yaml")
                == [
                    "chart c: c/Chart.yaml c/charts/sub/Chart.yaml c/charts/sub/templates/y.yaml c/templates/x.yaml c/values.yaml",
                    "manifests c/ci: c/ci/pod.yaml",
                ])
    }

    @Test func `kustomizations that take each other in are one project with the files that they name`() {
        let tree = MemoryTree(texts: [
            "shop/base/kustomization.yaml": "resources: [web.yaml]", "shop/base/web.yaml": "", "shop/base/other.yaml": "",
            "shop/prod/Kustomization": "resources: [../base]\npatches: [{path: p.yaml}]", "shop/prod/p.yaml": "",
            "alone/kustomization.yml": "resources: [a.json]", "alone/a.json": "", "c/Chart.yaml": "", "c/templates/x.yaml": "",
            "c/kustomization.yaml": "resources: [templates/x.yaml]",
        ])
        #expect(
            discover(tree).map { "\($0.kind.rawValue) \($0.name): \($0.files.joined(separator: " "))" } == [
                "kustomization alone: alone/a.json alone/kustomization.yml", "chart c: c/Chart.yaml c/templates/x.yaml",
                "kustomization c: c/kustomization.yaml",
                "kustomization shop: shop/base/kustomization.yaml shop/base/web.yaml shop/prod/Kustomization shop/prod/p.yaml",
                "manifests shop/base: shop/base/other.yaml",
            ])
    }

    @Test func `excluded paths are not seen`() {
        #expect(projects("a/x.yaml", "third_party/y.yaml", excluding: [PathPattern("third_party/**")]) == ["manifests a: a/x.yaml"])
    }

    @Test(arguments: [
        ("Dockerfile", true), ("Containerfile", true), ("api.Dockerfile", true), ("Dockerfile.dev", true), ("dockerfile", true),
        ("Dockerfile-alpine", true),
        ("Dockerfile.md", false), ("docker-compose.yml", false), ("Dockerfile.j2", false), ("Dockerfile.tmpl", false), ("mydockerfile", false),
        ("Dockerfile.dockerignore", false),
    ])
    func `Dockerfiles are known by name`(_ name: String, _ expected: Bool) {
        #expect(isDockerfileName(name) == expected)
    }

    @Test(arguments: [
        ("third_party/**", "third_party/a/b.yaml", true), ("vendor", "x/vendor/y.yaml", true), ("*.tf", "a/b/main.tf", true),
        ("/a.yaml", "a.yaml", true),
        ("/a.yaml", "b/a.yaml", false), ("charts/*/values.yaml", "charts/x/values.yaml", true),
        ("charts/*/values.yaml", "charts/x/y/values.yaml", false),
        ("**/test/**", "a/test/b/c.yaml", true), ("a?c", "abc", true), ("a?c", "ac", false),
    ])
    func `path patterns`(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathPattern(pattern).matches(path) == expected)
    }
}
