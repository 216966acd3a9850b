import BuiltInTechnologies
import ConfigModel
import Documents
import Engine
import Foundation
import Remediation
import Projects
import Rules
import SourceText
import Testing

private let repositoryRules = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }) + "/rules"

/// A rule of class safe about an argument that cannot be changed in place.
private func storageRule(safety: String = "safe") -> Rule? {
    loadRule(
        SourceFile(
            path: "test/storage-open.yaml",
            text: """
                id: storage-open
                title: Storage is not encrypted
                severity: high
                why: It is a test.
                select: {kind: terraform.resource, types: [aws_db_instance, aws_rds_cluster]}
                ensure: {resource.storage_encrypted: true}
                message: storage
                fix:
                  title: Encrypt the storage
                  safety: \(safety)
                  impact: none
                  check: nothing
                advice: Encrypt the storage.
                """), .builtIn()
    ).rule
}

private func backupRule() -> Rule? {
    loadRule(
        SourceFile(
            path: "test/backups-off.yaml",
            text: """
                id: backups-off
                title: Backups are off
                severity: high
                why: It is a test.
                select: {kind: terraform.resource, types: [aws_db_instance]}
                require: resource.?backup_retention_period.orValue(0) >= 7
                message: backups
                fix:
                  title: Keep backups
                  safety: safe
                  impact: none
                  edits:
                    - set: resource.backup_retention_period
                      to: 7
                advice: Keep backups.
                """), .builtIn()
    ).rule
}

private func ruleset(_ rules: Rule?...) throws -> Ruleset {
    Ruleset(
        rules: rules.compactMap { $0 }, technologies: .builtIn(), replacements: loadReplacements(try DirectoryTree(repositoryRules)),
        today: Day("2026-06-01")!)
}

private let instance = """
    resource "aws_db_instance" "main" {
      engine = "postgres"
    }
    """

@Suite struct ReplacementTests {
    @Test func `the tables are well-formed and name their sources`() throws {
        let read = loadReplacements(try DirectoryTree(repositoryRules)).read()
        #expect(read.diagnostics.map { $0.rendered() } == [])
        for type in ["aws_db_instance", "azurerm_storage_account", "google_container_cluster", "AWS::RDS::DBInstance"] {
            #expect(read.types.contains(type))
        }
    }

    @Test func `every type of the tables is one that rules judge`() throws {
        let judged = Set(loadRules(try DirectoryTree(repositoryRules), .builtIn()).rules.flatMap(\.selectors).flatMap(\.names))
        let read = loadReplacements(try DirectoryTree(repositoryRules)).read()
        let objects = try read.types.filter { type in
            let tree = MemoryTree(["main.tf": Array("resource \"\(type)\" \"x\" {}".utf8)])
            let project = try #require(discover(tree).first)
            return render(project, in: tree).resources.first?.id.system == "kubernetes"
        }
        #expect(objects.contains("kubernetes_pod"))
        #expect(read.types.subtracting(judged).subtracting(objects).sorted() == [])
    }

    @Test func `a safe fix that replaces its resource waits for a reviewer`() throws {
        let rules = try ruleset(storageRule())
        let tree = MemoryTree(texts: ["main.tf": instance])
        let finding = try #require(scan(tree, with: rules).active.first)
        #expect(finding.safety() == .review)
        #expect(finding.impact == .replace)
        let forced = try #require(finding.forcedChanges.first)
        #expect(forced.sentence.hasPrefix("Replaces aws_db_instance.main: storage_encrypted cannot be changed in place"))
        #expect(forced.losesData)
        #expect(forced.source?.hasSuffix("/db_instance") == true)
        #expect(fix(tree, with: rules, policy: FixPolicy()).files.isEmpty)
        #expect(!fix(tree, with: rules, policy: FixPolicy(includesReview: true)).files.isEmpty)
    }

    @Test func `the configuration cannot make a replacement safe`() throws {
        let rules = try ruleset(storageRule(safety: "review"))
        let policy = FixPolicy(safety: ["storage-open": .safe])
        #expect(fix(MemoryTree(texts: ["main.tf": instance]), with: rules, policy: policy).files.isEmpty)
    }

    @Test func `a value that comes through a variable of a module replaces all the same`() throws {
        let files = [
            "main.tf": """
            module "db" {
              source    = "./db"
              encrypted = false
            }
            """,
            "db/main.tf": """
            variable "encrypted" { default = true }
            locals { encrypted = var.encrypted }
            resource "aws_db_instance" "main" {
              storage_encrypted = local.encrypted
            }
            """,
        ]
        let rules = try ruleset(storageRule())
        #expect(fix(MemoryTree(texts: files), with: rules, policy: FixPolicy()).files.isEmpty)
        let result = fix(MemoryTree(texts: files), with: rules, policy: FixPolicy(includesReview: true))
        let fixed = try #require(result.records.flatMap(\.fixes).first)
        #expect(fixed.safety == .review)
        #expect(fixed.finding.forcedChanges.map(\.resource.address) == ["module.db.aws_db_instance.main"])
        #expect(result.files.keys.sorted() == ["main.tf"])
    }

