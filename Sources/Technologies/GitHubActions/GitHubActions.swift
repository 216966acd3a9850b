package import ConfigModel
package import Projects
package import SourceText

/// Workflows, composite actions and Dependabot's configuration of a GitHub repository.
///
/// Source: https://docs.github.com/en/actions/reference/workflows-and-actions
package struct GitHubActions: StructuredProduct {
    package let name = "github"
    package let selectors = [
        GitHubActions.file("workflow"), GitHubActions.file("dependabot"),
        // A job of a workflow.
        SelectorKind("github.job", system: "github", bindings: ["job", "resource"]) { resource, _ in
            workflowSubjects(.root(of: resource), steps: false)
        },
        // A step of a job or of a composite action.
        SelectorKind("github.step", system: "github", bindings: ["step", "script", "job", "resource"]) { resource, _ in
            workflowSubjects(.root(of: resource), steps: true)
        },
    ]

    package let productCheck: ProductCheck? = githubCheck

    package init() {}

    private static func file(_ type: String) -> SelectorKind {
        SelectorKind("github.\(type)", system: "github") { resource, _ in resource.id.type == type ? [[.root(of: resource)]] : [] }
    }

    package func mayBe(_ file: SourceFile) -> Bool {
        isBelowGitHub(file.path) || ["action.yml", "action.yaml"].contains(fileName(of: file.path))
    }

    package func isNamed(by path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard path.hasSuffix(".yml") || path.hasSuffix(".yaml"), let name = parts.last else { return false }
        if parts.suffix(3).prefix(2) == [".github", "workflows"] { return true }
        return parts.suffix(2).first == ".github" && (name == "dependabot.yml" || name == "dependabot.yaml")
    }

    package func type(of root: Mapping, path: String) -> String? {
        let name = fileName(of: path)
        if isBelowGitHub(path) {
            if path.contains(".github/workflows/"), root["jobs"]?.value.mapping != nil, root["on"] != nil || root["true"] != nil {
                return "workflow"
            }
            if name.hasPrefix("dependabot."), root["updates"]?.value.list != nil { return "dependabot" }
        }
        return (name == "action.yml" || name == "action.yaml") && root["runs"]?["using"] != nil ? "action" : nil
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition { .byPath(of: resource) }
}

private func isBelowGitHub(_ path: String) -> Bool {
    path.hasPrefix(".github/") || path.contains("/.github/")
}

/// Jobs of a workflow, or the steps of its jobs and of a composite action.
func workflowSubjects(_ root: Subject.Part, steps wantsSteps: Bool) -> [[Subject.Part]] {
    var jobs = children(root.path.key("jobs"), root.value["jobs"] ?? .new(.null)).filter { $0.value.value.mapping != nil }
    if wantsSteps, jobs.isEmpty, let runs = root.value["runs"] { jobs = [(root.path.key("runs"), runs)] }
    let parts = jobs.map { [Subject.Part(name: "job", path: $0.path, value: $0.value), root] }
    if !wantsSteps { return parts }
    return parts.flatMap { outer in
        children(outer[0].path.key("steps"), outer[0].value["steps"] ?? .new(.null)).filter { $0.value.value.mapping != nil }.map {
            let script = workflowScript(step: $0.value, job: outer[0].value, resource: root.value)
            return [
                Subject.Part(name: "step", path: $0.path, value: $0.value), Subject.Part(name: "script", path: $0.path, value: script),
            ] + outer
        }
    }
}

/// How zizmor checks its own files.
private let githubCheck = ProductCheck(
    system: "github", tool: "zizmor",
    arguments: { file, _ in ["--offline", "--no-progress", "--format", "plain", "--collect", "all", file] },
    isProblem: { $0.contains("fatal") || $0.contains("invalid") })
