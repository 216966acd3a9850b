package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// Configuration of nginx, whole or in parts.
///
/// Source: https://nginx.org/en/docs/
package struct Nginx: DirectiveProduct {
    package let name = "nginx"
    package let language = DirectiveLanguage.nginx
    package let selectors = nginxSelectors

    package let productCheck: ProductCheck? = nginxCheck
    package let exampleFile = "nginx.conf"

    package init() {}

    package func mayHold(_ path: String) -> Bool {
        let name = fileName(of: path).lowercased()
        let folders = path.split(separator: "/").dropLast().map { $0.lowercased() }
        return [".conf", ".nginx", ".vhost"].contains(where: name.hasSuffix) || name.hasPrefix("nginx.conf") && !name.hasSuffix(".md")
            || folders.contains { ["sites-available", "sites-enabled"].contains($0) } && !name.contains(".md")
    }

    package func isNamed(by path: String) -> Bool { fileName(of: path) == "nginx.conf" }

    package func read(_ file: SourceFile, in tree: (any WorkTree)?) -> DirectiveDocument? {
        guard file.bytes.contains(text: "{") || file.bytes.contains(text: ";") else { return nil }
        return sure(file, in: tree)
    }

    package func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool {
        document.source.bytes.contains(text: "{") && isNginx(document)
            || document.source.bytes.contains(text: ";") && isNginxSnippet(document, keys, path)
    }

    package func value(of document: DirectiveDocument, in tree: any WorkTree, isEmbedded: Bool) -> Traced {
        NginxContext(document, tree).resolved()
    }
}

private func isNginx(_ document: DirectiveDocument) -> Bool {
    let serverWords = ["listen", "location", "server_name", "proxy_pass", "return", "root", "include"]
    let httpWords = ["server", "include", "sendfile", "log_format", "upstream"]
    if document.blocks("http").contains(where: { block in httpWords.contains { block[$0] != nil } }) { return true }
    if document.blocks("server").contains(where: { block in serverWords.contains { block[$0] != nil } }) { return true }
    if document.roots[0]["events"] != nil, document.roots[0]["http"] != nil { return true }
    let locationWords = [
        "proxy_pass", "alias", "root", "try_files", "fastcgi_pass", "return", "deny", "allow", "add_header", "rewrite", "uwsgi_pass",
    ]
    return document.blocks("location").contains { block in locationWords.contains { block[$0] != nil } }
}

private func isNginxSnippet(_ document: DirectiveDocument, _ keys: [String], _ path: String) -> Bool {
    let strong = [
        "ssl_protocols", "ssl_ciphers", "add_header", "proxy_set_header", "fastcgi_param", "server_tokens", "gzip", "proxy_pass", "ssl_session_cache",
    ]
    let known = [
        "ssl_", "proxy_", "add_header", "fastcgi_", "gzip", "server_tokens", "client_", "keepalive_", "access_log", "error_log", "expires", "charset",
        "limit_", "resolver", "auth_basic", "if", "include", "map", "error_page", "root", "index", "etag", "sendfile", "tcp_", "location", "types",
        "log_not_found",
    ]
    return keys.contains { strong.contains($0) } && keys.allSatisfy { key in known.contains { key.hasPrefix($0) } }
        && (document.roots[0].value.mapping?.entries ?? []).allSatisfy { entry in (entry.value.value.list ?? []).allSatisfy { $0["args"] != nil } }
}

/// How nginx checks its own files.
private let nginxCheck = ProductCheck(
    system: "nginx", tool: "nginx", arguments: { file, folder in ["-t", "-q", "-p", folder, "-c", file, "-g", "pid \(folder)/pid;"] },
    prepare: { text in
        // Hosts that do not resolve here would end the check at the first of them.
        let target = #/(pass\s+)(https?|grpcs?)://[A-Za-z][A-Za-z0-9.-]*(?=[;/:])/#
        let plain = text.replacing(target, with: { "\($0.output.1)\($0.output.2)://127.0.0.1" })
        let hasEvents = plain.contains(#/(^|\n)\s*events\s*\{/#)
        if hasEvents || plain.contains(#/(^|\n)\s*http\s*\{/#) { return hasEvents ? plain : "events {}\n" + plain }
        let isServer = plain.contains(#/(^|\n)\s*(server|upstream|map|log_format)\b/#)
        return isServer ? "events {}\nhttp {\n\(plain)\n}\n" : "events {}\nhttp {\nserver {\n\(plain)\n}\n}\n"
    },
    isProblem: { $0.contains("[emerg]") })
