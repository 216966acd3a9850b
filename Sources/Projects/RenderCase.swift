/// One way in which a project is rendered: default values, the values of an environment, an overlay.
package struct RenderCase: Hashable, Sendable {
    /// What people call it: `default values`, `values-prod.yaml`, `Argo CD Application shop`.
    package let name: String
    /// Why this case cannot be rendered, when it cannot.
    package let failure: String?

    /// - Parameter failure: nil where the case can be rendered.
    package init(name: String, failure: String? = nil) {
        self.name = name
        self.failure = failure
    }

    /// The only case of what is applied as it is written.
    package static let asWritten = RenderCase(name: "as written")
}
