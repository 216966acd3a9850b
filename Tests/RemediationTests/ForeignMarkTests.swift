import Engine
import Projects
import Rules
import SourceText
import Testing

/// The marks by which resources turn off checks of other tools, one technology after the other.
@Suite struct ForeignMarkTests {
    private let pods = containerRule("image-odd", require: "container.image != 'nginx'", set: "container.image", to: "other")
        .replacing("\ntitle:", with: "\naliases: [CKV_K8S_99, odd-image, oddImage]\ntitle:")

    private func advice(_ select: String) -> String {
        """
        id: never-right
        title: A test rule
        severity: high
        why: It is a test.
        aliases: [CKV_AWS_99, CKV_AZURE_99, W99]
        select: \(select)
        require: "false"
        message: never right
        advice: Nothing helps.
        """
    }

    /// The reason of the one finding's suppression; nil where it is not suppressed.
    private func reason(_ path: String, _ text: String, _ rule: String) throws -> String? {
        let findings = scan(MemoryTree(texts: [path: text]), with: rules(rule)).findings
        try #require(findings.count == 1)
        return findings[0].suppression?.reason
    }

    @Test(arguments: [
        ("checkov.io/skip1: CKV_K8S_99=it needs that", "it needs that"), ("checkov.io/skip1: CKV_K8S_98=it needs that", nil),
        ("ignore-check.kube-linter.io/odd-image: old", "old"), ("ignore-check.kube-linter.io/other: old", nil),
        ("polaris.fairwinds.com/oddImage-exempt: \"true\"", "no reason given"), ("polaris.fairwinds.com/oddImage-exempt: \"false\"", nil),
        ("polaris.fairwinds.com/oddImage: \"true\"", nil),
    ])
    func `annotations of Kubernetes objects`(_ annotation: String, _ expected: String?) throws {
        let text = pod.replacing("metadata: {name: a}", with: "metadata:\n  name: a\n  annotations:\n    \(annotation)")
        #expect(try reason("pod.yaml", text, pods) == expected)
    }

    @Test(arguments: [
        ("checkov: {skip: [{id: CKV_AWS_99, comment: logs nothing}]}", "logs nothing"), ("checkov: {skip: [{id: CKV_AWS_98}]}", nil),
        ("cfn_nag: {rules_to_suppress: [{id: W1, reason: other}, {id: W99, reason: logs nothing}]}", "logs nothing"),
        ("cfn_nag: {rules_to_suppress: [{id: W99}]}", "no reason given"),
    ])
    func `metadata of CloudFormation resources`(_ metadata: String, _ expected: String?) throws {
        let text = """
            AWSTemplateFormatVersion: 2010-09-09
            Resources:
              Logs:
                Type: AWS::S3::Bucket
                Metadata: {\(metadata)}
                Properties: {BucketName: logs}

            """
        #expect(try reason("stack.yaml", text, advice("{kind: cloudformation.resource, types: [\"AWS::S3::Bucket\"]}")) == expected)
    }

    @Test(arguments: [
        ("\"checkov:skip=CKV_AZURE_99: serves a legacy client\"", "serves a legacy client"),
        ("[\"checkov:skip=CKV_AZURE_1: other\", \"checkov:skip=CKV_AZURE_99: serves a legacy client\"]", "serves a legacy client"),
        ("[\"CKV_AZURE_99\"]", nil),
    ])
    func `metadata of deployments' resources`(_ mark: String, _ expected: String?) throws {
        let text = """
            {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
             "resources": [{"type": "A.B/c", "name": "n", "metadata": {"checkov": \(mark)}, "properties": {"a": 1}}]}
            """
        #expect(try reason("azuredeploy.json", text, advice("{kind: arm.resource, types: [a.b/C]}")) == expected)
    }
}
