import SourceText
import Testing

/// Which target may import which: the table of `Sources/README.md`, held against every `import`.
private let allowedImports: [String: Set<String>] = [
    "SourceText": ["CMalloc"],
    "ConfigModel": ["SourceText"],
    "Documents": ["SourceText", "ConfigModel", "CLibyaml"],
    "Expressions": ["ConfigModel", "Crypto"],
    "Templates": ["SourceText", "ConfigModel", "Documents", "Expressions", "CLibyaml", "Crypto"],
    "Rendering": ["SourceText", "ConfigModel", "Documents", "Expressions", "Templates", "Crypto"],
    "Rules": ["SourceText", "ConfigModel", "Documents", "Expressions", "Rendering", "Crypto"],
    "Remediation": ["SourceText", "ConfigModel", "Documents", "Expressions", "Rendering", "Rules"],
    "Engine": ["SourceText", "ConfigModel", "Documents", "Rendering", "Rules", "Remediation", "Crypto"],
    "Reports": ["SourceText", "ConfigModel", "Documents", "Rendering", "Rules", "Remediation", "Engine", "Crypto"],
    "SourceControl": ["SourceText", "CLibgit2"],
    "Validation": ["SourceText", "SourceControl"],
    "Publishing": ["SourceText", "Rendering", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Crypto"],
    "Workspace": [
        "SourceText", "ConfigModel", "Rendering", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Validation", "Publishing",
    ],
    "larboard": [
        "ArgumentParser", "SourceText", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Validation", "Publishing", "Workspace",
    ],
    "larboard-dev": [
        "ArgumentParser", "CLibyaml", "SourceText", "ConfigModel", "Documents", "Expressions", "Templates", "Rendering", "Rules", "Remediation",
        "Engine", "Reports",
    ],
]

/// Parts of the toolchain that any target may use.
private let toolchain: Set<String> = ["FoundationEssentials", "Glibc", "Synchronization", "Dispatch"]

/// Targets that do no input or output: not even the C library's file functions.
private let pure: Set<String> = ["ConfigModel", "Documents", "Expressions", "Rules", "Remediation", "Reports"]

@Suite struct LayeringTests {
    @Test func `every import follows the layer table`() {
        let files = swiftFiles(below: "Sources")
        #expect(files.count > 50)
        for file in files {
            guard let allowed = allowedImports[file.target] else {
                Issue.record("\(file.path): the target is not in the layer table")
                continue
            }
            for module in imports(file) where !allowed.contains(module) && !toolchain.contains(module) {
                Issue.record("\(file.path) imports \(module), which its layer may not know")
            }
        }
    }

    @Test func `nothing imports all of Foundation`() {
        for file in swiftFiles(below: "Sources") where imports(file).contains("Foundation") {
            Issue.record("\(file.path): use FoundationEssentials, which starts faster")
        }
    }

    @Test func `one target only knows each C library`() {
        for (library, owners) in [("CLibgit2", ["SourceControl"]), ("CLibyaml", ["Documents", "Templates", "larboard-dev"])] {
            for file in swiftFiles(below: "Sources") where imports(file).contains(library) && !owners.contains(file.target) {
                Issue.record("\(file.path) imports \(library)")
            }
        }
    }

    @Test func `pure targets open no files and start no processes`() {
        let banned = [
            "FileManager", "Data(contentsOf", "posix_spawn", "fopen(", "getenv(", "Process()", "ProcessInfo", "time(nil)", "Date()", "Date.now",
        ]
        for file in swiftFiles(below: "Sources") where pure.contains(file.target) && file.path != "Sources/Rules/RulesFolder.swift" {
            for (number, line) in file.lines.enumerated() where !isComment(line) {
                for word in banned where line.contains(word) { Issue.record("\(file.path):\(number + 1): \(word) in a pure target") }
            }
        }
    }
}

func isComment(_ line: Substring) -> Bool {
    line.drop { $0 == " " }.hasPrefix("//")
}

/// Names after `import`, without access level, attributes and submodules.
func imports(_ file: SourceFile) -> [String] {
    file.lines.compactMap { line in
        let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
        guard let at = words.firstIndex(of: "import"), at <= 1, words.count > at + 1 else { return nil }
        guard at == 0 || ["package", "internal", "private", "fileprivate", "public"].contains(words[0]) else { return nil }
        let named = ["struct", "class", "enum", "func", "protocol"].contains(words[at + 1]) && words.count > at + 2 ? words[at + 2] : words[at + 1]
        return named.split(separator: ".").first.map(String.init)
    }
}
