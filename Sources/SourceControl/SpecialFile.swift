import Glibc
import SourceText

/// Pipes and devices in the place of a repository's own files; libgit2 would wait for them without end.
enum SpecialFile {
    /// Looked at in one repository at the most.
    private static let entryLimit = 2_000_000
    private static let depthLimit = 64
    private static let includeLimit = 10

    /// The first such file in the nearest repository at or above an absolute path, or among the configuration that it includes.
    static func first(ofRepositoryAbove path: String) -> String? {
        var folder = path
        while true {
            let inner = folder == "/" ? "/.git" : folder + "/.git"
            for candidate in [inner, folder] where isDirectory(candidate) && exists(candidate + "/HEAD") {
                return first(in: candidate)
            }
            // A linked work tree or submodule: a file that names the repository.
            if let line = firstLine(inner), line.hasPrefix("gitdir: ") {
                let named = String(line.dropFirst("gitdir: ".count))
                let own = named.hasPrefix("/") ? named : folder + "/" + named
                if let found = first(in: own) { return found }
                guard let common = firstLine(own + "/commondir") else { return nil }
                return first(in: common.hasPrefix("/") ? common : own + "/" + common)
            }
            guard folder != "/", let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }

    private static func first(in repository: String) -> String? {
        var seen = 0
        if let found = first(below: repository, depth: 0, &seen) { return found }
        return firstIncluded(by: repository + "/config", depth: 0) ?? firstIncluded(by: repository + "/config.worktree", depth: 0)
    }

    private static func first(below folder: String, depth: Int, _ seen: inout Int) -> String? {
        guard depth < depthLimit, let directory = try? OpenDirectory(folder), case .success(let names) = directory.listing() else { return nil }
        for bytes in names {
            seen += 1
            guard seen < entryLimit else { return nil }
            let name = String(decoding: bytes, as: UTF8.self)
            // Neither is read: hooks are not run, and our own note is opened without waiting.
            if depth == 0, ["hooks", "modules", "larboard-moving"].contains(name) { continue }
            var status = stat()
            guard fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let isLink = status.st_mode & S_IFMT == S_IFLNK
            if isLink, fstatat(directory.descriptor, name, &status, 0) != 0 { continue }
            if isEndless(status) { return folder + "/" + name }
            if !isLink, status.st_mode & S_IFMT == S_IFDIR, let found = first(below: folder + "/" + name, depth: depth + 1, &seen) { return found }
        }
        return nil
    }

    /// Follows every `path` of a configuration, whether its section's condition holds or not.
    private static func firstIncluded(by file: String, depth: Int) -> String? {
        guard depth < includeLimit, let bytes = contents(file) else { return nil }
        let folder = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[..<$0]) } ?? ""
        for named in includedPaths(bytes) {
            let home = getenv("HOME").map { String(cString: $0) } ?? ""
            let path = named.hasPrefix("/") ? named : named.hasPrefix("~/") ? home + named.dropFirst() : "\(folder)/\(named)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if isEndless(status) { return path }
            if let found = firstIncluded(by: path, depth: depth + 1) { return found }
        }
        return nil
    }

    /// The values of keys called `path`, without quotes, escapes and comments.
    private static func includedPaths(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\\\n", with: "")
        return text.split(separator: "\n").compactMap { line in
            var rest = line.drop { $0 == " " || $0 == "\t" }
            // A key may follow its section's header on one line.
            if rest.first == "[", let close = rest.lastIndex(of: "]") { rest = rest[rest.index(after: close)...].drop { $0 == " " || $0 == "\t" } }
            guard rest.prefix(4).lowercased() == "path", let equals = rest.firstIndex(of: "=") else { return nil }
            var value = ""
            var isQuoted = false
            var isEscaped = false
            for character in rest[rest.index(after: equals)...].drop(while: { $0 == " " || $0 == "\t" }) {
                if isEscaped {
                    value.append(character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isQuoted.toggle()
                } else if !isQuoted, character == "#" || character == ";" {
                    break
                } else {
                    value.append(character)
                }
            }
            while let last = value.last, last == " " || last == "\t" { value.removeLast() }
            return value.isEmpty || value.utf8.contains(0) ? nil : value
        }
    }

    /// Opening a socket fails at once, so that one is no danger.
    private static func isEndless(_ status: stat) -> Bool { [S_IFIFO, S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT) }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func contents(_ path: String) -> [UInt8]? {
        // A symbolic link is followed, as Git does; the descriptor is looked at before anything is read.
        let parts = pathParts(path)
        guard let resolved = resolvedPath(path), let name = pathParts(resolved).last, !parts.isEmpty,
            let folder = try? OpenDirectory(String(Substring(resolved.utf8.dropLast(name.utf8.count)))),
            case .success(let bytes) = readRegularFile(name, in: folder.descriptor, limit: 1 << 20)
        else { return nil }
        return bytes
    }

    private static func firstLine(_ path: String) -> String? {
        contents(path).map { String(decoding: $0.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self) }
    }
}
