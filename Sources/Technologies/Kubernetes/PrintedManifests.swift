internal import ConfigModel
import Documents
internal import SourceText
internal import Projects

/// Why a manifest must not be edited, where it is what `helm template` printed of a chart of the same tree: the next printing would undo
/// the change. Nil for all else, also for printed manifests of charts that lie elsewhere, which people apply as they are.
///
///     charts/shop/examples/default/rendered.yaml     # Source: shop/templates/deployment.yaml
///     charts/shop/Chart.yaml                         name: shop
///
/// Helm writes the comment before each document (`helm template`, Helm 3 and 4).
///
/// What `helm template` printed of a chart of the same tree is not edited: the next printing would undo it. The same text of a chart that
/// lies elsewhere is a manifest.
func printedManifestObstacle(_ file: SourceFile, _ tree: any WorkTree) -> String? {
    guard file.bytes.contains(text: "# Source: "), let source = sourceComment(file.bytes), source.contains("/templates/"),
        let chart = source.split(separator: "/").first
    else { return nil }
    var folder = Substring(file.path)
    while !folder.isEmpty {
        folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
        let path = folder.isEmpty ? "Chart.yaml" : folder + "/Chart.yaml"
        guard tree.size(path) != nil else { continue }
        guard let metadata = try? tree.file(path), tree.document(metadata, as: .yaml).roots.first?["name"]?.value.string == String(chart)
        else { return nil }
        return "the file is what 'helm template' printed of the chart in '\(folder.isEmpty ? "." : folder)'; fix the chart and print it again"
    }
    return nil
}

/// The first `# Source: ` comment's path.
private func sourceComment(_ bytes: [UInt8]) -> String? {
    let mark = Array("# Source: ".utf8)
    for line in bytes.split(separator: 0x0A) where line.starts(with: mark) {
        return String(String(decoding: line.dropFirst(mark.count), as: UTF8.self).trimmed)
    }
    return nil
}
