import ConfigModel
import Documents
import SourceText
import Testing

@Suite struct DirectiveReadTests {
    private func read(_ text: String, _ language: DirectiveLanguage) -> Traced {
        let document = DirectiveDocument.parse(SourceFile(path: "f", text: text), as: language)
        #expect(document.isSound, "\(document.diagnostics.map(\.message))")
        return document.roots[0]
    }

    @Test func `nginx words follow its own lexer`() throws {
        let root = read("a \"b \\\" c\" 'd' e\\ f ${g}h i}j; # k\nserver { if ($x ~ \"^a{2}\") { return 1; } }", .nginx)
        let words = root["a"]?[0]?["args"]?.value.list?.compactMap(\.value.string)
        #expect(words == ["b \" c", "d", "e\\ f", "${g}h", "i}j"])
        #expect(root["server"]?[0]?["if"]?[0]?["return"]?[0]?["text"]?.value.string == "1")
    }

    @Test func `broken nginx files are reported and never edited`() {
        for text in ["a {", "a }", "a b", "; a;", "a \"b;", "}"] {
            let document = DirectiveDocument.parse(SourceFile(path: "f", text: text), as: .nginx)
            #expect(!document.isSound, "\(text)")
            #expect(document.edits(for: [DocumentChange(path: ValuePath([.key("a")]), action: .remove)]).edits.isEmpty)
        }
    }

    @Test func `HAProxy sections hold their lines`() {
        let root = read("global\n log a # x\ndefaults d\n timeout client 5s\n option httplog\nfrontend f from d\n bind \"*:80\" a\\ b\n", .haproxy)
        #expect(root["global"]?[0]?["log"]?[0]?["text"]?.value.string == "a")
        #expect(root["defaults"]?[0]?["timeout client"]?[0]?["text"]?.value.string == "5s")
        #expect(root["frontend"]?[0]?["args"]?.value.list?.compactMap(\.value.string) == ["f", "from", "d"])
        #expect(root["frontend"]?[0]?["bind"]?[0]?["args"]?.value.list?.compactMap(\.value.string) == ["*:80", "a b"])
    }

    @Test func `the value that counts is the first in sshd and the last elsewhere`() {
        #expect(read("Port 1\nPORT 2\n", .sshd)["Port"]?.value.string == "1\n2")
        #expect(read("permitrootlogin no\nPermitRootLogin yes\n", .sshd)["PermitRootLogin"]?.value.string == "no")
        #expect(read("a.b=1\na/b = 2\n", .sysctl)["a.b"]?.value.string == "2")
        #expect(read("a=1\na: 2\n", .properties)["a"]?.value.string == "2")
    }

    @Test func `NATS is read as its server reads it`() {
        let root = read(
            "port: 4222\nhost = '0.0.0.0'\nauthorization { users = [ {user: a, password: $P}, {user: \"b\"} ] } // c\nmax: 1MB; debug yes\n", .nats)
        #expect(root["port"]?.value == .int(4222))
        #expect(root["host"]?.value.string == "0.0.0.0")
        #expect(root["authorization"]?["users"]?[1]?["user"]?.value.string == "b")
        #expect(root["authorization"]?["users"]?[0]?["password"]?.value.isUnknown == true)
        #expect(root["debug"]?.value == .bool(true))
    }

    @Test func `properties are unescaped and continued`() {
        let root = read("a\\ b = c\\u0041 \\\n    d\nempty\n", .properties)
        #expect(root["a b"]?.value.string == "cA d")
        #expect(root["empty"]?.value.string == "")
    }

    @Test func `systemd and mosquitto scopes`() {
        let unit = read("[Service]\nEnvironment=A=b\nEnvironment=C=d\n", .systemd)
        #expect(unit["Service"]?["Environment"]?.value.string == "A=b\nC=d")
        let broker = read("user a\nlistener 1883\nallow_anonymous true\nlistener 8883\ncertfile /c\n", .mosquitto)
        #expect(broker["listener"]?[0]?["allow_anonymous"]?.value.string == "true")
        #expect(broker["listener"]?[1]?["certfile"]?.value.string == "/c")
    }
}
