package import Documents
package import ConfigModel
package import SourceText
package func renderTerraform(_ documents: [any Document]) -> (resources: [Resource], diagnostics: [Diagnostic]) { ([], []) }
package struct SiteCandidate { package let path: String; package let root: Int; package let documentPath: ValuePath; package let role: Origin.Role; package let note: String }
package func terraformSiteCandidates(_ r: Resource, _ p: ValuePath, in d: [any Document]) -> [SiteCandidate] { [] }
