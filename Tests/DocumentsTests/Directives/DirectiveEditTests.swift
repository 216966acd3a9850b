import ConfigModel
import Documents
import SourceText
import Testing

/// Edits of directive files: what is written, where, and that nothing else changes.
@Suite struct DirectiveEditTests {
    @Test(arguments: directiveEditCases)
    func `edits write what a person would`(_ example: DirectiveEditCase) throws {
        for ending in ["\n", "\r\n"] {
            for mark in ["", "\u{FEFF}"] {
                let before = mark + example.before.replacing("\n", with: ending)
                let after = mark + example.after.replacing("\n", with: ending)
                let document = DirectiveDocument.parse(SourceFile(path: "f", text: before), as: example.language)
                let path = try ValuePath(parsing: example.path)
                let planned = document.edits(for: [DocumentChange(path: path, action: example.action)])
                #expect(planned.refused.map(\.reason) == [], "\(example)")
                #expect(String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self) == after, "\(example)")
            }
        }
    }

    @Test func `changes that would not read as intended are refused`() throws {
        let document = DirectiveDocument.parse(SourceFile(path: "f", text: "server { listen 80; }\n"), as: .nginx)
        for value in ["80; root /", "80 }", "\"80", "80\nroot"] {
            let change = DocumentChange(path: try ValuePath(parsing: "server[0].listen[0]"), action: .set(.string(value)))
            #expect(document.edits(for: [change]).refused.count == 1, "\(value)")
        }
    }

    @Test func `several changes of one block come out in order`() throws {
        let document = DirectiveDocument.parse(SourceFile(path: "f", text: "location / {\n  proxy_pass https://a;\n}\n"), as: .nginx)
        let changes = try ["proxy_ssl_verify", "proxy_ssl_server_name"].map {
            DocumentChange(path: try ValuePath(parsing: "location[0].\($0)"), action: .set(.string("on")))
        }
        let planned = document.edits(for: changes)
        #expect(
            String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
                == "location / {\n  proxy_pass https://a;\n  proxy_ssl_verify on;\n  proxy_ssl_server_name on;\n}\n")
    }
}

struct DirectiveEditCase: Sendable, CustomStringConvertible {
    let language: DirectiveLanguage
    let before: String
    let path: String
    let action: DocumentChange.Action
    let after: String

    var description: String { "\(language) \(path) \(action)" }

    init(_ language: DirectiveLanguage, _ before: String, _ path: String, _ action: DocumentChange.Action, _ after: String) {
        self.language = language
        self.before = before
        self.path = path
        self.action = action
        self.after = after
    }
}

