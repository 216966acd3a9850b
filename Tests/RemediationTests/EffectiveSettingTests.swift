import Engine
import Projects
import Rules
import SourceText
import Testing

/// What holds at a place of a configuration, by what stands around it.
@Suite struct EffectiveSettingTests {
    private func findings(_ path: String, _ text: String, _ select: String, _ require: String) -> Int {
        let rule = """
            id: not-wanted
            title: A test rule
            severity: high
            why: It is a test.
            select: \(select)
            require: \(require)
            message: not wanted
            advice: Change it.
            """
        return scan(MemoryTree(texts: [path: text]), with: rules(rule)).findings.count
    }

    @Test(arguments: [
        ("", "", 0), ("gzip on;", "", 1), ("", "gzip on;", 1), ("gzip off;", "gzip on;", 1), ("gzip on;", "gzip off;", 0),
    ])
    func `a block of nginx has its own setting before that around it`(_ outer: String, _ inner: String, _ expected: Int) {
        let text = "events {}\nhttp {\n  \(outer)\n  server {\n    listen 80;\n    \(inner)\n  }\n}\n"
        #expect(findings("nginx.conf", text, "{kind: nginx.server}", "settings.?gzip.orValue('off') == 'off'") == expected)
    }

    @Test(arguments: [
        ("", 1), (" from fast", 0), (" from slow", 1),
    ])
    func `a section of HAProxy has the defaults that it names, or the nearest above`(_ named: String, _ expected: Int) {
        let text = "defaults fast\n  mode http\n\ndefaults slow\n  mode tcp\n\nfrontend web\(named)\n  bind :80\n"
        #expect(findings("haproxy.cfg", text, "{kind: haproxy.section, kinds: [frontend]}", "settings.?mode.orValue('') == 'http'") == expected)
    }

    @Test(arguments: ["USER root", "user root", "User root"])
    func `keywords of Dockerfiles count in every case`(_ instruction: String) {
        let rule = "instruction.args[0] != 'root'"
        #expect(findings("Dockerfile", "FROM a\n\(instruction)\n", "{kind: dockerfile.instruction, keywords: [USER]}", rule) == 1)
    }

    @Test(arguments: [("policy.rego", 1), ("policy_test.rego", 0), ("test_policy.rego", 0)])
    func `calls of policies count, those of their tests do not`(_ name: String, _ expected: Int) {
        let text = "package a\n\nallow if { http.send({\"method\": \"get\", \"url\": \"http://a\"}).status_code == 200 }\n"
        #expect(findings(name, text, "{kind: rego.call, names: [http.send]}", "\"false\"") == expected)
    }

    @Test(arguments: [
        ("${{ github.event.issue.title }}", "fixed", 0), ("fixed", "${{ github.event.issue.title }}", 1), ("fixed", "fixed", 0),
    ])
    func `a step's environment wins over that of the workflow`(_ outer: String, _ inner: String, _ expected: Int) {
        let text = """
            on: issues
            env: {TITLE: "\(outer)"}
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - run: echo "${{ env.TITLE }}"
                    env: {TITLE: "\(inner)"}

            """
        #expect(findings(".github/workflows/a.yml", text, "{kind: github.step}", "size(script.hostile) == 0") == expected)
    }
}
