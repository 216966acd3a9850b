import SourceText
import Testing

@Suite struct StyleTests {
    @Test func `no file is longer than 500 lines`() {
        for file in swiftFiles(below: "Sources") + swiftFiles(below: "Tests") where file.lines.count > 501 {
            Issue.record("\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func `the median source file is short`() {
        let counts = swiftFiles(below: "Sources").map(\.lines.count).sorted()
        #expect(counts[counts.count / 2] <= 121)
    }

    @Test func `types are not called Manager, Helper, Util or Handler`() {
        for file in swiftFiles(below: "Sources") {
            for (number, line) in file.lines.enumerated() where declaresType(line) {
                // Azure Resource Manager is called so by its maker.
                let line = line.replacing("AzureResourceManager", with: "")
                for word in ["Manager", "Helper", "Util", "Handler"] where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1): a type called \(word) says nothing")
                }
            }
        }
    }

    @Test func `input can stop nothing: no forced try, no fatalError`() {
        for file in swiftFiles(below: "Sources") {
            for (number, line) in file.lines.enumerated() where !isComment(line) {
                for word in ["try!", "fatalError(", "as! "] where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1): \(word)")
                }
            }
        }
    }

    @Test func `only commands print`() {
        // Go's own printer has methods of that name.
        for file in swiftFiles(below: "Sources") where !file.target.hasPrefix("larboard") && !file.path.contains("GoPrinter") {
            for (number, line) in file.lines.enumerated() where line.drop(while: { $0 == " " }).hasPrefix("print(") {
                Issue.record("\(file.path):\(number + 1): printing is for the commands")
            }
        }
    }

    @Test func `work that is left is an issue, not a comment`() {
        for file in swiftFiles(below: "Sources") + swiftFiles(below: "Tests") where !file.path.hasPrefix("Tests/TidyTests") {
            for (number, line) in file.lines.enumerated() {
                for word in ["TODO", "FIXME", "XXX", "HACK"] where line.contains(word) && isComment(line) {
                    Issue.record("\(file.path):\(number + 1): \(word)")
                }
            }
        }
    }

    @Test func `tests are sentences of Swift Testing`() {
        for file in swiftFiles(below: "Tests") where file.path != "Tests/TidyTests/StyleTests.swift" {
            if imports(file).contains("XCTest") { Issue.record("\(file.path) uses XCTest") }
            for (number, line) in file.lines.enumerated() where line.contains(".disabled(") {
                Issue.record("\(file.path):\(number + 1): a disabled test")
            }
        }
    }
}

private func declaresType(_ line: Substring) -> Bool {
    let words = line.split { $0 == " " || $0 == ":" || $0 == "<" }
    return words.prefix(5).contains { ["struct", "class", "enum", "protocol", "actor"].contains($0) } && !isComment(line)
}