    @Test func `a restart depends on the value before`() throws {
        let rules = try ruleset(backupRule())
        func change(_ line: String) throws -> Finding {
            let text = "resource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n\(line)}\n"
            return try #require(scan(MemoryTree(texts: ["main.tf": text]), with: rules).active.first)
        }
        #expect(try change("").impact == .restart)
        #expect(try change("  backup_retention_period = 0\n").safety() == .review)
        #expect(try change("  backup_retention_period = 3\n").safety() == .safe)
    }

    @Test func `what Terraform is told to ignore is not changed`() throws {
        let text = """
            resource "aws_db_instance" "main" {
              engine = "postgres"
              lifecycle { ignore_changes = [storage_encrypted] }
            }
            """
        let result = fix(MemoryTree(texts: ["main.tf": text]), with: try ruleset(storageRule()), policy: FixPolicy(includesReview: true))
        #expect(result.files.isEmpty)
        #expect(result.unfixed.first?.reason.contains("ignore_changes") == true)
    }

    @Test(arguments: [true, false]) func `a plan that prevent_destroy would refuse is not proposed`(_ isOn: Bool) throws {
        let text = """
            resource "aws_db_instance" "main" {
              engine = "postgres"
              lifecycle { prevent_destroy = \(isOn) }
            }
            """
        let result = fix(MemoryTree(texts: ["main.tf": text]), with: try ruleset(storageRule()), policy: FixPolicy(includesReview: true))
        #expect(result.files.isEmpty == isOn)
        #expect((result.unfixed.first?.reason.contains("prevent_destroy") ?? false) == isOn)
    }

    @Test func `a shared value does not replace what no fix speaks of`() throws {
        let text = """
            variable "encrypted" { default = false }
            resource "aws_db_instance" "main" {
              storage_encrypted = var.encrypted
            }

            """
        let other = "resource \"aws_ebs_volume\" \"data\" {\n  encrypted = var.encrypted\n}\n"
        let tree = MemoryTree(texts: ["main.tf": text + other])
        let result = fix(tree, with: try ruleset(storageRule()), policy: FixPolicy(includesReview: true))
        let after = result.files["main.tf"].map { String(decoding: $0, as: UTF8.self) }
        #expect(after == text.replacing("= var.encrypted", with: "= true") + other)
        let reasons = result.records.flatMap(\.fixes).flatMap(\.rejected).map(\.reason)
        #expect(reasons == ["it would also replace aws_ebs_volume.data, since encrypted cannot be changed in place"])
    }

    @Test(arguments: [("Retain", false), ("Snapshot", false), ("Delete", true)])
    func `a stack keeps the data of what it replaces where it is told to`(_ policy: String, _ isLost: Bool) throws {
        let rule = loadRule(
            SourceFile(
                path: "test/plain.yaml",
                text: """
                    id: plain
                    title: The database is plain
                    severity: high
                    why: It is a test.
                    select: {kind: cloudformation.resource, types: ["AWS::RDS::DBInstance"]}
                    ensure: {properties.StorageEncrypted: true}
                    message: plain
                    fix: {title: Encrypt it, safety: safe, impact: none}
                    advice: Encrypt it.
                    """), .builtIn()
        ).rule
        let text = """
            AWSTemplateFormatVersion: 2010-09-09
            Resources:
              Data:
                Type: AWS::RDS::DBInstance
                UpdateReplacePolicy: \(policy)
                Properties: {Engine: postgres}

            """
        let finding = try #require(scan(MemoryTree(texts: ["stack.yaml": text]), with: try ruleset(rule)).active.first)
        #expect(finding.impact == .replace)
        #expect(finding.forcedChanges.map(\.losesData) == [isLost])
    }

    @Test func `a nested argument of a block that is added counts`() throws {
        let rule = loadRule(
            SourceFile(
                path: "test/plain.yaml",
                text: """
                    id: plain
                    title: The cluster is plain
                    severity: high
                    why: It is a test.
                    select: {kind: terraform.resource, types: [aws_dax_cluster]}
                    ensure: {"resource.server_side_encryption[0].enabled": true}
                    message: plain
                    fix: {title: Encrypt it, safety: safe, impact: none}
                    advice: Encrypt it.
                    """), .builtIn()
        ).rule
        let text = "resource \"aws_dax_cluster\" \"main\" {\n  cluster_name = \"a\"\n}\n"
        let finding = try #require(scan(MemoryTree(texts: ["main.tf": text]), with: try ruleset(rule)).active.first)
        #expect(finding.impact == .replace)
    }

    @Test func `a relatedResource replaces nothing`() throws {
        let rule = loadRule(
            SourceFile(
                path: "test/bare.yaml",
                text: """
                    id: bare
                    title: The bucket is bare
                    severity: high
                    why: It is a test.
                    select: {kind: terraform.resource, types: [aws_s3_bucket]}
                    related: {versions: {types: [aws_s3_bucket_versioning], refers: bucket}}
                    require: size(versions) > 0
                    message: bare
                    fix:
                      title: Keep versions
                      safety: safe
                      impact: none
                      edits:
                        - add-resource: aws_s3_bucket_versioning
                          refer: {bucket: id}
                          to: {versioning_configuration: [{status: Enabled}]}
                    advice: Keep versions.
                    """), .builtIn()
        ).rule
        let text = "resource \"aws_s3_bucket\" \"main\" {\n  bucket = \"a\"\n}\n"
        let result = fix(MemoryTree(texts: ["main.tf": text]), with: try ruleset(rule), policy: FixPolicy())
        #expect(result.files.count == 1)
    }
}
