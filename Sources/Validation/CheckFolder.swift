internal import Glibc
internal import Processes
package import Projects
internal import SourceText

extension ProductCheck {
    /// Where the tool is installed; nil when it is not.
    package func executable(searchPath: String) -> String? {
        let folders = searchPath.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/sbin"]
        return folders.map { "\($0)/\(tool)" }.first { access($0, X_OK) == 0 }
    }
}

/// A folder of its own in which one product checks files, removed with this value. The product gets no network where the system
/// can take it away, and ten seconds.
package final class CheckFolder {
    private let check: ProductCheck
    private let executable: String
    private let path: String
    private let withoutNetwork: [String]

    private static let seconds = 10

    /// Nil when the tool is not installed or no folder can be made.
    package init?(_ check: ProductCheck, searchPath: String, temporary: String) {
        guard let executable = check.executable(searchPath: searchPath) else { return nil }
        var template = Array("\(temporary)/larboard-check-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into our buffer, which ends in NUL.
        guard mkdtemp(&template) != nil else { return nil }
        self.check = check
        self.executable = executable
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let ways = [["unshare", "--net"], ["unshare", "--user", "--map-current-user", "--net"]]
        withoutNetwork =
            ways.first { words in
                if case .success(let result) = runProgram(words + ["true"], input: [], timeout: 2) { result.status == 0 } else { false }
            } ?? []
        if let words = check.setUp(path) { _ = runProgram(words, input: [], timeout: CheckFolder.seconds) }
    }

    deinit { removeFolder(path) }

    /// The complaints about a text, without line numbers, so that two versions of it can be compared; nil when the check did not run.
    package func problems(of text: String, named name: String) -> Set<String>? {
        let file = "\(path)/\(name)"
        guard (try? writeAtomically(Array(check.prepare(text).utf8), to: name, inside: path)) != nil else { return nil }
        let run = runProgram(withoutNetwork + [executable] + check.arguments(file, path), input: [], timeout: CheckFolder.seconds)
        guard case .success(let result) = run else { return nil }
        let output = String(decoding: result.output + [0x0A] + result.errors, as: UTF8.self)
        let lines = output.split(separator: "\n").map(String.init).filter(check.isProblem)
        return Set(lines.map { $0.replacing(/[0-9]+/, with: "N").replacing(path, with: "") })
    }
}

/// Removes a folder that holds files and folders of files.
private func removeFolder(_ path: String) {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if unlink("\(path)/\(name)") != 0 { removeFolder("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
}
