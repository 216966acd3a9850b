import Engine
import Remediation
import Rules
import SourceText
import Testing

@Suite struct RemediateTests {
    @Test func `several fixes of one container become one tidy block`() {
        let ruleset = rules(
            containerRule(
                "c-root", require: "container.?securityContext.?runAsNonRoot.orValue(false)", set: "container.securityContext.runAsNonRoot",
                to: "true"),
            containerRule(
                "a-escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
                set: "container.securityContext.allowPrivilegeEscalation", to: "false"))
        let outcome = fixed(["pod.yaml": pod], with: ruleset)
        #expect(
            outcome.text == pod + """

                      securityContext:
                        allowPrivilegeEscalation: false
                        runAsNonRoot: true
                """)
        #expect(outcome.result.fixes.count == 2)
    }

    @Test func `of two fixes that contradict each other the more severe one stays`() {
        let ruleset = rules(
            containerRule("low-one", severity: "low", require: "container.?image.orValue('') == 'nginx:1'", set: "container.image", to: "nginx:1"),
            containerRule("high-one", severity: "high", require: "container.?image.orValue('') == 'nginx:2'", set: "container.image", to: "nginx:2"))
        let result = remediated(pod, ruleset)
        #expect(result.fixes.map(\.finding.check.id) == ["high-one"])
        #expect(result.unfixed.map(\.reason) == ["contradicts the fix of high-one"])
    }

    @Test func `a fix that would cause another finding is refused and says which`() {
        let ruleset = rules(
            containerRule("image-old", require: "container.image != 'nginx'", set: "container.image", to: "forbidden"),
            containerRule("image-forbidden", require: "container.image != 'forbidden'", set: "container.image", to: "fine", safety: "review"))
        let result = remediated(pod, ruleset)
        #expect(result.fixes.isEmpty)
        #expect(result.unfixed.map(\.reason) == ["it would cause image-forbidden on v1/Pod a"])
    }

    @Test func `a fix that does not remove its finding is refused`() {
        let ruleset = rules(containerRule("image-old", require: "container.image == 'other'", set: "container.image", to: "wrong"))
        let result = remediated(pod, ruleset)
        #expect(result.fixes.isEmpty)
        #expect(result.unfixed.map(\.reason) == ["the finding image-old on v1/Pod a would remain"])
    }

    @Test func `one refused fix does not take the others with it`() {
        let ruleset = rules(
            containerRule("bad", require: "container.image == 'other'", set: "container.image", to: "wrong"),
            containerRule("good", require: "container.?imagePullPolicy.orValue('') == 'Always'", set: "container.imagePullPolicy", to: "Always"))
        let result = remediated(pod, ruleset)
        #expect(result.fixes.map(\.finding.check.id) == ["good"])
        #expect(result.unfixed.map(\.finding.check.id) == ["bad"])
    }

    @Test func `a review fix waits for the asking`() {
        let ruleset = rules(
            containerRule(
                "policy", require: "container.?imagePullPolicy.orValue('') == 'Always'", set: "container.imagePullPolicy", to: "Always",
                safety: "review"))
        #expect(fixed(["pod.yaml": pod], with: ruleset).text == pod)
        #expect(fixed(["pod.yaml": pod], with: ruleset, review: true).text != pod)
    }

    @Test func `an edit behind an anchor that changes another resource is refused`() {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
                - name: web
                  image: nginx
                  securityContext: &shared
                    privileged: true
                - name: agent
                  image: agent
                  securityContext: *shared
            """
        let ruleset = rules(
            containerRule(
                "privileged", require: "container.name == 'agent' || !container.?securityContext.?privileged.orValue(false)",
                set: "container.securityContext.privileged", to: "false"))
        let outcome = fixed(["pod.yaml": text], with: ruleset)
        #expect(outcome.text == text)
        #expect(outcome.result.unfixed.first?.reason.contains("would also alter") == true)
    }

    @Test func `a broken file is never edited`() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: web\n      image: [broken\n"
        let ruleset = rules(containerRule("any", require: "false", set: "container.image", to: "x"))
        let outcome = fixed(["pod.yaml": text], with: ruleset)
        #expect(outcome.text == text)
        #expect(outcome.result.diagnostics.contains { $0.severity == .error })
    }

    @Test func `a fix that makes another finding appear is refused`() {
        let ruleset = rules(
            containerRule("first", require: "has(container.workingDir)", set: "container.workingDir", to: "/app"),
            containerRule(
                "second", require: "!has(container.workingDir) || has(container.terminationMessagePath)", set: "container.terminationMessagePath",
                to: "/app/log"))
        // `second` only fires once `first` is fixed, so a single round would refuse `first` as causing it.
        let result = remediated(pod, ruleset)
        #expect(result.unfixed.map(\.reason) == ["it would cause second on v1/Pod a"])
    }
}

private func remediated(_ text: String, _ ruleset: Ruleset) -> ProjectRemediation {
    let tree = MemoryTree(texts: ["pod.yaml": text])
    let project = selectedProjects(tree, ruleset, [])[0]
    return remediate(scan(project, in: tree, with: ruleset), in: tree, with: ruleset, policy: FixPolicy())
}
