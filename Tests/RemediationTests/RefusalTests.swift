import Engine
import Projects
import Remediation
import Rules
import SourceText
import Testing

private let acl = settingRule(
    "{kind: terraform.resource, types: [aws_s3_bucket]}", require: "resource.?acl.orValue('private') == 'private'", set: "resource.acl",
    to: "private")
private let image = containerRule("image-old", require: "container.image != 'nginx'", set: "container.image", to: "other")

/// Each refusal of a proof, by its reason: a change beside the fix, or the fix itself, does what is not allowed.
@Suite struct RefusalTests {
    @Test(arguments: [
        InjectedChange(
            "a file breaks", rule: image, files: ["a.yaml": pod, "b.yaml": pod], at: "b.yaml", from: "{name: a}", to: "{name: a",
            named: "'b.yaml' no longer parses after the change"),
        InjectedChange(
            "a case renders no more", rule: image,
            files: [
                "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": "motd: hello\n",
                "templates/pod.yaml": pod + "\n{{ if eq .Values.motd \"bye\" }}{{ fail \"no\" }}{{ end }}\n",
            ], at: "values.yaml", from: "hello", to: "bye", named: "would no longer render"),
        InjectedChange(
            "a case is added",
            rule: settingRule(
                "{kind: cloudformation.resource, types: [\"AWS::S3::Bucket\"]}", require: "properties.?AccessControl.orValue('') != 'PublicRead'",
                set: "properties.AccessControl", to: "Private"),
            files: [
                "stack.yaml": """
                AWSTemplateFormatVersion: 2010-09-09
                Parameters:
                  Make: {Type: String, Default: "yes"}
                Conditions:
                  IsMade: !Equals [!Ref Make, "yes"]
                Resources:
                  Site:
                    Type: AWS::S3::Bucket
                    Properties: {AccessControl: PublicRead}
                  Topic:
                    Type: AWS::SNS::Topic
                    Condition: IsMade
                    Properties: {TopicName: a}

                """
            ], at: "stack.yaml", from: "Default: \"yes\"", to: "Default: \"no\"", named: "the change would add or lose a render case"),
    ])
    func `a change that breaks what was rendered is refused`(_ one: InjectedChange) throws {
        if case .refused(let failure) = try one.verdict(isInjected: false) { Issue.record("\(failure.reason)") }
        guard case .refused(let failure) = try one.verdict(isInjected: true) else {
            Issue.record("the change was proven")
            return
        }
        #expect(failure.reason.contains(one.named), "\(failure.reason)")
    }

    @Test func `a change that nobody sees is refused`() throws {
        let ruleset = rules(image)
        let tree = MemoryTree(texts: ["pod.yaml": pod])
        let before = try #require(selectedProjects(tree, ruleset, []).map { scan($0, in: tree, with: ruleset) }.first)
        let place = try #require(pod.utf8.firstRange(of: "pinned".utf8))
        let start = pod.utf8.distance(from: pod.utf8.startIndex, to: place.lowerBound)
        let file = ChangeSet.FileChange(path: "pod.yaml", before: Array(pod.utf8), edits: try EditList([Edit(Span(start, start + 6), "nailed")]))
        let verdict = verify(ChangeSet(files: [file], fixes: []), before: before, tree: tree, with: ruleset) { project, overlay in
            scan(project, in: overlay, with: ruleset, index: before.index.overlaying(overlay), after: before.rendered)
        }
        guard case .refused(let failure) = verdict else {
            Issue.record("the change was proven")
            return
        }
        #expect(failure.reason == "the change has no effect on what is rendered")
    }

    private let shared = """
        variable "acl" { default = "public-read" }
        resource "aws_s3_bucket" "site" {
          acl = var.acl
        }

        """

    /// The fix of a tree of one file: the text afterwards, and why other sites were not taken.
    private func outcome(_ text: String, _ rule: String) throws -> (text: String, rejected: [String]) {
        let tree = MemoryTree(texts: ["main.tf": text])
        let record = remediate(tree, with: rules(rule), policy: FixPolicy())
        let fix = try #require(record.fixes.first, "\(record.unfixed.map(\.reason))")
        let files = try record.groups.flatMap { try Array($0.newFiles { try? tree.read($0) }.values) }
        return (files.map { String(decoding: $0, as: UTF8.self) }.joined(), fix.rejected.map(\.reason))
    }

    @Test func `a shared value stays where somebody allowed it`() throws {
        let allowed = "# larboard: allow wanted -- open to all\nresource \"aws_s3_bucket\" \"open\" {\n  acl = var.acl\n}\n"
        let outcome = try outcome(shared + allowed, acl)
        #expect(outcome.text == shared.replacing("= var.acl", with: "= \"private\"") + allowed)
        #expect(outcome.rejected.contains("it would also alter acl of aws_s3_bucket open, which is allowed: open to all"))
    }

    @Test func `a shared value stays where the rule cannot fix it`() throws {
        let rule = acl.replacing(
            "  edits:", with: "  needs:\n    - that: resource.?website.orValue('') == ''\n      else: it is a website\n  edits:")
        let other = "resource \"aws_s3_bucket\" \"open\" {\n  acl     = var.acl\n  website = \"yes\"\n}\n"
        let outcome = try outcome(shared + other, rule)
        #expect(outcome.text == shared.replacing("= var.acl", with: "= \"private\"") + other)
        #expect(outcome.rejected == ["it would also alter acl of aws_s3_bucket open, where it is a website"])
    }

    @Test func `one cause is one finding, but what cannot be fixed stays apart`() throws {
        let rule = acl.replacing(
            "  edits:", with: "  needs:\n    - that: resource.?website.orValue('') == ''\n      else: it is a website\n  edits:")
        let text = """
            resource "aws_s3_bucket" "it" {
              for_each = {a = "", b = "", c = "yes"}
              acl      = "public-read"
              website  = each.value
            }

            """
        let findings = scan(MemoryTree(texts: ["main.tf": text]), with: rules(rule)).findings
        #expect(findings.map { $0.occurrences.count }.sorted() == [1, 2])
        #expect(findings.map { $0.fix.unfixableReason ?? "" }.sorted() == ["", "it is a website"])
    }

    @Test func `a shared value that is wrong for all changes where it is shared`() throws {
        let other = "resource \"aws_s3_bucket\" \"open\" {\n  acl = var.acl\n}\n"
        let outcome = try outcome(shared + other, acl)
        #expect(outcome.text == shared.replacing("public-read", with: "private") + other)
    }
}
