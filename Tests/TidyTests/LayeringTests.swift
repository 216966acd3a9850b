import SourceText
import TestSupport
import Testing

/// Parts of the toolchain that any target may use.
private let toolchain: Set<String> = ["FoundationEssentials", "Glibc", "Synchronization", "Dispatch"]

/// Who may import a C library. Everybody else goes through its owners.
private let owners: [String: Set<String>] = [
    "CLibgit2": ["SourceControl"],
    "CLibcrypto": ["Cryptography"],
    "CLibyaml": ["Documents", "Templates", "larboard-dev"],
    "CMalloc": ["SourceText"],
    "CSpawn": ["Processes"],
    "CZlib": ["Archives"],
]

/// Targets that do no input or output: not even the C library's file functions.
private let pure: Set<String> = [
    "Primitives", "Cryptography", "Archives", "ConfigModel", "Documents", "Expressions", "Projects", "Technologies", "Rules", "Remediation", "Engine",
    "Reports",
]

@Suite struct LayeringTests {
    @Test func `every import is a declared dependency`() throws {
        let targets = try Manifest.read.get().targets
        let files = swiftFiles(below: "Sources") + swiftFiles(below: "Tests")
        #expect(files.count > 50)
        for file in files {
            guard let target = targets.first(where: { file.path.hasPrefix($0.folder + "/") }) else {
                Issue.record("\(file.path) belongs to no target of Package.swift")
                continue
            }
            let allowed = toolchain.union(target.dependencies.map(\.name)).union(target.type == "test" ? ["Foundation", "Testing"] : [])
            for module in imports(file) where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module), which Package.swift does not say of \(target.name)")
            }
        }
    }

    @Test func `targets depend on each other without a cycle`() throws {
        var left = try Manifest.read.get().targets
        while true {
            let names = Set(left.map(\.name))
            let bottom = left.filter { names.isDisjoint(with: $0.dependencies.map(\.name)) }
            if bottom.isEmpty { break }
            left.removeAll { target in bottom.contains { $0.name == target.name } }
        }
        #expect(left.map(\.name) == [])
    }

    @Test func `nothing that is shipped depends on test support`() throws {
        for target in try Manifest.read.get().targets where target.folder.hasPrefix("Sources/") {
            #expect(!target.dependencies.map(\.name).contains("TestSupport"), "\(target.name)")
        }
    }

    @Test func `C libraries are imported by their owners only`() throws {
        for target in try Manifest.read.get().targets where target.type == "system" {
            #expect(owners[target.name] != nil, "nobody owns \(target.name)")
        }
        for file in swiftFiles(below: "Sources") + swiftFiles(below: "Tests") {
            for library in imports(file) where owners[library].map({ !$0.contains(file.target) }) == true {
                Issue.record("\(file.path) imports \(library)")
            }
        }
    }

    @Test func `nothing imports all of Foundation`() {
        for file in swiftFiles(below: "Sources") where imports(file).contains("Foundation") {
            Issue.record("\(file.path): use FoundationEssentials, which starts faster")
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

    @Test func `processes are started in one place`() {
        for file in swiftFiles(below: "Sources") + swiftFiles(below: "Tests")
        where file.target != "Processes" && !file.path.hasPrefix("Tests/TidyTests") {
            for (number, line) in file.lines.enumerated() where line.contains("posix_spawn") {
                Issue.record("\(file.path):\(number + 1): use Processes")
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
