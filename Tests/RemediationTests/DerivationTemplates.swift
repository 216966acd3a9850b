/// Injected changes of infrastructure as code.
extension InjectedChange {
    private static func terraformRule(_ type: String, require: String, set path: String, to value: String) -> String {
        settingRule("{kind: terraform.resource, types: [\(type)]}", require: require, set: path, to: value)
    }

    private static let tokens = terraformRule(
        "aws_instance", require: "resource.?metadata_options[?0].?http_tokens.orValue('') == 'required'",
        set: "resource.metadata_options[0].http_tokens", to: "required")

    private static func instance(_ name: String, _ tokens: String) -> String {
        "resource \"aws_instance\" \"\(name)\" {\n  metadata_options {\n    http_tokens = \(tokens)\n  }\n}\n\n"
    }

    private static let policies = """
        data "aws_iam_policy_document" "read" {
          version = "2008-10-17"
          statement {
            actions   = ["s3:GetObject"]
            resources = ["*"]
          }
        }

        resource "aws_iam_policy" "read" {
          policy = data.aws_iam_policy_document.read.json
        }

        resource "aws_iam_policy" "write" {
          policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "*" }] })
        }

        """
    private static let bucket = """
        variable "versioning" {
          type    = bool
          default = false
        }

        resource "aws_s3_bucket" "this" {
          bucket = "shop"
          tags   = { versioned = var.versioning ? "yes" : "no" }
        }

        resource "aws_s3_bucket_versioning" "this" {
          count  = var.versioning ? 1 : 0
          bucket = "shop"
        }

        """
    private static let versions = """
        id: wanted
        title: No versions
        severity: low
        why: It is a test.
        select: {kind: terraform.resource, types: [aws_s3_bucket]}
        related:
          present: {types: [aws_s3_bucket_versioning], refers: bucket}
        require: size(present) > 0 || resource.bucket != "logs"
        message: no versions
        fix:
          title: Keep versions
          safety: safe
          impact: none
          edits:
            - add-resource: aws_s3_bucket_versioning
              refer: {bucket: id}
              to: {versioning_configuration: [{status: Enabled}]}
        advice: Keep versions.
        """
    private static let logs = """
        resource "aws_s3_bucket" "logs" {
          bucket = "logs"
        }

        resource "aws_s3_bucket" "media" {
          bucket = "media"
        }

        # end

        """
    private static let copied = """
        resource "aws_s3_bucket_versioning" "logs_copy" {
          bucket = aws_s3_bucket.logs.id
          versioning_configuration {
            status = "Enabled"
          }
        }
        # end

        """
    private static let pods = """
        resource "kubernetes_pod_v1" "web" {
          metadata {
            name = "web"
          }
          spec {
            container {
              name  = "web"
              image = "nginx"
            }
            container {
              name  = "side"
              image = "nginx"
              security_context {
                allow_privilege_escalation = false
                run_as_non_root            = true
              }
            }
          }
        }

        """

    private static let escalation = containerRule(
        "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
        set: "container.securityContext.allowPrivilegeEscalation", to: "false")

    static let terraform = [
        InjectedChange(
            "policy made of a document",
            rule: terraformRule(
                "data.aws_iam_policy_document", require: "resource.?version.orValue('') == '2012-10-17'", set: "resource.version",
                to: "\"2012-10-17\""),
            files: ["main.tf": policies], at: "main.tf", from: "s3:PutObject", to: "s3:*", named: "aws_iam_policy write"),
        InjectedChange(
            "resource of a called module",
            rule: terraformRule("module", require: "resource.?versioning.orValue(false) == true", set: "resource.versioning", to: "true"),
            files: ["main.tf": "module \"a\" {\n  source = \"./bucket\"\n}\n", "bucket/main.tf": bucket], at: "bucket/main.tf",
            from: "bucket = \"shop\"", to: "bucket = \"open\"", named: "bucket of module.a.aws_s3_bucket this"),
        InjectedChange(
            "resource that is made from the same default", rule: tokens,
            files: [
                "main.tf": "variable \"tokens\" {\n  default = \"optional\"\n}\n\n" + instance("a", "var.tokens")
                    + "resource \"aws_launch_template\" \"b\" {\n  metadata_options {\n    http_tokens = var.tokens\n  }\n}\n\n"
                    + "resource \"aws_launch_template\" \"c\" {\n  metadata_options {\n    http_tokens = \"optional\"\n  }\n}\n"
            ], at: "main.tf", from: "http_tokens = \"optional\"", to: "http_tokens = \"required\"", named: "aws_launch_template c"),
        InjectedChange(
            "resource beside a new one", rule: versions,
            files: ["main.tf": logs], at: "main.tf", from: "# end\n", to: copied,
            named: "aws_s3_bucket_versioning logs_copy"),
        InjectedChange(
            "block of a Kubernetes object", rule: escalation, files: ["main.tf": pods], at: "main.tf", from: "run_as_non_root            = true",
            to: "run_as_non_root            = false", named: "containers[1].securityContext.runAsNonRoot"),
    ]

    private static let queues = """
        AWSTemplateFormatVersion: "2010-09-09"
        Parameters:
          Managed: {Type: String, Default: "false"}
        Resources:
          A:
            Type: AWS::SQS::Queue
            Properties:
              SqsManagedSseEnabled: !Ref Managed
          B:
            Type: AWS::Other::Queue
            Properties:
              SqsManagedSseEnabled: !Ref Managed
          C:
            Type: AWS::Other::Queue
            Properties:
              SqsManagedSseEnabled: no

        """
    private static let accounts = """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "parameters": {"tls": {"type": "string", "defaultValue": "TLS1_0"}},
          "resources": [
            {
              "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2021-09-01", "name": "a",
              "properties": {"minimumTlsVersion": "[parameters('tls')]"}
            },
            {
              "type": "Microsoft.Cache/redis", "apiVersion": "2021-09-01", "name": "b",
              "properties": {"minimumTlsVersion": "[parameters('tls')]"}
            },
            {"type": "Microsoft.Cache/redis", "apiVersion": "2021-09-01", "name": "c", "properties": {"minimumTlsVersion": "TLS1_1"}}
          ]
        }

        """

    static let templates = [
        InjectedChange(
            "property that a parameter of CloudFormation gives",
            rule: settingRule(
                "{kind: cloudformation.resource, types: [\"AWS::SQS::Queue\"]}",
                require: "properties.?SqsManagedSseEnabled.orValue(false) == true", set: "properties.SqsManagedSseEnabled", to: "true"),
            files: ["stack.yaml": queues], at: "stack.yaml", from: "SqsManagedSseEnabled: no", to: "SqsManagedSseEnabled: true",
            named: "AWS::Other::Queue C"),
        InjectedChange(
            "property that a parameter of a deployment gives",
            rule: settingRule(
                "{kind: arm.resource, types: [\"Microsoft.Storage/storageAccounts\"]}",
                require: "properties.?minimumTlsVersion.orValue('') == 'TLS1_2'", set: "properties.minimumTlsVersion", to: "TLS1_2"),
            files: ["main.json": accounts], at: "main.json", from: "TLS1_1", to: "TLS1_2", named: "Microsoft.Cache/redis c"),
    ]
}