private let directiveEditCases: [DirectiveEditCase] = [
    .init(
        .nginx, "http {\n    a on; # x\n    server { listen 80; }\n}\n", "http[0].b", .set(.string("off")),
        "http {\n    a on; # x\n    b off;\n    server { listen 80; }\n}\n"),
    .init(
        .nginx, "http {\n    server { listen 80; }\n}\n", "http[0].server[0].b", .set(.string("off")), "http {\n    server { listen 80; b off; }\n}\n"
    ),
    .init(.nginx, "http {\n}\n", "http[0].b", .set(.string("off")), "http {\n    b off;\n}\n"),
    .init(.nginx, "http {}\n", "http[0].b", .set(.string("off")), "http { b off; }\n"),
    .init(.nginx, "a  x \"y z\"; # c\n", "a[0].args[1]", .set(.string("p q")), "a  x \"p q\"; # c\n"),
    .init(.nginx, "a x;\nb y;\n", "a[0]", .remove, "b y;\n"),
    .init(.nginx, "s { a x; b y; }\n", "s[0].a[0]", .remove, "s { b y; }\n"),
    .init(.nginx, "s { a x; }\ns { b y; }\n", "s[1]", .remove, "s { a x; }\n"),
    .init(
        .nginx, "s {\n\tlisten 80;\n}\n", "s[0].location", .append(.map([.init("text", .string("~ /\\.")), .init("deny", .string("all"))])),
        "s {\n\tlisten 80;\n\tlocation ~ /\\. {\n\t\tdeny all;\n\t}\n}\n"),
    .init(.nginx, "z 1;\na x; # c", "b", .set(.string("y")), "z 1;\na x; # c\nb y;"),
    .init(
        .nginx, "content_by_lua_block { if a then ngx.say(\"}\") end -- }\n}\na x;\n", "a", .set(.string("z")),
        "content_by_lua_block { if a then ngx.say(\"}\") end -- }\n}\na z;\n"),
    .init(
        .haproxy, "global\n    log a\n\n# web\nfrontend f\n    bind :80\n", "global[0].user", .set(.string("haproxy")),
        "global\n    log a\n    user haproxy\n\n# web\nfrontend f\n    bind :80\n"),
    .init(
        .haproxy, "defaults\n  timeout client 5s # c\n", "defaults[0][\"timeout client\"]", .set(.string("9s")), "defaults\n  timeout client 9s # c\n"
    ),
    .init(
        .haproxy, "backend b\n  server s a:1 ssl verify none\n", "backend[0].server[0].args[4]", .set(.string("required")),
        "backend b\n  server s a:1 ssl verify required\n"),
    .init(
        .sshd, "Port 22\n# people\nMatch User a\n  X11Forwarding yes\n", "PermitRootLogin", .set(.string("no")),
        "Port 22\nPermitRootLogin no\n# people\nMatch User a\n  X11Forwarding yes\n"),
    .init(.sshd, "Include /etc/ssh/x\nPort 22\n", "UsePAM", .set(.string("yes")), "UsePAM yes\nInclude /etc/ssh/x\nPort 22\n"),
    .init(.sshd, "port=22\npermitrootlogin = yes\n", "PermitRootLogin", .set(.string("no")), "port=22\npermitrootlogin = no\n"),
    .init(
        .sshd, "Port 22\nMatch User a\n  X11Forwarding yes\n", "Match[0].X11Forwarding", .set(.string("no")),
        "Port 22\nMatch User a\n  X11Forwarding no\n"),
    .init(.sysctl, "a.b = 1\n", "[\"c.d\"]", .set(.string("2")), "a.b = 1\nc.d = 2\n"),
    .init(
        .systemd, "[Unit]\nA=b\n\n[Service]\nExecStart=/a \\\n  --b\n\n[Install]\nC=d\n", "Service.User", .set(.string("x")),
        "[Unit]\nA=b\n\n[Service]\nExecStart=/a \\\n  --b\nUser=x\n\n[Install]\nC=d\n"),
    .init(.redis, "port 1\nbind a b\n", "bind", .set(.string("c")), "port 1\nbind c\n"),
    .init(
        .mosquitto, "persistence true\n\n# tls\nlistener 8883\ncertfile /c\n", "allow_anonymous", .set(.string("false")),
        "persistence true\n\nallow_anonymous false\n# tls\nlistener 8883\ncertfile /c\n"),
    .init(
        .mosquitto, "listener 1\nlistener 2\nuser a\n", "listener[0].tls_version", .set(.string("x")),
        "listener 1\ntls_version x\nlistener 2\nuser a\n"),
    .init(.nats, "port: 4222\ntls { a: \"b\", c: d }\n", "tls.c", .remove, "port: 4222\ntls { a: \"b\" }\n"),
    .init(.nats, "a: {b: 1, c: 2}\n", "a.b", .set(.string("x y")), "a: {b: \"x y\", c: 2}\n"),
    .init(
        .nats, "port: 4222 # p\n", "websocket", .set(.map([.init("same_origin", .bool(true))])),
        "port: 4222 # p\nwebsocket {\n    same_origin: true\n}\n"),
    .init(
        .sudoers, "Defaults env_reset\nroot ALL=(ALL) ALL\n", "spec[0]", .set(.string("root ALL=(root) ALL")),
        "Defaults env_reset\nroot ALL=(root) ALL\n"),
    .init(.properties, "a.b=c \\\n  d\nx : y\n", "[\"a.b\"]", .set(.string("e\\f")), "a.b=e\\\\f\nx : y\n"),
    .init(.properties, "! c\na=b", "z", .set(.string("1")), "! c\na=b\nz=1"),
    .init(.properties, "a=\n", "a", .set(.string("1")), "a=1\n"),
    .init(.rabbitmq, "a.b = c # d\n", "[\"a.b\"]", .set(.string("e")), "a.b = e # d\n"),
]
