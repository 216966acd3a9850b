import BuiltInTechnologies
import ConfigModel
import Projects
import SourceText
import Testing
import Kubernetes

@Suite struct RecognitionTests {
    /// Systems and types of what one file renders to.
    private func kinds(_ path: String, _ text: String) -> [String] {
        let tree = MemoryTree([path: Array(text.utf8)])
        return discover(tree).flatMap { render($0, in: tree).resources }.map { "\($0.id.system) \($0.id.type)" }
    }

    @Test(arguments: [
        (".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    runs-on: x\n", "github workflow"),
        (".github/dependabot.yml", "version: 2\nupdates:\n  - package-ecosystem: npm\n", "github dependabot"),
        ("action.yml", "runs:\n  using: composite\n  steps: []\n", "github action"),
        ("envoy.yaml", "static_resources:\n  listeners: []\n", "envoy bootstrap"),
        ("traefik.yml", "entryPoints:\n  web:\n    address: :80\n", "traefik static"),
        ("dynamic.yml", "http:\n  routers:\n    a:\n      rule: x\n", "traefik dynamic"),
        ("daemon.json", "{\"icc\": true}", "docker daemon"),
        ("etc/nginx.conf", "events {}\nhttp {\n  server {\n    listen 80;\n  }\n}\n", "nginx nginx"),
        ("etc/ssh/sshd_config", "PermitRootLogin no\n", "sshd sshd"),
        ("etc/sysctl.d/a.conf", "kernel.kptr_restrict = 1\n", "sysctl sysctl"),
        ("accounts.conf", "accounts: {\n  A: { users: [{user: a, password: $A}] }\n}\n", "nats nats"),
        ("users.conf", "authorization { users = [ {nkey: UA} ] }\n", "nats nats"),
        ("a.service", "[Service]\nExecStart=/bin/a\n", "systemd service"),
        ("a.socket", "[Socket]\nListenStream=80\n", "systemd socket"),
        ("etc/a.socket.d/b.conf", "[Socket]\nSocketMode=0666\n", "systemd socket"),
        ("action.yaml", "runs:\n  using: composite\n  steps: []\n", "github action"),
        ("lds.yaml", "resources:\n  - \"@type\": type.googleapis.com/envoy.config.listener.v3.Listener\n", "envoy resources"),
        ("tls.yml", "tls:\n  options:\n    default: {minVersion: VersionTLS12}\n", "traefik dynamic"),
        ("config.toml", "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\nenable_selinux = true\n", "containerd config"),
        ("config.toml", "version = 2\n[grpc]\naddress = \"/run/c.sock\"\n", "containerd config"),
        ("haproxy.cfg", "frontend web\n  bind :80\n", "haproxy haproxy"),
        ("etc/sudoers.d/deploy", "deploy ALL=(ALL) NOPASSWD: ALL\n", "sudoers sudoers"),
        ("etc/sudoers", "deploy ALL=(ALL) NOPASSWD: ALL\n", "sudoers sudoers"),
        ("redis/redis.conf", "bind 0.0.0.0\nprotected-mode no\n", "redis redis"),
        ("broker.conf", "allow_anonymous true\nlistener 1883\n", "mosquitto mosquitto"),
        ("mosquitto/a.conf", "allow_anonymous true\n", "mosquitto mosquitto"),
        ("rabbitmq.conf", "listeners.tcp.default = 5672\n", "rabbitmq rabbitmq"),
        ("definitions.json", "{\"users\": [], \"vhosts\": []}", "rabbitmq-definitions definitions"),
        ("a.properties", "listeners=PLAINTEXT://:9092\nauthorizer.class.name=a\n", "properties kafka-broker"),
        ("a.properties", "process.roles=broker\n", "properties kafka-broker"),
        ("a.properties", "key.converter=a\nbootstrap.servers=a:9092\n", "properties kafka-connect"),
        ("a.properties", "bootstrap.servers=a:9092\n", "properties kafka-client"),
        ("policy.rego", "package a\n\nallow if { true }\n", "rego policy"),
        ("policy_test.rego", "package a\n\nallow if { true }\n", "rego test"),
    ])
    func `files of known products are recognised`(_ path: String, _ text: String, _ expected: String) {
        #expect(kinds(path, text) == [expected])
    }

