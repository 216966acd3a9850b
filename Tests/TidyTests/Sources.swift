import SourceText
import TestSupport

/// The repository as Git would list it: ignored files are left out.
let repository: DirectoryTree? = try? DirectoryTree(repositoryRoot)

/// Swift sources of the product and its tests.
func swiftFiles(below folder: String) -> [SourceFile] {
    guard let repository else { return [] }
    return repository.paths.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }.compactMap { try? repository.file($0) }
}

extension SourceFile {
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The target's name: the folder below `Sources` or `Tests`.
    var target: String { String(path.split(separator: "/")[1]) }
}
