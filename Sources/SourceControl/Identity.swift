import CLibgit2

/// A name and an address, as in `user.name` and `user.email`.
package struct Identity: Hashable, Sendable {
    package let name: String
    package let email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    package func signature(at time: CommitTime) -> Signature { Signature(name: name, email: email, time: time) }
}

extension Repository {
    /// Who commits here according to Git's configuration; what it does not say is taken from `fallback`.
    package func identity(fallback: Identity) throws(GitError) -> Identity {
        let settings = try settings(["user.name", "user.email"])
        func usable(_ text: String?) -> String? {
            // What Git strips from names: `<`, `>` and line feeds would end the field.
            let kept = text.map { $0.filter { !"<>\n\r".contains($0) } } ?? ""
            return kept.allSatisfy { $0 == " " } ? nil : kept
        }
        return Identity(
            name: usable(settings["user.name"]?.value) ?? fallback.name,
            email: usable(settings["user.email"]?.value) ?? fallback.email)
    }

    struct Setting: Sendable {
        let value: String
        /// Written in the repository itself rather than by the user or for the machine.
        let isLocal: Bool

        var isTrue: Bool { ["true", "yes", "on", "1"].contains(value.lowercased()) }
    }

    /// The settings that are there, by name.
    func settings(_ names: [String]) throws(GitError) -> [String: Setting] {
        try locked { repository throws(GitError) in
            let operation = "read the configuration of"
            let configuration = try GitHandle(git_config_free, operation, gitDirectory) {
                git_repository_config_snapshot(&$0, repository)
            }
            var found: [String: Setting] = [:]
            for name in names {
                var entry: UnsafeMutablePointer<git_config_entry>?
                let code = git_config_get_entry(&entry, configuration.pointer, name)
                if code == GIT_ENOTFOUND.rawValue { continue }
                try check(code, operation, gitDirectory)
                defer { git_config_entry_free(entry) }
                // SAFETY: the entry is copied before it is freed.
                guard let entry, let value = entry.pointee.value else { continue }
                found[name] = Setting(
                    value: String(cString: value),
                    isLocal: entry.pointee.level.rawValue >= GIT_CONFIG_LEVEL_LOCAL.rawValue)
            }
            return found
        }
    }
}
