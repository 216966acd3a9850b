internal import FoundationEssentials
internal import Glibc
internal import Projects
internal import SourceText
internal import Terraform

/// The plan or state that `--plan` names, with or without the folder of its root module in front.
///
///     --plan plan.json
///     --plan envs/prod=plan.json
func loadPlan(_ text: String, tree: any WorkTree) throws -> TerraformPlan {
    var file = text
    var folder: String?
    if !FileManager.default.fileExists(atPath: text), let sign = text.firstIndex(of: "=") {
        file = String(text[text.index(after: sign)...])
        folder = inTree(String(text[..<sign]), tree) ?? normalised(text[..<sign])
    }
    let bytes = try readFile(file)
    do {
        let parent = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        return try TerraformPlan(SourceFile(path: file, bytes: bytes), folder: folder, home: inTree(parent.isEmpty ? "/" : parent, tree))
    } catch { throw UsageFailure("\(error)") }
}

/// A folder as the tree calls it; nil where it lies elsewhere or is not there.
private func inTree(_ folder: String, _ tree: any WorkTree) -> String? {
    guard let root = (tree as? DirectoryTree)?.root, let resolved = realpath(folder, nil) else { return nil }
    // SAFETY: realpath allocated the text for us.
    defer { free(resolved) }
    let absolute = String(cString: resolved)
    if absolute == root { return "" }
    return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : nil
}

/// `.` and `envs/prod/` as the tree of a commit calls them.
private func normalised(_ folder: Substring) -> String {
    folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}
