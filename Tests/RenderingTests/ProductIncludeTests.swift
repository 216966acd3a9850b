import BuiltInTechnologies
import ConfigModel
import Projects
import SourceText
import Testing

/// What files of products say through the files that they include.
@Suite struct ProductIncludeTests {
    private func root(_ path: String, _ files: [String: String]) throws -> Traced {
        let tree = MemoryTree(texts: files)
        let resources = discover(tree).flatMap { render($0, in: tree).resources }
        return try #require(resources.first { $0.home.path == path }).value
    }

    @Test func `NATS takes paths as the file that names them does`() throws {
        let root = try root(
            "nats/server.conf",
            [
                "nats/server.conf": "port: 4222\ninclude \"parts/first.conf\"\ninclude \"none.conf\"\n",
                "nats/parts/first.conf": "debug: true\ninclude second.conf\ninclude '../third.conf'\n",
                "nats/parts/second.conf": "trace: true\n", "nats/third.conf": "logtime: true\n", "nats/second.conf": "max_payload: 1\n",
            ])
        #expect(root["included"]?.value.mapping?.keys.sorted() == ["debug", "logtime", "trace"])
        #expect(root["unresolved"]?.value.list?.compactMap(\.value.string) == ["none.conf"])
    }

    @Test(arguments: [
        ("conf.d/*.conf", ["server_tokens"]), ("conf.d/*", ["gzip", "server_tokens"]), ("conf.d/a*.conf", ["server_tokens"]),
        ("conf.d/b*", ["gzip"]), ("conf.d/*.d", []), ("conf.d/a.conf", ["server_tokens"]), ("/etc/nginx/conf.d/*.conf", ["server_tokens"]),
    ])
    func `nginx takes the files that a pattern means`(_ pattern: String, _ expected: [String]) throws {
        let root = try root(
            "etc/nginx/nginx.conf",
            [
                "etc/nginx/nginx.conf": "events {}\nhttp {\n  include \(pattern);\n  server {\n    listen 80;\n  }\n}\n",
                "etc/nginx/conf.d/a.conf": "server_tokens off;\n", "etc/nginx/conf.d/b.conf.old": "gzip on;\n",
            ])
        #expect(root["http"]?[0]?["included"]?.value.mapping?.keys.sorted() ?? [] == expected)
    }
}
