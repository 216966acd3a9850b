import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

/// Broken files of each language: nothing crashes, spans lie in the file, edits change only what was asked.
@Suite struct DirectiveMutationTests {
    @Test(arguments: DirectiveLanguage.allCases)
    func `mutated files are read without a crash and edited only where they are sound`(_ language: DirectiveLanguage) throws {
        var random = SplitMix64(20_260_701)
        let seeds = directiveSeeds[language]!
        let name = language == .sudoers ? "Added_Alias" : "added"
        let path: ValuePath =
            switch language {
            case .haproxy: try ValuePath(parsing: "global[0].added")
            case .systemd: try ValuePath(parsing: "Service.added")
            default: ValuePath([.key(name)])
            }
        var sound = 0
        var edited = 0
        for round in 0..<Tier.rounds(10_000) {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 4) { random.mutate(&bytes) }
            let document = DirectiveDocument.parse(SourceFile(path: "x", bytes: bytes), as: language)
            check(document.roots[0], bytes.count)
            for comment in document.comments where comment.span.end > bytes.count { Issue.record("a comment leaves the file") }
            guard document.isSound else { continue }
            sound += 1
            let planned = document.edits(for: [DocumentChange(path: path, action: .set(.string("x")))])
            guard planned.refused.isEmpty else { continue }
            let after = DirectiveDocument.parse(SourceFile(path: "x", bytes: planned.edits.applied(to: bytes)), as: language)
            #expect(after.isSound)
            let removed = after.edits(for: [DocumentChange(path: path, action: .remove)])
            if removed.refused.isEmpty, document.roots[0].at(path) == nil {
                let back = DirectiveDocument.parse(SourceFile(path: "x", bytes: removed.edits.applied(to: after.source.bytes)), as: language)
                #expect(back.roots[0].value == document.roots[0].value, "\(String(decoding: bytes, as: UTF8.self))")
            }
            edited += 1
        }
        #expect(sound > Tier.rounds(500) && edited > Tier.rounds(400), "\(language): \(sound) sound, \(edited) edited")
    }

    private func check(_ value: Traced, _ count: Int, depth: Int = 0) {
        guard depth < 250 else { return }
        if let span = value.provenance.nearest?.span, span.end > count { Issue.record("a span leaves the file") }
        switch value.value {
        case .list(let items): for item in items { check(item, count, depth: depth + 1) }
        case .map(let mapping): for entry in mapping.entries { check(entry.value, count, depth: depth + 1) }
        default: break
        }
    }

    @Test(arguments: DirectiveLanguage.allCases)
    func `limits hold`(_ language: DirectiveLanguage) {
        for text in ["{", "a {", "[", "a: [", "\"", "\\\n", "a \\\n", "[[", "x_by_lua_block {", "(", "="] {
            let bytes = Array(String(repeating: text, count: 20_000).utf8)
            _ = DirectiveDocument.parse(SourceFile(path: "x", bytes: bytes), as: language)
        }
    }
}

private let directiveSeeds: [DirectiveLanguage: [String]] = [
    .nginx: [
        "http {\n  server_tokens on; # x\n  map $a $b { default \"c d\"; ~^x 1; }\n  server { listen 80; if ($a = 'b') { return 301 https://$host$uri; } }\n}\n",
        "location ~ \\.php$ {\r\n\tfastcgi_pass unix:/x;\r\n\tcontent_by_lua_block { ngx.say([[}]]) }\r\n}\r\n",
    ],
    .haproxy: [
        "global\n  log stdout local0\n  stats socket /s mode 600\ndefaults\n  timeout client 5s # c\nfrontend f\n  bind *:80\n  acl a path_beg \"/x y\"\n"
    ],
    .sshd: ["Port 22\n# c\nPermitRootLogin=no\nCiphers a,b\nMatch User \"a b\"\n  X11Forwarding no\n", "Include /etc/x\r\nUsePAM yes\r\n"],
    .sysctl: ["# c\nnet.ipv4.ip_forward = 0\n-kernel.x=1\n; d\nnet/ipv4/a.b = 1\n"],
    .systemd: ["[Unit]\nDescription=a\n\n[Service]\nExecStart=/a \\\n  b\nEnvironment=\"A=b\"\n\n[Install]\nWantedBy=x\n"],
    .redis: ["port 6379\nbind 127.0.0.1 -::1\nsave \"\"\nrename-command CONFIG \"\"\nuser default on nopass\n"],
    .mosquitto: ["persistence true\nlistener 1883 127.0.0.1\nallow_anonymous false\n\nconnection b\naddress a:1\ntopic # both\n"],
    .nats: [
        "port: 4222\ntls { cert_file: \"./c\", verify: true }\nauthorization = {users: [{user: a, password: $P}, {user: b}]} # c\ninclude ./x.conf\n",
        "{\"port\": 4222, \"a\": [1, 2, \"x\"]}\n",
    ],
    .sudoers: ["Defaults env_reset\nUser_Alias A = b, c\nroot ALL=(ALL:ALL) ALL # x\n%g ALL = \\\n  NOPASSWD: /bin/ls\n@includedir /etc/sudoers.d\n"],
    .properties: ["a.b=c\\\n  d\n! x\nk\\ l : m\n\\u0041=n\nlisteners=PLAINTEXT://:9092\n"],
    .rabbitmq: ["listeners.tcp.default = 5672 # c\nloopback_users.guest = false\nssl_options.verify=verify_peer\n"],
]
