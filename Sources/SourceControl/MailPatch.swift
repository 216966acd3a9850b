import CLibgit2
package import SourceText

extension Repository {
    /// One commit as a mail that `git am` turns into the same change, author, date and message.
    ///
    ///     From 4d7a214614ab2935c943f9e0ff69d22eadbb8f32 Mon Sep 17 00:00:00 2001
    ///     From: Larboard <larboard@example.org>
    ///     Date: Thu, 1 Jan 2026 12:00:00 +0000
    ///     Subject: [PATCH] Set runAsNonRoot
    ///
    /// Text with carriage returns or other than ASCII travels as quoted-printable, since Git drops carriage returns of plain mail.
    /// - Throws: `GitError` `.unsupported` for a merge, binary files, links, submodules and changes of mode.
    package func mailPatch(_ id: CommitID, context: Int = 3) throws(GitError) -> [UInt8] {
        let commit = try commit(id)
        let diffs = try changes(of: commit, context: context)
        if let binary = diffs.first(where: \.isBinary) {
            throw GitError(.unsupported, "write a mail patch of", id.short, "'\(binary.path)' is binary")
        }
        return MailPatch(commit: commit, diffs: diffs).bytes
    }

    /// The files that a commit changes with respect to its parent, sorted bytewise.
    package func changes(of commit: Commit, context: Int = 3) throws(GitError) -> [UnifiedDiff] {
        guard commit.parents.count <= 1 else {
            throw GitError(.unsupported, "write a mail patch of", commit.id.short, "it is a merge")
        }
        let deltas = try locked { repository throws(GitError) in
            let old = try commit.parents.first.map { parent throws(GitError) in
                try Repository.readCommit(parent, repository).tree
            }
            return try TreeDelta.between(old, commit.tree, repository)
        }
        let reader = BlobReader(location: gitDirectory)
        var result: [UnifiedDiff] = []
        for delta in deltas {
            guard delta.isPlain else {
                throw GitError(
                    .unsupported, "write a mail patch of", commit.id.short,
                    "'\(delta.path)' is a link or submodule, or changes its mode")
            }
            let limit = DirectoryTree.Limits().fileSize
            let old = try delta.old.map { id throws(GitError) in try reader.read(id, limit: limit) }
            let new = try delta.new.map { id throws(GitError) in try reader.read(id, limit: limit) }
            result.append(
                UnifiedDiff(path: delta.path, old: old, new: new, isExecutable: delta.isExecutable, context: context))
        }
        return result
    }
}

/// One file that differs between two trees.
private struct TreeDelta: Sendable {
    let path: String
    let old: ObjectID?
    let new: ObjectID?
    let isExecutable: Bool
    let isPlain: Bool

    static func between(_ old: ObjectID?, _ new: ObjectID, _ repository: OpaquePointer) throws(GitError) -> [TreeDelta] {
        let operation = "compare the files of"
        var newID = new.raw
        let newTree = try GitHandle(git_tree_free, operation, new.short) { git_tree_lookup(&$0, repository, &newID) }
        let diff: GitHandle
        if let old {
            var oldID = old.raw
            let oldTree = try GitHandle(git_tree_free, operation, old.short) {
                git_tree_lookup(&$0, repository, &oldID)
            }
            diff = try GitHandle(git_diff_free, operation, new.short) {
                git_diff_tree_to_tree(&$0, repository, oldTree.pointer, newTree.pointer, nil)
            }
        } else {
            diff = try GitHandle(git_diff_free, operation, new.short) {
                git_diff_tree_to_tree(&$0, repository, nil, newTree.pointer, nil)
            }
        }
        var deltas: [TreeDelta] = []
        for index in 0..<git_diff_num_deltas(diff.pointer) {
            // SAFETY: a delta lives as long as its diff.
            guard let delta = git_diff_get_delta(diff.pointer, index)?.pointee else { continue }
            let isAdded = delta.status == GIT_DELTA_ADDED
            let isDeleted = delta.status == GIT_DELTA_DELETED
            guard let name = isDeleted ? delta.old_file.path : delta.new_file.path,
                let path = String(validatingCString: name)
            else {
                throw GitError(.unsupported, operation, new.short, "a path is not valid UTF-8")
            }
            let plain = [UInt16(GIT_FILEMODE_BLOB.rawValue), UInt16(GIT_FILEMODE_BLOB_EXECUTABLE.rawValue)]
            let modes = (isAdded ? [] : [delta.old_file.mode]) + (isDeleted ? [] : [delta.new_file.mode])
            deltas.append(
                TreeDelta(
                    path: path, old: isAdded ? nil : ObjectID(delta.old_file.id),
                    new: isDeleted ? nil : ObjectID(delta.new_file.id),
                    isExecutable: modes.last == plain[1],
                    isPlain: modes.allSatisfy { plain.contains($0) && $0 == modes.last }))
        }
        return deltas.sorted { $0.path.precedesBytewise($1.path) }
    }
}

/// The text of one mail.
private struct MailPatch {
    let commit: Commit
    let diffs: [UnifiedDiff]

    var bytes: [UInt8] {
        var body = Array(message.utf8)
        body += Array("---\n".utf8)
        let added = diffs.reduce(0) { $0 + $1.addedLines }
        let removed = diffs.reduce(0) { $0 + $1.removedLines }
        for diff in diffs {
            body += Array(" \(diff.shownPath) | +\(diff.addedLines) -\(diff.removedLines)\n".utf8)
        }
        body += Array(" files changed: \(diffs.count), lines added: \(added), removed: \(removed)\n\n".utf8)
        for diff in diffs { body += diff.bytes }
        body += Array("-- \nlarboard\n\n".utf8)
        // Every mail of a mailbox begins with such a line; a body line that looks like one would cut the mail in two.
        let needsEncoding =
            body.contains { $0 == 0x0D || $0 >= 0x80 } || body.starts(with: "From ".utf8) || contains(body, "\nFrom ")
        var head = "From \(commit.id.hex) Mon Sep 17 00:00:00 2001\n"
        head += "From: \(MailText.encodedWord(commit.author.name, isName: true)) <\(commit.author.email)>\n"
        head += "Date: \(MailText.date(commit.author.time))\n"
        head += "Subject: \(MailText.encodedWord("[PATCH] " + commit.subject, isName: false))\n"
        if needsEncoding {
            head +=
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n"
            body = MailText.quotedPrintable(body)
        }
        return Array((head + "\n").utf8) + body
    }

    /// The message below its subject, with lines set off by a blank that `git am` would take for the start of the patch or for headers.
    private var message: String {
        var lines = commit.message.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(String.init)
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else { return "" }
        let looksLikeHeader =
            ["From:", "Date:", "Subject:", "[PATCH"].contains { lines[0].hasPrefix($0) } || lines[0].hasPrefix(">From")
        if looksLikeHeader { lines[0] = " " + lines[0] }
        for index in lines.indices where ["---", "diff -", "Index: "].contains(where: { lines[index].hasPrefix($0) }) {
            lines[index] = " " + lines[index]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func contains(_ bytes: [UInt8], _ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8)) != nil }
}
