internal import ConfigModel
internal import Projects

/// Other resources that a rule looks at beside the one it judges, under a name of their own.
///
///     related:
///       blocks: {types: [aws_s3_bucket_public_access_block], refers: bucket}
///       budgets: {kinds: [PodDisruptionBudget], by: selector}
package struct Relation: Hashable, Sendable {
    /// What ties the others to the subject.
    package enum Link: Hashable, Sendable {
        /// Being in the same project.
        case project
        /// Being in the subject's namespace; of a Namespace, in that.
        case namespace
        /// The other's label selector selects the subject's pods.
        case selector
        /// The subject's label selector selects the other's pods.
        case selection
        /// A value of the other names the subject: a reference in Terraform, its name in Kubernetes.
        case refers([ValueSteps])
        /// A value of the subject names the other; the first step is a binding.
        case referred([ValueSteps])
    }

    package let name: String
    /// `kubernetes` or `terraform`.
    package let system: String
    /// Kubernetes kinds or Terraform types.
    package let kinds: [String]
    /// Kubernetes API groups; empty matches all.
    package let groups: [String]
    package let link: Link
    /// CEL over the rule's bindings and `other`; only those count for which it holds.
    package let condition: String?
    /// Whether what only may be related is left out.
    package let isCertain: Bool
}

/// Keys from a value to others; `*` goes through all elements.
package typealias ValueSteps = [String]

/// All values at the end of some steps.
func values(at steps: ArraySlice<String>, in value: Traced) -> [Traced] {
    guard let step = steps.first else { return [value] }
    if case .unknown = value.value { return [value] }
    if step == "*" { return children(.root, value).flatMap { values(at: steps.dropFirst(), in: $0.value) } }
    if let index = Int(step) { return value[index].map { values(at: steps.dropFirst(), in: $0) } ?? [] }
    return value[step].map { values(at: steps.dropFirst(), in: $0) } ?? []
}
