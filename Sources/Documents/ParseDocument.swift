package import SourceText

/// Parses a file as `format`. Never throws: trouble is in the document's diagnostics.
package func parseDocument(_ source: SourceFile, as format: Format) -> any Document {
    switch format {
    case .yaml: YAMLDocument.parse(source)
    case .json: JSONDocument.parse(source)
    case .hcl: HCLDocument.parse(source)
    case .toml: TOMLDocument.parse(source)
    case .rego: RegoDocument.parse(source)
    case .dockerfile: DockerfileDocument.parse(source)
    case .template: TemplateDocument.parse(source)
    case .directives(let language): DirectiveDocument.parse(source, as: language)
    }
}
