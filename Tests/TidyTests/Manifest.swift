import Foundation
import Processes
import TestSupport

/// The targets that `Package.swift` declares, as SwiftPM itself reads them.
struct Manifest: Decodable {
    struct Target: Decodable {
        struct Dependency: Decodable {
            /// Of a target or a product of a package.
            let name: String

            init(from decoder: any Decoder) throws {
                let forms = try decoder.singleValueContainer().decode([String: [String?]].self)
                name = forms.values.first?.first.flatMap(\.self) ?? ""
            }
        }

        let name: String
        /// `regular`, `executable`, `test` or `system`.
        let type: String
        /// Where it is not in the usual folder.
        let path: String?
        let dependencies: [Dependency]

        var folder: String { path ?? (type == "test" ? "Tests/\(name)" : "Sources/\(name)") }
    }

    let targets: [Target]

    /// `swift package dump-package` with a scratch folder of its own, since the one of the checkout is locked while tests run.
    static let read: Result<Manifest, any Error> = Result {
        let scratch = try TestFolder()
        let words = ["swift", "package", "--package-path", repositoryRoot, "--scratch-path", scratch.path, "dump-package"]
        let result = try run(Program(words, timeout: 120, outputLimit: 8 << 20)).get()
        guard result.status == 0 else { throw TestFailure(String(decoding: result.errors, as: UTF8.self)) }
        return try JSONDecoder().decode(Manifest.self, from: Data(result.output))
    }
}
