import TestSupport
import Testing

/// A file whose path or content names its language, and that cannot be read, is told.
@Suite struct BrokenFileTests {
    private static let armSchema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    private static let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)

    @Test(arguments: [
        (".github/workflows/ci.yml", "on: push\njobs:\n  a: [broken\n"), (".github/dependabot.yml", "updates: [\n"),
        ("etc/nginx.conf", "http {\n  server {\n    listen 80;\n"),
        ("traefik.yml", "entryPoints:\n  web: [x\n"), ("traefik.toml", "entryPoints = [\n"),
        ("stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  a: [x\n"),
        ("stack.template", "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {"),
        ("stack.json", "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": \(deep)}"),
        ("azuredeploy.json", "{\"$schema\": \"\(armSchema)\", \"resources\": ["),
        ("azuredeploy.json", "{\"$schema\": \"\(armSchema)\", \"resources\": \(deep)}"),
        ("pod.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {}, \"spec\": \(deep)}"),
        ("sshd_config", "PermitRootLogin \"no\nPort\u{0} 22\n"), ("redis.conf", "port 6379\n\u{0}\n"),
    ])
    func `a broken file counts under strict`(_ path: String, _ text: String) throws {
        let folder = try TestFolder([path: text])
        let result = try Binary.run("scan", "--strict", "--fail-on", "never", folder.path)
        #expect(result.status == 3, "\(result.output)\(result.errors)")
        let shown = path.split(separator: "/").last ?? ""
        #expect((result.output + result.errors).contains("\(shown)"), "\(result.output)\(result.errors)")
    }

    @Test(arguments: ["nginx.conf", "sshd_config", "redis.conf", "sudoers.d/web"])
    func `a file of directives that is too large counts under strict`(_ path: String) throws {
        let folder = try TestFolder([path: String(repeating: "# filler\n", count: 130_000)])
        #expect(try Binary.run("scan", "--strict", folder.path).status == 3)
    }

    @Test(arguments: [
        ("notes.yaml", "a: [broken\n"), ("nginx.conf", "# nothing yet\n"), ("nginx.conf", "server { listen {{ port }};\n"),
        ("cookiecutter/.github/workflows/ci.yml", "on: push\n{% if x %}\njobs: {}\n"),
        ("broken.json", "{\"resources\": ["), ("sudoers.d/README", "See sudo(8"),
    ])
    func `a file that names no language, or is a template of text, does not`(_ path: String, _ text: String) throws {
        let folder = try TestFolder([path: text])
        let result = try Binary.run("scan", "--strict", folder.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
}
