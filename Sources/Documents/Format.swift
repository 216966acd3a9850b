/// The syntaxes that Larboard reads.
package enum Format: Hashable, Sendable {
    case yaml, json, hcl, dockerfile, toml, rego
    /// Text with actions, such as a Helm template: changed by `TextAnchor` only.
    case template
    case directives(DirectiveLanguage)
}

extension Format: CaseIterable {
    package static var allCases: [Format] {
        [.yaml, .json, .hcl, .dockerfile, .toml, .rego, .template] + DirectiveLanguage.allCases.map(Format.directives)
    }
}

extension Format: RawRepresentable {
    /// The name that resources and reports use; of directives it is the language's.
    package var rawValue: String {
        switch self {
        case .yaml: "yaml"
        case .json: "json"
        case .hcl: "hcl"
        case .dockerfile: "dockerfile"
        case .toml: "toml"
        case .rego: "rego"
        case .template: "template"
        case .directives(let language): language.rawValue
        }
    }

    /// Nil when no format has the name.
    package init?(rawValue: String) {
        guard let found = Format.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }
}
