/// Files that belong together and are rendered as one: a Terraform module, a folder of manifests, one Dockerfile.
package struct Project: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case manifests
        case terraform
        case dockerfile
        /// Files of directives, such as nginx.conf, each with its own language.
        case directives
        /// Helm charts that share local dependencies, mostly one.
        case chart
        /// Kustomizations that take each other in: overlays, bases and components.
        case kustomization
        /// CloudFormation templates that nest each other, with their parameter files; mostly one template.
        case cloudFormation = "cloudformation"
        /// Templates of Azure Resource Manager that link each other, with their parameter files; mostly one template.
        case arm

        /// Whether the files are rendered together, so that a change of one may show anywhere.
        package var isWhole: Bool { self == .terraform || self == .chart || self == .kustomization || self == .cloudFormation || self == .arm }
    }

    package let kind: Kind
    /// The folder, relative to the work tree; empty for the tree's root.
    package let root: String
    /// Paths relative to the work tree, sorted.
    package let files: [String]
    /// What the configuration says of the cases of charts.
    package let chartCases: [ChartCaseSetting]
    /// Plans and states of root modules among the files.
    package var plans: [AssignedPlan] = []

    package init(kind: Kind, root: String, files: [String], chartCases: [ChartCaseSetting] = []) {
        self.kind = kind
        self.root = root
        self.files = files
        self.chartCases = chartCases
    }

    /// What people call it: the folder, or the file where a folder holds several Dockerfiles or templates.
    package var name: String {
        switch kind {
        case .dockerfile, .cloudFormation, .arm: files.first ?? root
        default: root.isEmpty ? "." : root
        }
    }
}
