import Glibc

/// One listing of a directory: what was found and what was left out.
struct DirectoryWalk {
    /// Each with its size in bytes.
    private(set) var files: [ListedFile<Int>] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var isFull = false
    private let limits: DirectoryTree.Limits

    init(limits: DirectoryTree.Limits) { self.limits = limits }

    /// Where the walk stands.
    private struct Place {
        let directory: OpenDirectory
        /// Relative to the root of the tree.
        var path: [UInt8]
        /// Relative to the top of the Git repository, for the ignore files above the root.
        var pathInRepository: [UInt8]
        var rules: IgnoreRules
        var depth: Int
    }

    mutating func list(_ directory: OpenDirectory, at root: String, only: [String]) throws(WorkTreeError) {
        let start = DirectoryWalk.start(directory, root)
        if only.isEmpty { return walk(start) }
        let named = only.map { $0.split(separator: "/").filter { $0 != "." }.map(String.init) }
        for parts in Set(named) where !named.contains(where: { $0.count < parts.count && parts.starts(with: $0) }) {
            try list(parts, from: start)
        }
    }

    /// Adds the files that Git tracks although an ignore file mentions them; those that are gone or became links are passed over.
    mutating func addTracked(_ tracked: [String], in directory: OpenDirectory, only: [String]) {
        if tracked.isEmpty { return }
        let known = Set(files.map(\.path))
        let confines = only.map { $0.split(separator: "/").filter { $0 != "." } }
        for path in tracked where !known.contains(path) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= limits.depth + 1,
                !parts.contains(where: { $0.isEmpty || [".", "..", ".git"].contains($0) }),
                confines.isEmpty || confines.contains(where: { parts.starts(with: $0) }),
                case .success(let folder) = directory.folder(parts.dropLast()), let name = parts.last
            else { continue }
            var status = stat()
            guard fstatat(folder.descriptor, String(name), &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { continue }
            add(Array(path.utf8), status)
        }
    }

    /// Goes down to one named file or folder, taking up the ignore files on the way.
    private mutating func list(_ parts: [String], from start: Place) throws(WorkTreeError) {
        let path = parts.joined(separator: "/")
        guard !parts.contains("..") else { throw WorkTreeError(path: path, reason: "it leaves the tree") }
        var place = start
        for (index, part) in parts.enumerated() {
            var status = stat()
            guard fstatat(place.directory.descriptor, part, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw WorkTreeError(path: path, reason: systemReason(errno))
            }
            let name = Array(part.utf8)
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                takeUpIgnoreFiles(&place)
                switch place.directory.folder([part]) {
                case .success(let next):
                    place = Place(
                        directory: next, path: joined(place.path, name),
                        pathInRepository: joined(place.pathInRepository, name),
                        rules: place.rules, depth: place.depth + 1)
                case .failure(let error): throw WorkTreeError(path: path, reason: error.description)
                }
            case S_IFREG where index == parts.count - 1:
                return add(joined(place.path, name), status)
            case S_IFREG: throw WorkTreeError(path: path, reason: systemReason(ENOTDIR))
            case S_IFLNK: throw WorkTreeError(path: path, reason: systemReason(ELOOP))
            default: throw WorkTreeError(path: path, reason: systemReason(ENXIO))
            }
        }
        walk(place)
    }

    private mutating func walk(_ place: Place) {
        var place = place
        var names: [[UInt8]]
        switch place.directory.listing() {
        case .success(let found): names = found
        case .failure(let error):
            return report(.warning, "folder-unreadable", "the folder was not read: \(error)", place.path)
        }
        if place.depth > 0, names.contains(Array(".git".utf8)) { enterRepository(&place) }
        if names.contains(Array(".gitignore".utf8)) { takeUpIgnoreFiles(&place) }
        names.sort { $0.lexicographicallyPrecedes($1) }
        for name in names where name != Array(".git".utf8) { visit(name, in: place) }
    }

    private mutating func visit(_ name: [UInt8], in place: Place) {
        let path = joined(place.path, name)
        let nameText = String(decoding: name, as: UTF8.self)
        guard Array(nameText.utf8) == name else {
            return report(.warning, "path-not-text", "the name is not valid UTF-8, so it was left out", path)
        }
        var status = stat()
        guard fstatat(place.directory.descriptor, nameText, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            // Gone since the folder was listed.
            if errno == ENOENT { return }
            return report(.warning, "file-unreadable", "it was left out: \(systemReason(errno))", path)
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let pathInRepository = joined(place.pathInRepository, name)
        if pathInRepository.withUnsafeBufferPointer({ place.rules.ignores($0, isFolder: isFolder) }) { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: add(path, status)
        case S_IFDIR where place.depth >= limits.depth:
            report(.warning, "folder-too-deep", "folders nested deeper than \(limits.depth) are left out", path)
        case S_IFDIR:
            switch place.directory.folder([nameText]) {
            case .success(let next):
                walk(
                    Place(
                        directory: next, path: path, pathInRepository: pathInRepository, rules: place.rules,
                        depth: place.depth + 1))
            case .failure(let error):
                report(.warning, "folder-unreadable", "the folder was not read: \(error)", path)
            }
        case S_IFLNK: report(.note, "symbolic-link", "symbolic links are not followed", path)
        default: report(.note, "not-a-regular-file", "it is neither a file nor a folder, so it was left out", path)
        }
    }

    private mutating func add(_ path: [UInt8], _ status: stat) {
        if status.st_size >= limits.fileSize {
            report(
                .warning, "file-too-large",
                "the file has \(status.st_size) bytes, and \(limits.fileSize) and more are not read", path,
                help: "name it in .gitignore when it is no configuration")
        } else if files.count >= limits.fileCount {
            if !isFull {
                report(.error, "too-many-files", "files after the first \(limits.fileCount) are left out", path)
            }
            isFull = true
        } else {
            files.append(ListedFile(path: String(decoding: path, as: UTF8.self), detail: Int(status.st_size)))
        }
    }

    private mutating func report(
        _ severity: Diagnostic.Severity, _ id: String, _ message: String, _ path: [UInt8], help: String? = nil
    ) {
        let shown = path.isEmpty ? "." : String(decoding: path, as: UTF8.self)
        diagnostics.append(Diagnostic(severity, id, message, path: shown, help: help))
    }

    private func joined(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
        folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
    }
}

