import Glibc
import Processes
import SourceText

/// Signs commits.
package protocol CommitSigner: Sendable {
    /// A detached, armoured signature of a commit's text.
    /// - Throws: `GitError` `.signing`.
    func signature(of commit: [UInt8]) throws(GitError) -> String
}

/// Signs with the programs that Git itself would run.
///
///     [commit] gpgSign = true
///     [gpg]    format = ssh            or openpgp
///     [user]   signingKey = ~/.ssh/id_ed25519.pub
package struct ProgramSigner: CommitSigner {
    package enum Format: Sendable {
        case openpgp, ssh
    }

    let format: Format
    let program: String
    let key: String

    package init(format: Format, program: String, key: String) {
        self.format = format
        self.program = program
        self.key = key
    }

    package func signature(of commit: [UInt8]) throws(GitError) -> String {
        switch format {
        case .openpgp:
            return try output(
                ["--batch", "--no-tty", "--detach-sign", "--armor", "--local-user", key], commit,
                "-----BEGIN PGP SIGNATURE-----")
        case .ssh:
            let isLiteral = key.hasPrefix("ssh-") || key.hasPrefix("key::")
            guard isLiteral else {
                return try output(["-Y", "sign", "-n", "git", "-f", key], commit, "-----BEGIN SSH SIGNATURE-----")
            }
            // ssh-keygen wants a file for the public key, and asks the agent for the private one.
            let literal = key.hasPrefix("key::") ? String(key.dropFirst("key::".count)) : key
            guard let file = TemporaryFile(Array(literal.utf8) + [0x0A]) else {
                throw failure("no temporary file could be made for the public key")
            }
            return try output(
                ["-Y", "sign", "-n", "git", "-U", "-f", file.path], commit, "-----BEGIN SSH SIGNATURE-----")
        }
    }

    private func output(_ arguments: [String], _ input: [UInt8], _ expected: String) throws(GitError) -> String {
        let result: ProgramResult
        switch runProgram([program] + arguments, input: input, timeout: 120) {
        case .success(let value): result = value
        case .failure(let error): throw failure(error.reason)
        }
        let text = String(decoding: result.output, as: UTF8.self)
        guard result.status == 0, text.hasPrefix(expected) else {
            let said =
                String(decoding: result.errors, as: UTF8.self).split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw failure("\(program) ended with status \(result.status)\(said)")
        }
        return String(text.reversed().drop { $0 == "\n" }.reversed())
    }

    private func failure(_ reason: String) -> GitError {
        GitError(
            .signing, "sign with the key", key, reason,
            help: "check user.signingKey and gpg.format, or set commit.gpgSign to false")
    }
}

extension Repository {
    /// The signer that Git's configuration asks for, or nil when commits are not to be signed.
    ///
    /// Which program is run is never taken from the repository's own configuration, since that may have come with the repository.
    /// - Throws: `GitError` `.configuration`.
    package func configuredSigner(committer: Identity) throws(GitError) -> (any CommitSigner)? {
        let settings = try settings([
            "commit.gpgsign", "gpg.format", "user.signingkey", "gpg.program", "gpg.openpgp.program", "gpg.ssh.program",
        ])
        guard let wanted = settings["commit.gpgsign"], wanted.isTrue else { return nil }
        func program(_ names: String..., fallback: String) -> String {
            names.lazy.compactMap { settings[$0] }.first { !$0.isLocal }?.value ?? fallback
        }
        let key = settings["user.signingkey"].map { expandingHome($0.value) }
        switch settings["gpg.format"]?.value ?? "openpgp" {
        case "openpgp":
            return ProgramSigner(
                format: .openpgp, program: program("gpg.openpgp.program", "gpg.program", fallback: "gpg"),
                key: key ?? "\(committer.name) <\(committer.email)>")
        case "ssh":
            guard let key else {
                throw GitError(
                    .configuration, "sign commits in", gitDirectory, "gpg.format is ssh and user.signingKey is not set",
                    help: "run: git config --global user.signingKey ~/.ssh/id_ed25519.pub")
            }
            return ProgramSigner(format: .ssh, program: program("gpg.ssh.program", fallback: "ssh-keygen"), key: key)
        case let other:
            throw GitError(
                .configuration, "sign commits in", gitDirectory, "gpg.format is '\(other)', which is not supported",
                help: "use openpgp or ssh, or set commit.gpgSign to false")
        }
    }

    private func expandingHome(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }
}
