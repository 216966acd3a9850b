/// Which parts of which resources a rule judges.
///
///     select: {kind: kubernetes.workload, each: containers}
package struct Selector: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Anything that holds a PodSpec; binds `pod`, `resource`.
        case workload = "kubernetes.workload"
        /// Any Kubernetes object; binds `resource`.
        case kubernetes = "kubernetes.resource"
        /// A Terraform block, by type; binds `resource`.
        case terraform = "terraform.resource"
        /// A resource of a CloudFormation or SAM template, by type; binds `resource`, `properties`.
        case cloudFormation = "cloudformation.resource"
        /// A resource of a template of Azure Resource Manager, by type; binds `resource`, `properties`.
        case arm = "arm.resource"
        case dockerfile
        case stage = "dockerfile.stage"
        case instruction = "dockerfile.instruction"
        case command = "dockerfile.command"
        /// A whole file of directives; binds `resource`.
        case nginx, haproxy, sshd, sysctl, systemd, redis, mosquitto, nats, sudoers, properties, rabbitmq
        /// A block of nginx; binds its name, `settings`, `resource`.
        case nginxHTTP = "nginx.http"
        case nginxServer = "nginx.server"
        case nginxLocation = "nginx.location"
        /// A directive of nginx by name; binds `directive`, `block`, `settings`, `resource`.
        case nginxDirective = "nginx.directive"
        /// A section of HAProxy by kind; binds `section`, `settings`, `resource`.
        case haproxySection = "haproxy.section"
        /// A directive of HAProxy by name; binds `directive`, `section`, `settings`, `resource`.
        case haproxyDirective = "haproxy.directive"
        /// A file of Envoy, by type; binds `resource`.
        case envoy
        /// A message with `@type`, by the last word of its type; binds `typed`, `resource`.
        case envoyTyped = "envoy.typed"
        /// `static` or `dynamic` configuration of Traefik; binds `resource`.
        case traefik
        case docker = "docker.daemon"
        case containerd
        case rabbitmqDefinitions = "rabbitmq.definitions"
        /// A module of Rego, by type: `policy` or `test`; binds `resource`.
        case rego
        /// A rule of a policy by name; binds `rule`, `resource`.
        case regoRule = "rego.rule"
        /// A call in a policy, by the function's name; binds `call`, `resource`.
        case regoCall = "rego.call"
        case workflow = "github.workflow"
        case dependabot = "github.dependabot"
        /// A job of a workflow; binds `job`, `resource`.
        case job = "github.job"
        /// A step of a job or of a composite action; binds `step`, `script`, `job`, `resource`.
        case step = "github.step"

        /// Which resources can match: `ResourceID.system`.
        package var system: String {
            switch self {
            case .workload, .kubernetes: "kubernetes"
            case .terraform: "terraform"
            case .cloudFormation: "cloudformation"
            case .arm: "arm"
            case .dockerfile, .stage, .instruction, .command: "dockerfile"
            case .nginx, .nginxHTTP, .nginxServer, .nginxLocation, .nginxDirective: "nginx"
            case .haproxy, .haproxySection, .haproxyDirective: "haproxy"
            case .sshd, .sysctl, .systemd, .redis, .mosquitto, .nats, .sudoers, .properties, .rabbitmq, .traefik, .containerd: rawValue
            case .envoy, .envoyTyped: "envoy"
            case .docker: "docker"
            case .rego, .regoRule, .regoCall: "rego"
            case .rabbitmqDefinitions: "rabbitmq-definitions"
            case .workflow, .dependabot, .job, .step: "github"
            }
        }
    }

    package let kind: Kind
    /// Kubernetes kinds, Terraform types, instruction keywords or command names; `*` at the end matches any rest. Empty matches all.
    package let names: [String]
    /// Kubernetes API groups; empty matches all.
    package let groups: [String]
    package let each: Each?

    /// Judges each element of a list, or of each list that a path with `*` steps reaches.
    package enum Each: Hashable, Sendable {
        /// Regular, init and ephemeral containers of a pod; binds `container`.
        case containers
        /// Regular containers only; binds `container`.
        case appContainers
        /// Elements of the list at a path below the selected node: `each: ingress`, `each: spec.rules[*].http.paths`; binds `item`.
        case path([String])

        package var binding: String {
            switch self {
            case .containers, .appContainers: "container"
            case .path: "item"
            }
        }
    }

    package func admits(_ name: String) -> Bool {
        names.isEmpty || names.contains { Selector.matches($0, name) }
    }

    static func matches(_ pattern: String, _ name: String) -> Bool {
        pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : pattern == name
    }

    /// The names that expressions of a rule with this selector may use, narrowest first.
    package var bindings: [String] {
        let base: [String] =
            switch kind {
            case .workload: ["pod", "resource"]
            case .kubernetes, .terraform: ["resource"]
            case .cloudFormation, .arm: ["resource", "properties"]
            case .dockerfile: ["dockerfile"]
            case .stage: ["stage", "dockerfile"]
            case .instruction: ["instruction", "stage", "dockerfile"]
            case .command: ["command", "instruction", "stage", "dockerfile"]
            case .nginxHTTP: ["http", "settings", "resource"]
            case .nginxServer: ["server", "settings", "resource"]
            case .nginxLocation: ["location", "settings", "resource"]
            case .nginxDirective: ["directive", "block", "settings", "resource"]
            case .haproxySection: ["section", "settings", "resource"]
            case .haproxyDirective: ["directive", "section", "settings", "resource"]
            case .envoyTyped: ["typed", "resource"]
            case .regoRule: ["rule", "resource"]
            case .regoCall: ["call", "resource"]
            case .job: ["job", "resource"]
            case .step: ["step", "script", "job", "resource"]
            case .nginx, .haproxy, .sshd, .sysctl, .systemd, .redis, .mosquitto, .nats, .sudoers, .properties, .rabbitmq, .envoy, .traefik, .docker,
                .containerd,
                .rabbitmqDefinitions, .workflow, .dependabot, .rego:
                ["resource"]
            }
        return (each.map { [$0.binding] } ?? []) + base
    }
}
