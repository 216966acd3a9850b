/// How well-known tools read their words: which options take the next word as value, and which tools have subcommands.
///
///     apt-get -o Acquire::Retries=3 install -y curl
///     name    option with value     subcommand
struct CommandShape {
    /// The program without folder and version: `pip` for `/usr/bin/pip3.11` and for `python -m pip`.
    let tool: String
    /// Which word is the subcommand, for tools that have them.
    var subcommand: Int?
    var options: [Int] = []
    var operands: [Int] = []

    init(_ words: [String]) {
        var first = 1
        var tool = CommandShape.plainName(words.first ?? "")
        if tool == "python", words.count > 2, words[1] == "-m", CommandShape.plainName(words[2]) == "pip" {
            tool = "pip"
            first = 3
        }
        self.tool = tool
        let valued = CommandShape.valued[tool] ?? []
        let hasSubcommand = CommandShape.withSubcommand.contains(tool)
        var skip = false
        var isPastOptions = false
        for (index, word) in words.enumerated().dropFirst(first) {
            if skip {
                skip = false
            } else if !isPastOptions, word == "--" {
                isPastOptions = true
            } else if !isPastOptions, word.utf8.count > 1, word.utf8.first == UInt8(ascii: "-") {
                options.append(index)
                skip = valued.contains(word)
            } else {
                operands.append(index)
            }
        }
        if hasSubcommand { subcommand = operands.first }
    }

    /// Where a new option goes: after the options that follow the subcommand, or the name.
    func placeForOption(in words: [String]) -> Int {
        var place = (subcommand ?? (tool == "pip" && words.first.map(CommandShape.plainName) == "python" ? 2 : 0)) + 1
        let valued = CommandShape.valued[tool] ?? []
        while options.contains(place), !valued.contains(words[place]) { place += 1 }
        return place
    }

    /// Whether the option at `index` has its value in the next word.
    func takesValue(_ index: Int, in words: [String]) -> Bool {
        options.contains(index) && index + 1 < words.count && CommandShape.valued[tool]?.contains(words[index]) == true
    }

    private static func plainName(_ word: String) -> String {
        let name = word.split(separator: "/").last.map(String.init) ?? word
        for tool in ["pip", "python"]
        where name.hasPrefix(tool) && name.dropFirst(tool.count).allSatisfy({ $0.isNumber || $0 == "." }) {
            return tool
        }
        return name
    }

    private static let withSubcommand: Set<String> = [
        "apt-get", "apt", "aptitude", "apk", "pip", "npm", "yarn", "pnpm", "git", "yum", "dnf", "microdnf", "tdnf",
        "zypper", "go", "cargo", "gem",
        "composer", "conda", "mamba", "micromamba", "systemctl", "docker", "poetry", "uv", "corepack", "rustup",
        "bundle", "nuget", "dotnet", "pacman",
    ]

    private static let apt: Set<String> = [
        "-o", "-c", "-t", "-a", "--option", "--config-file", "--target-release", "--host-architecture",
    ]
    private static let yum: Set<String> = [
        "-c", "-d", "-e", "-x", "--enablerepo", "--disablerepo", "--releasever", "--setopt", "--installroot",
        "--exclude",
    ]

    private static let valued: [String: Set<String>] = [
        "apt-get": apt, "apt": apt, "aptitude": apt, "yum": yum, "dnf": yum, "microdnf": yum, "tdnf": yum,
        "apk": [
            "-p", "--root", "-X", "--repository", "--repositories-file", "--wait", "--cache-dir", "--arch",
            "--keys-dir", "-t", "--virtual",
        ],
        "pip": [
            "-r", "-c", "-e", "-t", "-i", "-f", "--requirement", "--constraint", "--editable", "--target",
            "--index-url", "--extra-index-url",
            "--trusted-host", "--find-links", "--prefix", "--root", "--src", "--proxy", "--cache-dir", "--cert",
            "--log", "--timeout", "--retries",
            "--platform", "--python-version", "--no-binary", "--only-binary", "--default-timeout",
        ],
        "npm": ["--prefix", "--registry", "-w", "--workspace", "--loglevel", "--cache", "-C", "--fetch-retries"],
        "yarn": ["--cwd", "--registry", "--network-timeout", "--cache-folder"],
        "pnpm": ["--prefix", "--registry", "-C", "--dir", "--filter"],
        "git": ["-C", "-c", "--git-dir", "--work-tree", "--namespace", "-b", "--branch", "--depth", "-o", "--origin"],
        "zypper": ["-R", "--root", "-C", "--config"],
        "gem": ["-v", "--version", "-i", "--install-dir", "-n", "--bindir"],
        "curl": [
            "-A", "-b", "-c", "-C", "-d", "-D", "-e", "-E", "-F", "-H", "-K", "-m", "-o", "-P", "-Q", "-r", "-T", "-u",
            "-U", "-w", "-x", "-X", "-y", "-Y",
            "-z", "--output", "--header", "--data", "--user", "--url", "--retry", "--retry-delay", "--retry-max-time",
            "--connect-timeout", "--max-time",
            "--cacert", "--capath", "--cert", "--key", "--proxy", "--request", "--user-agent", "--write-out", "--form",
            "--proto", "--resolve",
            "--limit-rate", "--output-dir", "-fsSLo", "-sSLo", "-Lo", "-sLo", "-sSfLo", "-fLo", "-so", "-ko",
        ],
        "wget": [
            "-O", "-o", "-P", "-a", "-i", "-e", "-t", "-T", "-w", "-Q", "-U", "-l", "-A", "-R", "-D", "-qO", "-nvO",
            "-cO", "--output-document",
            "--directory-prefix", "--header", "--tries", "--timeout", "--user-agent",
        ],
        "useradd": [
            "-u", "-g", "-G", "-s", "-d", "-c", "-k", "-b", "-e", "-f", "-p", "--uid", "--gid", "--groups", "--shell",
            "--home-dir", "--comment",
        ],
        "adduser": ["-u", "-g", "-G", "-s", "-h", "-k", "--uid", "--gid", "--ingroup", "--shell", "--home", "--gecos"],
        "chmod": ["--reference"], "chown": ["--reference", "--from"],
    ]
}