// The ignore files that count.
extension DirectoryWalk {
    private static let ignoreFileLimit = 1 << 20

    /// The root with the ignore files of the repository above it.
    private static func start(_ directory: OpenDirectory, _ root: String) -> Place {
        var place = Place(directory: directory, path: [], pathInRepository: [], rules: IgnoreRules(), depth: 0)
        let parts = root.split(separator: "/").map(String.init)
        for count in (0...parts.count).reversed() {
            let top = "/" + parts[..<count].joined(separator: "/")
            var status = stat()
            guard lstat(top + "/.git", &status) == 0, let repository = try? OpenDirectory(top) else { continue }
            place.rules.add(excludeFile(repository, top), inFolder: [])
            var current = repository
            for (index, part) in parts[count...].enumerated() {
                let folder = Array(parts[count..<(count + index)].joined(separator: "/").utf8)
                place.rules.add(ignoreFile(".gitignore", current.descriptor), inFolder: folder)
                guard case .success(let next) = current.folder([part]) else { break }
                current = next
            }
            place.pathInRepository = Array(parts[count...].joined(separator: "/").utf8)
            return place
        }
        return place
    }

    /// A repository inside the tree: what is ignored outside says nothing about it.
    private func enterRepository(_ place: inout Place) {
        place.pathInRepository = []
        place.rules = IgnoreRules()
        if case .success(let inner) = place.directory.folder([".git", "info"]) {
            place.rules.add(DirectoryWalk.ignoreFile("exclude", inner.descriptor), inFolder: [])
        }
    }

    private func takeUpIgnoreFiles(_ place: inout Place) {
        place.rules.add(
            DirectoryWalk.ignoreFile(".gitignore", place.directory.descriptor), inFolder: place.pathInRepository)
    }

    private static func ignoreFile(_ name: String, _ directory: Int32) -> IgnorePatterns {
        guard case .success(let bytes) = readRegularFile(name, in: directory, limit: ignoreFileLimit) else {
            return IgnorePatterns([])
        }
        return IgnorePatterns(bytes)
    }

    /// `info/exclude` of the repository; a linked work tree names its repository in a `.git` file.
    private static func excludeFile(_ repository: OpenDirectory, _ top: String) -> IgnorePatterns {
        if case .success(let info) = repository.folder([".git", "info"]) {
            return ignoreFile("exclude", info.descriptor)
        }
        guard case .success(let bytes) = readRegularFile(".git", in: repository.descriptor, limit: 1 << 16) else {
            return IgnorePatterns([])
        }
        let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard line.hasPrefix("gitdir: ") else { return IgnorePatterns([]) }
        let named = String(line.dropFirst("gitdir: ".count))
        let gitFolder = named.hasPrefix("/") ? named : top + "/" + named
        // A linked work tree's folder is <repository>/worktrees/<name>; a submodule's has its own info folder.
        for candidate in [gitFolder + "/info", gitFolder + "/../../info"] {
            if let info = try? OpenDirectory(candidate) { return ignoreFile("exclude", info.descriptor) }
        }
        return IgnorePatterns([])
    }
}
