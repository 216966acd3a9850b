internal import Projects

/// `Dockerfile`, `Containerfile`, `Dockerfile.dev`, `api.Dockerfile`; not `Dockerfile.md` or `docker-compose.yml`.
package func isDockerfileName(_ name: String) -> Bool {
    let lower = name.lowercased()
    for base in ["dockerfile", "containerfile"] {
        if lower == base || lower.hasSuffix(".\(base)") || lower.hasSuffix("-\(base)") { return true }
        for separator in [".", "-", "_"] where lower.hasPrefix(base + separator) {
            let rest = lower.dropFirst(base.count + 1)
            return !notDockerfiles.contains { rest == $0 || rest.hasSuffix(".\($0)") }
        }
    }
    return false
}

private let notDockerfiles = [
    "md", "sh", "py", "go", "rego", "txt", "j2", "tmpl", "tpl", "template", "dockerignore", "json", "yaml", "yml", "tf", "html", "patch", "ts", "js",
    "swift", "bats",
]
