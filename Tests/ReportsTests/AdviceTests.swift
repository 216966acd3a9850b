import Engine
import Remediation
import Rules
import SourceText
import Testing

@testable import Reports

@Suite struct AdviceTests {
    let sample = Sample(["deploy/web.yaml": shopFiles["deploy/web.yaml"] ?? ""])

    private func advice(review: Bool) throws -> Advice {
        let groups = sample.groups()
        let group = try #require(groups.first { $0.fixes.contains { $0.safety == .review } == review })
        return Reports.advice(for: group, base: "0123abc", version: "1.2.3", bytes: sample.bytes)
    }

    @Test func `the commit message says what, why, risk and proof`() throws {
        let expected = #"""
            Set runAsNonRoot in deploy

            A process that is root in its container is root on the node after an
            escape.

            Set runAsNonRoot (container-runs-as-root, high):
            - deploy/web.yaml:10: container 'web' may run as root

            Risk: may break the workload. Before merging, check whether the image
            has a numeric user other than 0.

            Verified: parsed and rendered again (as written) and judged with all 4
            rules. The changed file had 5 findings and has 4, none of them new; 1
            value differs, as intended.

            Larboard-Group: pod-hardening-review/deploy
            Larboard-Rule: container-runs-as-root
            Larboard-Fingerprint: f813785dc82f3fe7a0ec63e064f16925
            """#
        #expect(try advice(review: true).message == expected + "\n")
    }

    @Test func `the page leads a reviewer from the finding to the proof`() throws {
        let expected = #"""
            Fixes **1 finding** (1 high) in `deploy/web.yaml`, +1 −0 lines. The result was rendered again and judged with all 4 rules: 5 → 4 findings in the changed file (1 of them suppressed), nothing new.

            **Before merging**, check whether the image has a numeric user other than 0.

            ## What is wrong

            - **Container may run as root** (high, `container-runs-as-root`). A process that is root in its container is root on the node after an escape.

            `deploy/web.yaml:10`, `apps/v1/Deployment shop/web`: container 'web' may run as root

            ```text
                8 |     spec:
                9 |       containers:
               10 |         - name: web
                  |           ^^^^^^^^^
               11 |           image: registry.example/web:1.4.0
               12 |           env:
            ```

            ## Why here

            The edits go into

            - the manifest (application definition) in `deploy/web.yaml`: *Set runAsNonRoot*

            No place further left decides these values, so whatever is built from here is fixed too.

            ## Risk

            | Fix | Class | Impact | Check before merging |
            |---|---|---|---|
            | Set runAsNonRoot | review | may break the workload | whether the image has a numeric user other than 0 |

            ## Proof

            - The changed file still parses; rendered again in 1 case: as written.
            - The finding is gone, judged with all 4 rules: 5 → 4 findings in the changed file (1 of them suppressed), nothing new.
            - One rendered value differs, and nothing else:

            | Resource | Value | Before | After |
            |---|---|---|---|
            | `apps/v1/Deployment shop/web` | `spec.template.spec.containers[0].securityContext.runAsNonRoot` | *not set* | `true` |

            ## What stays

            The changed file has 3 more findings.

            With a fix that belongs to other groups: `container-privileged` and `container-runs-as-root`.

            Without a fix, for a person to look at: `probe-missing`.

            ## Undo

            ```sh
            git revert <commit>        # of a merge: git revert -m 1 <merge commit>
            ```

            The change is this one commit and keeps nothing anywhere else. If the workload does not come up after the rollout, revert first and look for the cause then. To keep a finding on purpose, write `# larboard: allow RULE -- REASON until YYYY-MM-DD` above the line.

            ## References

            - CWE-250
            - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>

            Controls: pss restricted.

            <!-- larboard:advice {"version":1,"tool":"1.2.3","group":"pod-hardening-review/deploy","project":"deploy","base":"0123abc","rules":["container-runs-as-root"],"fingerprints":["f813785dc82f3fe7a0ec63e064f16925"],"digest":"sha256:5c2b02dd904623be4753b0226718c99f0abcdb3714e4c32eeac0e98ac5fee69f"} -->
            """#
        #expect(try advice(review: true).markdown == expected + "\n")
    }

    @Test func `a condition that makes a fix safe is named`() throws {
        let page = try advice(review: false).markdown
        #expect(page.contains("Every fix here is of the safe class"))
        #expect(page.contains("| Set runAsNonRoot | safe | restarts the workload | nothing: `user > 0` holds here |"))
        #expect(page.contains("- Both findings are gone"))
    }

    @Test(arguments: [true, false])
    func `lines of the message are short and trailers come last`(_ review: Bool) throws {
        let advice = try advice(review: review)
        let lines = advice.message.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == advice.subject && advice.subject.count <= 72 && lines[1].isEmpty)
        for line in lines where line.contains(" ") { #expect(line.count <= 72, "\(line)") }
        let last = advice.message.split(separator: "\n\n").last ?? ""
        #expect(last.split(separator: "\n").allSatisfy { $0.hasPrefix("Larboard-") })
    }

    @Test func `metadata can be read back and nothing ends its comment`() throws {
        for name in ["web", "--><script>", "a--b--!>"] {
            let hostile = Sample(hostileFiles(name))
            for group in hostile.groups() {
                let page = Reports.advice(for: group, base: "abc", version: "1--2>", bytes: hostile.bytes).markdown
                let comments = page.split(separator: "<!-- larboard:advice ")
                #expect(comments.count == 2)
                let inside = comments[1].dropLast(" -->\n".count)
                #expect(!inside.contains("--") && !inside.contains(">"))
                let metadata = try Parsed(String(inside))
                #expect(metadata["group"]?.text == group.name)
                #expect(metadata["tool"]?.text == "1--2>")
                #expect(
                    metadata["fingerprints"]?.items.compactMap(\.text)
                        == group.fixes.map(\.finding.fingerprint).sorted())
                #expect(metadata["digest"]?.text?.count == "sha256:".count + 64)
            }
        }
    }

    @Test func `the digest names the change`() throws {
        let digest = try #require(sample.groups().first).digest
        #expect(digest == (try #require(sample.groups().first)).digest)
        let other = Sample(["deploy/web.yaml": (shopFiles["deploy/web.yaml"] ?? "") + "# more\n"])
        #expect(digest != (try #require(other.groups().first)).digest)
    }

    @Test func `names in files act on nothing`() throws {
        let hostile = Sample(hostileFiles("@admin [skip ci]\nfixes #1\n\nSigned-off-by: x\u{1B}[0m </details>"))
        for group in hostile.groups() {
            let advice = Reports.advice(for: group, base: nil, version: "1", bytes: hostile.bytes)
            #expect(!advice.message.contains("[skip ci]"))
            #expect(!advice.message.contains("@admin") && !advice.message.contains("#1"))
            #expect(!advice.message.contains("\nSigned-off-by"))
            for scalar in (advice.message + advice.markdown).unicodeScalars where scalar != "\n" {
                #expect(!isActive(scalar))
            }
            let outside = advice.markdown.split(separator: "```").enumerated().filter { $0.offset % 2 == 0 }.map(
                \.element
            ).joined()
            #expect(!outside.contains("@admin") && !outside.contains("</details>"))
        }
    }

    @Test func `secrets are in no advice`() {
        for group in sample.groups() {
            let advice = Reports.advice(for: group, base: nil, version: "1", bytes: sample.bytes)
            #expect(!advice.markdown.contains("hunter2") && !advice.message.contains("hunter2"))
        }
    }

    @Test func `a large group fits into a pull request`() throws {
        let containers = (0..<300).map { "    - {name: c\($0), securityContext: {privileged: true}}\n" }.joined()
        let large = Sample([
            "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n\(containers)"
        ])
        for group in large.groups(FixPolicy(includesReview: false)) {
            let advice = Reports.advice(for: group, base: nil, version: "1", bytes: large.bytes)
            #expect(advice.subject == "Take the privileges away")
            #expect(advice.markdown.utf8.count < 65_536)
            #expect(advice.markdown.contains("more findings of the same kind"))
            #expect(advice.message.contains("- and 290 more"))
            #expect(advice.message.contains("Larboard-Fingerprints-Omitted: 100"))
        }
    }
}
