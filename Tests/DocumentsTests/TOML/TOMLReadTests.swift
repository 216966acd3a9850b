import ConfigModel
import Documents
import Foundation
import SourceText
import Testing

/// What TOML says, and what it forbids: examples of each part of TOML 1.0.0.
@Suite struct TOMLReadTests {
    @Test func `tables, arrays of tables and dotted keys come to one value`() {
        let document = TOMLDocument.parse(
            SourceFile(
                path: "f",
                text: """
                    # first
                    name = "a\\tb" # why
                    point.x = 0x1F
                    point.y = -1_000
                    [servers.alpha]
                    ip = '10.0.0.1'
                    when = 1979-05-27 07:32:00Z
                    [servers]
                    on = true
                    [[jobs]]
                    n = 1.5e3
                    inner = { a.b = [1, [2, 'x'],], "q r" = ""\"
                    long\\
                      er""\" }
                    [[jobs]]
                    [jobs.sub]
                    z = inf

                    """))
        #expect(document.diagnostics.isEmpty)
        let root = document.roots[0]
        func at(_ path: String) -> Value? { (try? ValuePath(parsing: path)).flatMap { root.at($0)?.value } }
        #expect(at("name") == "a\tb")
        #expect(at("point.x") == 31 && at("point.y") == -1000)
        #expect(at("servers.alpha.ip") == "10.0.0.1" && at("servers.on") == true)
        #expect(at("servers.alpha.when") == "1979-05-27 07:32:00Z")
        #expect(at("jobs[0].n") == .double(1500))
        #expect(at("jobs[0].inner.a.b[1][1]") == "x" && at("jobs[0].inner[\"q r\"]") == "longer")
        #expect(at("jobs[1].sub.z") == .double(.infinity))
        #expect(document.comments.map(\.text) == ["first", "why"])
        #expect(document.comments.map(\.isTrailing) == [false, true])
    }

    @Test(arguments: [
        "a = 1\na = 2", "[a]\n[a]", "a.b = 1\n[a]", "[a]\nb.c = 1\n[a.b]", "a = {}\n[a.b]", "a = [1]\n[[a]]", "a = 01", "a = 1__0", "a = \"\\x\"",
        "a = \"x\ny\"", "a = 1 b = 2", "a = {b = 1,}", "a = [1,,2]", "a =", "= 1", "[a", "[[a]", "a = 2021-02-30", "a = 0x_1", "a = 1.", "a = .5",
        "a = \"\\ud800\"", "a = '\u{1}'", "[a]\n[[a]]", "a = truer", "a = \"\"\"x", "a\n= 1", "a.b = 1\na.b.c = 2", "# \u{0}", "a = +nan1",
    ])
    func `what TOML forbids is an error with a place`(_ text: String) {
        let document = TOMLDocument.parse(SourceFile(path: "f", text: text + "\n"))
        #expect(document.diagnostics.count == 1 && !document.isSound, "\(text)")
        #expect((document.diagnostics.first?.span?.end ?? 0) <= text.utf8.count + 1)
        let change = DocumentChange(path: ValuePath([.key("x")]), action: .set(.int(1)))
        #expect(document.edits(for: [change]).refused.count == 1)
    }

    /// The files of toml-lang/toml-test; `LARBOARD_TOML_TESTS` names a folder with its `tests`.
    @Test func `the conformance suite of TOML`() throws {
        guard let folder = ProcessInfo.processInfo.environment["LARBOARD_TOML_TESTS"] else {
            print("LARBOARD_TOML_TESTS is not set: TOML's conformance suite did not run")
            return
        }
        let list = try String(contentsOfFile: folder + "/files-toml-1.0.0", encoding: .utf8)
        var valid = 0
        var invalid = 0
        for path in list.split(separator: "\n").map(String.init) where path.hasSuffix(".toml") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
            let document = TOMLDocument.parse(SourceFile(path: path, bytes: bytes))
            if path.hasPrefix("valid/") {
                valid += 1
                #expect(document.isSound, "\(path): \(document.diagnostics.map { $0.rendered(bytes: bytes) })")
                let wanted = try JSONSerialization.jsonObject(
                    with: Data(contentsOf: URL(fileURLWithPath: folder + "/" + path.dropLast(4) + "json")))
                #expect(same(document.roots.first?.value ?? .null, wanted), "\(path)")
            } else {
                invalid += 1
                #expect(!document.isSound, "\(path) was read")
            }
        }
        print("TOML conformance: \(valid) valid files, \(invalid) invalid ones")
        #expect(valid > 100 && invalid > 100)
    }

    /// The suite writes leaves as `{"type": …, "value": text}`.
    private func same(_ value: Value, _ wanted: Any) -> Bool {
        if let items = wanted as? [Any] {
            guard let list = value.list, list.count == items.count else { return false }
            return zip(list, items).allSatisfy { same($0.value, $1) }
        }
        guard let map = wanted as? [String: Any] else { return false }
        if let type = map["type"] as? String, let text = map["value"] as? String, map.count == 2 {
            switch (type, value) {
            case ("bool", .bool(let flag)): return String(flag) == text
            case ("integer", .int(let number)): return String(number) == text
            case ("float", .double(let number)):
                let other = Double(text.replacing("+", with: "")) ?? .nan
                return number == other || (number.isNaN && other.isNaN)
            case (_, .string(let own)): return type != "string" || own == text
            default: return false
            }
        }
        guard let mapping = value.mapping, mapping.count == map.count else { return false }
        return map.allSatisfy { key, item in mapping[key].map { same($0.value, item) } ?? false }
    }
}
