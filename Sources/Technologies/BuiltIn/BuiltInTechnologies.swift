internal import AzureResourceManager
internal import CloudFormation
internal import Dockerfiles
internal import GitHubActions
internal import Helm
internal import Kubernetes
internal import Kustomize
internal import Products
package import Projects
internal import RegoModules
package import SourceText
package import Terraform

extension TechnologySet {
    /// Every technology that Larboard knows, in the order in which they claim files. This is the one list: adding a technology is its folder and
    /// an entry here.
    ///
    /// - Parameters:
    ///   - charts: render cases that the configuration adds to charts, or leaves out.
    ///   - plans: plans and states of root modules.
    package static func builtIn(charts: [ChartCaseSetting] = [], plans: [TerraformPlan] = []) -> TechnologySet {
        let structured: [any Technology] = [GitHubActions(), Envoy(), DockerDaemon(), RabbitMQDefinitions(), Traefik(), Containerd()]
        // Those whose paths leave no doubt come first.
        let directives: [any FileProduct] = [
            Kafka(), Systemd(), SSHD(), Sudoers(), Sysctl(), Redis(), Nginx(), HAProxy(), RabbitMQ(), Mosquitto(), NATS(), Rego(),
        ]
        let projects: [any Technology] = [
            Helm(charts), Kustomize(), TerraformTechnology(plans), Dockerfiles(), CloudFormationTechnology(), AzureResourceManager(), Kubernetes(),
            ConfigurationFiles(directives),
        ]
        return TechnologySet(projects + structured + directives.map { $0 })
    }
}

/// The projects of a work tree, with every technology that Larboard knows and without settings of a run.
package func discover(_ tree: any WorkTree, excluding excluded: [PathPattern] = []) -> [Project] {
    discover(tree, with: .builtIn(), excluding: excluded).projects
}

/// One of those projects, rendered.
package func render(_ project: Project, in tree: any WorkTree) -> RenderedProject { TechnologySet.builtIn().render(project, in: tree) }
