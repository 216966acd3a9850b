import ArgumentParser
internal import FoundationEssentials

/// Writes the skeleton of a rule whose test fails until the rule is written.
struct NewRuleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-rule", abstract: "Writes the skeleton of a rule: larboard-dev new-rule kubernetes/host-network-used")

    @Argument(help: "AREA/ID, the id in kebab-case naming the bad state.")
    var name: String

    @Option(help: "The repository's root.")
    var root = "."

    func run() throws {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 2, parts[1].allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }) else {
            throw DevFailure("'\(name)' is not AREA/ID such as kubernetes/host-network-used")
        }
        let path = "\(root)/rules/\(parts[0])/\(parts[1]).yaml"
        if FileManager.default.fileExists(atPath: path) { throw DevFailure("\(path) is there already") }
        try FileManager.default.createDirectory(atPath: "\(root)/rules/\(parts[0])", withIntermediateDirectories: true)
        try Data(skeleton(area: parts[0], id: parts[1]).utf8).write(to: URL(filePath: path))
        print("wrote \(path); next: write it, then 'swift test --filter RuleTests', then 'larboard-dev generate'")
    }
}

private func skeleton(area: String, id: String) -> String {
    let selectors = [
        "terraform": "{kind: terraform.resource, types: [variable]}", "aws": "{kind: terraform.resource, types: [aws_instance]}",
        "azure": "{kind: terraform.resource, types: [azurerm_storage_account]}",
        "google": "{kind: terraform.resource, types: [google_storage_bucket]}", "dockerfile": "{kind: dockerfile.instruction, keywords: [RUN]}",
    ]
    return """
        id: \(id)
        title: \(id.replacing("-", with: " ").prefix(1).uppercased())\(id.replacing("-", with: " ").dropFirst())
        severity: medium
        confidence: high
        why: What an attacker or a failure gains from it.
        references: []
        aliases: []
        select: \(selectors[area] ?? "{kind: kubernetes.workload, each: containers}")
        require: "false"
        message: what is wrong with {self.name}
        fix:
          title: Set it right
          safety: review
          impact: may-break
          check: what the reviewer has to look at
          edits:
            - set: container.securityContext.example
              to: true
        advice: What to do where no edit can.
        tests:
          - name: nothing set
            fires: |
              «write the bad state here»
            fixed: |
              write the good state here
          - name: already right
            clean: |
              write the good state here

        """
}