    @Test(arguments: [
        ("values.yaml", "middlewares:\n  - a\ntls:\n  options: default\n"),
        ("openapi.yaml", "openapi: 3.0.0\npaths: {}\nhttp:\n  routers: {}\n"),
        ("package.json", "{\"users\": [], \"vhosts\": {}}"),
        ("daemon.json", "{\"icc\": true, \"name\": \"mine\"}"),
        ("daemon.json", "{}"),
        ("config.toml", "version = 2\nroot = \"/var/lib/io.containerd\"\n"),
        ("redis.conf", "port 80\nServer_Name a\n"),
        ("bridge.conf", "connection a\naddress b\n"),
        (".github/labels.yml", "jobs:\n  a: b\non: c\n"),
        ("app.conf", "accounts: {\n  A: { currency: eur }\n}\n"), ("web.conf", "authorization { header = x }\n"),
        ("setup.cfg", "[metadata]\nname = a\n"),
        ("log4j.properties", "log4j.rootLogger=INFO\n"),
        ("fonts.conf", "<?xml version=\"1.0\"?>\n<fontconfig></fontconfig>\n"),
        ("supervisord.conf", "[program:a]\ncommand=/bin/a\n"),
        ("php-fpm.conf", "[www]\nuser = a\nlisten = 9000\n"),
        ("postgresql.conf", "port = 5432\nssl = on\n"),
        ("my.cnf.conf", "[mysqld]\nport = 3306\n"),
        ("httpd.conf", "Listen 80\nServerRoot \"/etc/httpd\"\n<Directory />\n  Require all denied\n</Directory>\n"),
    ])
    func `files of other products are passed over`(_ path: String, _ text: String) {
        #expect(kinds(path, text) == [])
    }

    @Test(arguments: ["kernel.a", "net.a", "fs.a", "vm.a", "user.a", "dev.a", "abi.a", "debug.a"])
    func `kernel parameters of every root are recognised`(_ name: String) {
        #expect(kinds("etc/sysctl.conf", "\(name) = 1\n") == ["sysctl sysctl"])
        #expect(kinds("etc/sysctl.conf", "\(name) = 1\nother.a = 1\n") == [])
    }

    @Test(arguments: ["http:\n  routers:\n    a: {rule: x}\n", "entryPoints:\n  web: {}\n", "static_resources:\n  clusters: []\n"])
    func `a manifest stays a manifest`(_ text: String) {
        let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
        #expect(kinds("a.yaml", head + text) == ["kubernetes v1/ConfigMap"])
        #expect(kinds("a.yaml", text + "---\n" + head).last == "kubernetes v1/ConfigMap")
        let inside = text.split(separator: "\n").map { "    \($0)\n" }.joined()
        // What it carries as text is judged beside it.
        let carrying = kinds("a.yaml", head + "data:\n  a.yaml: |\n" + inside)
        #expect(carrying.first == "kubernetes v1/ConfigMap" && carrying.count == 2)
        #expect(kinds(".github/workflows/a.yaml", head + text) == ["kubernetes v1/ConfigMap"])
    }

    @Test func `files of directives below a chart's templates belong to the chart`() {
        let tree = MemoryTree([
            "c/Chart.yaml": Array("apiVersion: v2\nname: c\nversion: 1.0.0\n".utf8),
            "c/templates/nginx.conf": Array("http {\n  server {\n    listen 80;\n  }\n}\n".utf8),
        ])
        #expect(discover(tree).map(\.files) == [["c/Chart.yaml"]])
    }

    @Test func `what tests feed and expect is no configuration`() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a}]}\n"
        let files = [
            "p/.chainsaw-test/chainsaw-test.yaml":
                "apiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\nspec:\n  steps:\n    - try:\n"
                + "        - apply: {file: ../policy.yaml}\n        - assert: {file: ready.yaml}\n        - create:\n            file: ./in/bad.yaml\n",
            "p/.chainsaw-test/ready.yaml": pod, "p/.chainsaw-test/in/bad.yaml": pod, "p/.chainsaw-test/unnamed.yaml": pod,
            "c/chainsaw-test.yaml": "apiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\n", "c/unnamed.yaml": pod, "p/policy.yaml": pod,
            "k/kyverno-test.yaml":
                "apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nresources: [resource.yaml]\nresults:\n  - patchedResource: out.yaml\n",
            "k/resource.yaml": pod, "k/out.yaml": pod,
            "g/suite.yaml":
                "apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests:\n  - template: t.yaml\n    cases:\n      - object: samples/a.yaml\n",
            "g/samples/a.yaml": pod, "g/t.yaml": pod,
            "s/01-install.yaml": pod, "s/01-assert.yaml": pod, "s/02-errors.yaml": pod,
            "other/test.yaml": "kind: Test\nspec: {assert: {file: pod.yaml}}\n", "other/pod.yaml": pod,
        ]
        let tree = MemoryTree(files.mapValues { Array($0.utf8) })
        #expect(
            testObjects(tree.paths, in: tree).sorted() == [
                "g/samples/a.yaml", "k/out.yaml", "k/resource.yaml", "p/.chainsaw-test/in/bad.yaml", "p/.chainsaw-test/ready.yaml",
                "p/.chainsaw-test/unnamed.yaml",
                "s/01-assert.yaml",
            ])
        #expect(discover(tree).flatMap(\.files).contains("p/policy.yaml"))
        #expect(!discover(tree).flatMap(\.files).contains("p/.chainsaw-test/ready.yaml"))
    }
}
