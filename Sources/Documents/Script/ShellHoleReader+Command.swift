extension ShellHoleReader {
    /// The command that is being read.
    struct Command {
        var words: [String] = []
        var word = ""
        var hasWord = false
        var caseDepth = 0

        var isFirstWord: Bool { words.isEmpty }
        var isAssignment: Bool { words.isEmpty && Command.isAssignment(word) }

        static func isAssignment(_ word: String) -> Bool {
            guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
            let name = word[..<sign].hasSuffix("+") ? word[..<sign].dropLast() : word[..<sign]
            return name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
        }

        mutating func endWord() {
            defer { (word, hasWord) = ("", false) }
            guard hasWord else { return }
            if words.isEmpty {
                if word == "case" { caseDepth += 1 }
                if word == "esac" { caseDepth = max(0, caseDepth - 1) }
                if Command.openers.contains(word) || Command.isAssignment(word) { return }
            }
            words.append(word)
        }

        mutating func end() {
            endWord()
            words = []
        }

        private static let openers: Set<String> = ["if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "fi", "done", "esac"]

        /// Whether the words that follow are a program for another interpreter.
        var runsPrograms: Bool {
            guard let first = words.first else { return false }
            if first == "eval" || words.contains("ssh") { return true }
            guard let shell = words.firstIndex(where: { Command.interpreters.contains($0.split(separator: "/").last.map(String.init) ?? $0) }) else {
                return false
            }
            return words[shell...].contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && ($0.hasSuffix("c") || $0.hasSuffix("e")) }
        }

        var isInterpreter: Bool {
            words.contains("ssh") || words.first.map { Command.interpreters.contains($0.split(separator: "/").last.map(String.init) ?? $0) } ?? false
        }

        static let interpreters: Set<String> = [
            "bash", "sh", "zsh", "dash", "ksh", "su", "python", "python3", "node", "perl", "ruby", "pwsh", "powershell", "deno",
        ]
    }
}
