import FoundationEssentials
import Glibc
import TestSupport
import Testing

private let risky = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: shop}
    spec:
      containers:
        - name: web
          image: ghcr.io/acme/web:1.0.0   # released by CI
          securityContext:
            privileged: true

    """

@Suite struct CommandTests {
    @Test func `a finding at the threshold ends with status 1, none with 0`() throws {
        let folder = try TestFolder(["pod.yaml": risky])
        #expect(try Binary.run("scan", folder.path).status == 1)
        #expect(try Binary.run("scan", folder.path, "--fail-on", "never").status == 0)
        let empty = try TestFolder(["notes.txt": "hello"])
        #expect(try Binary.run("scan", empty.path).status == 0)
    }

    @Test func `a plan fills in what only Terraform knows, and a binary one says what to do`() throws {
        let folder = try TestFolder([
            "main.tf":
                "variable \"public\" {}\nresource \"aws_db_instance\" \"main\" {\n  engine              = \"postgres\"\n  publicly_accessible = var.public\n}\n",
            "plan.json": """
            {"format_version": "1.2", "variables": {"public": {"value": true}}, "planned_values": {"root_module": {"resources": [
              {"address": "aws_db_instance.main", "mode": "managed", "type": "aws_db_instance", "name": "main",
               "values": {"publicly_accessible": true, "password": "hush-hush"}, "sensitive_values": {"password": true}}]}}}
            """, "tfplan": "PK\u{3}\u{4}",
        ])
        #expect(try !Binary.run("scan", folder.path).output.contains("rds-publicly-accessible"))
        let found = try Binary.run("scan", folder.path, "--plan", folder.path + "/plan.json")
        #expect(found.output.contains("rds-publicly-accessible") && found.output.contains("state-holds-secret"))
        #expect(!found.output.contains("hush-hush"))
        let refused = try Binary.run("scan", folder.path, "--plan", folder.path + "/tfplan")
        #expect(refused.status == 2 && refused.errors.contains("terraform show -json"))
    }

    @Test(arguments: [
        ["scan", "/no/such/folder"], ["scan", "--format", "pdf"], ["scan", "--output", "json"], ["scan", "--fail-on", "awful"], ["frobnicate"],
        ["explain", "no-such-rule"], ["remediate", "/no/such/folder"], ["scan", "--rules", "/no/such/folder"], ["fix", "--only", "no-such-rule"],
    ])
    func `wrong usage ends with status 2 and says what is wrong`(_ arguments: [String]) throws {
        let folder = try TestFolder(["pod.yaml": risky])
        let result: Binary.Result =
            switch arguments.count {
            case 1: try Binary.run(arguments[0], in: folder.path)
            case 2: try Binary.run(arguments[0], arguments[1], in: folder.path)
            default: try Binary.run(arguments[0], arguments[1], arguments[2], in: folder.path)
            }
        #expect(result.status == 2, "\(result.output)\(result.errors)")
        #expect(result.errors.count > 10 && result.output == "")
    }

    @Test func `a broken configuration stops the run instead of meaning defaults`() throws {
        let folder = try TestFolder(["pod.yaml": risky, ".larboard.yaml": "rulez: {}\n"])
        let result = try Binary.run("scan", folder.path)
        #expect(result.status == 2)
        #expect(result.errors.contains("unknown key 'rulez'") && result.errors.contains("did you mean 'rules'?"))
    }

    @Test func `an unreadable file counts under strict`() throws {
        let folder = try TestFolder(["pod.yaml": "apiVersion: v1\nkind: Pod\nspec: [broken\n"])
        #expect(try Binary.run("scan", folder.path).status == 0)
        #expect(try Binary.run("scan", folder.path, "--strict").status == 3)
    }

    @Test func `a diff is shown and nothing written; then the same is written; then nothing is left to do`() throws {
        let folder = try TestFolder(["pod.yaml": risky])
        let preview = try Binary.run("fix", folder.path, "--review", "--diff")
        #expect(preview.output.contains("-        privileged: true"))
        #expect(folder.read("pod.yaml") == risky)
        _ = try Binary.run("fix", folder.path, "--review")
        let fixed = folder.read("pod.yaml")
        #expect(fixed.contains("image: ghcr.io/acme/web:1.0.0   # released by CI\n") && !fixed.contains("privileged: true"))
        _ = try Binary.run("fix", folder.path, "--review")
        #expect(folder.read("pod.yaml") == fixed)
    }

    @Test func `several reports are written in one run and are the same every time`() throws {
        let folder = try TestFolder(["pod.yaml": risky])
        let formats = ["json", "sarif", "junit", "github", "gitlab", "markdown"]
        for round in ["1", "2"] {
            let result = try Binary.run(
                "scan", folder.path, "--output", "json=\(folder.path)/json.\(round)", "--output", "sarif=\(folder.path)/sarif.\(round)", "--output",
                "junit=\(folder.path)/junit.\(round)", "--output", "github=\(folder.path)/github.\(round)", "--output",
                "gitlab=\(folder.path)/gitlab.\(round)",
                "--output", "markdown=\(folder.path)/markdown.\(round)", "--quiet")
            #expect(result.status == 1)
        }
        for format in formats {
            #expect(folder.read("\(format).1").count > 100)
            #expect(folder.read("\(format).1") == folder.read("\(format).2"))
        }
        #expect(folder.read("sarif.1").contains("\"artifactChanges\""))
    }

    @Test func `the demonstration's configuration fits the rules`() throws {
        let root = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
        let result = try Binary.run("scan", "\(root)/fixtures/demo", "--fail-on", "never")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("findings"))
    }

    @Test func `no colours where no terminal is`() throws {
        let folder = try TestFolder(["pod.yaml": risky])
        #expect(!(try Binary.run("scan", folder.path).output.contains("\u{1B}")))
    }

    @Test func `a finding is explained by its fingerprint`() throws {
        let folder = try TestFolder(["pod.yaml": risky])
        let json = try Binary.run("scan", folder.path, "--format", "json").output
        let marker = "\"fingerprint\": \""
        let start = try #require(json.range(of: marker)).upperBound
        let fingerprint = String(json[start...].prefix(16))
        let result = try Binary.run("explain", fingerprint, folder.path)
        #expect(result.status == 0 && result.output.contains("pod.yaml"))
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
