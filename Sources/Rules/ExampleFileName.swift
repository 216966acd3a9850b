internal import Projects

extension Rule {
    /// What the file of a test that is a single text is called, by the language of the rule's first selector: `main.tf`.
    package var exampleFileName: String {
        switch selectors.first?.kind.system {
        case "terraform": "main.tf"
        case "cloudformation": "stack.yaml"
        case "arm": "azuredeploy.json"
        case "dockerfile": "Dockerfile"
        case "nginx": "nginx.conf"
        case "haproxy": "haproxy.cfg"
        case "envoy": "envoy.yaml"
        case "rabbitmq-definitions": "definitions.json"
        default: "manifest.yaml"
        }
    }
}
