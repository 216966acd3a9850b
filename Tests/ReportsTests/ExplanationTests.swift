import BuiltInTechnologies
import Engine
import Rules
import SourceText
import Testing

@testable import Reports
import Projects

@Suite struct ExplanationTests {
    let sample = Sample()

    private func text(_ rule: String) throws -> String {
        let finding = try #require(sample.finding(rule))
        return explanation(
            of: finding, outcome: sample.outcome(of: finding), bytes: { [sample] in sample.tree.files[$0] })
    }

    @Test func `a finding is explained from the condition to the way back`() throws {
        let expected = #"""
            container 'web' is privileged
            container-privileged, critical, confidence high
            deploy/web.yaml:16:25, apps/v1/Deployment shop/web, fingerprint 53740767387139e1f47d290b67e2a2ab

                 13 |             - name: DB_PASSWORD
                 14 |               value: **************
                 15 |           securityContext:
                 16 |             privileged: true # until the driver is fixed
                    |                         ^^^^
                 17 |         # larboard: allow probe-missing -- exits by itself until 2099-01-31
                 18 |         - name: job
                 19 |           image: registry.example/job:2.0.0

            Why it matters
              A privileged container is root on its node.

            Why it fires
              This condition has to hold and is false for spec.template.spec.containers[0]:
                !container.?securityContext.?privileged.orValue(false)
              Here container = spec.template.spec.containers[0], pod = spec.template.spec and resource = the resource.

            Where the value comes from
              deploy/web.yaml:16 (written out)

            Where it is fixed
              deploy/web.yaml, the manifest (application definition): spec.template.spec.containers[0].securityContext.privileged

            The fix
              Take the privileges away (safe)

              diff --git a/deploy/web.yaml b/deploy/web.yaml
              --- a/deploy/web.yaml
              +++ b/deploy/web.yaml
              @@ -13,7 +13,7 @@
                           - name: DB_PASSWORD
                             value: **************
                         securityContext:
              -            privileged: true # until the driver is fixed
              +            privileged: false # until the driver is fixed
                       # larboard: allow probe-missing -- exits by itself until 2099-01-31
                       - name: job
                         image: registry.example/job:2.0.0

            What could break
              Impact: restarts the workload.
              Proven: 5 -> 4 findings with 4 rules, 1 value changed:
                spec.template.spec.containers[0].securityContext.privileged of apps/v1/Deployment shop/web: true -> false

            How to undo it
              Revert the commit, or put the lines back: the change keeps nothing anywhere else.

            What to do
              Give the container only the capabilities that it needs.

            How to keep it on purpose
              # larboard: allow container-privileged -- REASON until YYYY-MM-DD      (above the line, or at its end)
              or in .larboard.yaml:
                waivers:
                  - {rule: container-privileged, paths: ["deploy/web.yaml"], reason: REASON, owner: TEAM, until: YYYY-MM-DD}
            """#
        #expect(try text("container-privileged") == expected + "\n")
    }

    @Test func `a value is followed to its author`() throws {
        let text = try text("instance-metadata-v1-allowed")
        #expect(
            text.contains(
                "Where the value comes from\n  infra/main.tf:5 (written out)\n  <- infra/variables.tf:2 (default value)\n"
            ))
    }

    @Test func `what is not fixed says why, and what to do`() throws {
        let text = try text("probe-missing")
        #expect(text.contains("Why it is not fixed by itself\n  The rule gives advice only.\n"))
        #expect(text.contains("What to do\n  Add a probe that asks the program itself.\n"))
    }

    @Test func `an explanation tells no secret`() throws {
        for finding in sample.result.findings {
            let text = explanation(
                of: finding, outcome: sample.outcome(of: finding), bytes: { [sample] in sample.tree.files[$0] })
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func `a rule is explained with all that it says`() throws {
        let rule = try #require(sampleRules.first { $0.id == "container-runs-as-root" })
        let text = explanation(of: rule)
        for part in [
            "container-runs-as-root, high, confidence high, area kubernetes", "kubernetes.workload, each container",
            "What has to hold\n  holds\n    where user = ", "class review: applied with --review", "safe when user > 0",
            "impact: may break the workload", "check whether the image has a numeric user other than 0",
            "set container.securityContext.runAsNonRoot to true", "also known as CKV_K8S_23", "group pod-hardening",
            "pss: restricted", "CWE-250",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func `only the named expressions that matter are shown for a finding`() throws {
        let rule = try #require(sampleRules.first { $0.id == "container-runs-as-root" })
        #expect(rule.variants[0].lets.map(\.name) == ["user", "declared", "holds"])
        let condition = Condition(expression: rule.variants[0].require, definitions: rule.variants[0].lets)
        #expect(condition.relevantDefinitions.map(\.name) == ["declared", "holds"])
    }
}

@Suite struct CatalogueTests {
    @Test func `the catalogue counts and lists by area`() {
        let expected = #"""
            # Rule catalogue

            Made by `larboard-dev generate` from the rule files; do not edit.

            4 rules: 1 critical, 1 high, 1 medium, 1 low. By the class of their fix: 1 safe, 2 review, 1 advice.

            | Area | Rules | Safe fix | Fix to review | Advice |
            |---|---|---|---|---|
            | kubernetes | 3 | 1 | 1 | 1 |
            | terraform | 1 | 0 | 1 | 0 |

            A *safe* fix is applied by itself, a *review* fix after somebody looked at what the rule says to check, *advice* is for a person to act on.

            ## kubernetes (3)

            | Rule | What it finds | Severity | Fix | Impact | Also known as | Controls |
            |---|---|---|---|---|---|---|
            | [container-privileged](kubernetes/container-privileged.yaml) | Container is privileged | critical | safe | restart | CKV\_K8S\_16, KSV-0017 | pss baseline |
            | [container-runs-as-root](kubernetes/container-runs-as-root.yaml) | Container may run as root | high | review | may-break | CKV\_K8S\_23 | pss restricted |
            | [probe-missing](kubernetes/probe-missing.yaml) | Container has no liveness probe | low | advice |  |  |  |

            ## terraform (1)

            | Rule | What it finds | Severity | Fix | Impact | Also known as | Controls |
            |---|---|---|---|---|---|---|
            | [instance-metadata-v1-allowed](terraform/instance-metadata-v1-allowed.yaml) | EC2 instance answers IMDSv1 | medium | review | may-break | CKV\_AWS\_79 |  |
            """#
        #expect(catalogue(sampleRules.reversed()) == expected + "\n")
    }

    @Test func `every format lists every rule`() throws {
        for format in CatalogueFormat.allCases {
            let text = render(sampleRules, as: format)
            for rule in sampleRules { #expect(text.contains(rule.id)) }
        }
        #expect(render(sampleRules, as: .text).hasSuffix("4 rules, 3 with a fix\n"))
        #expect(try Parsed(render(sampleRules, as: .json)).items.count == 4)
        let rows = render(sampleRules, as: .tsv).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(rows.count == 5 && rows.allSatisfy { $0.count == 9 })
    }
}
