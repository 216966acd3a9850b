internal import ConfigModel
internal import Documents
internal import SourceText

/// The releases of a chart that manifests of the tree describe.
func releaseCases(of folder: String, _ project: Project, _ tree: any WorkTree) -> [ChartCase] { [] }
