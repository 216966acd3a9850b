import Foundation

/// A product that can check its own configuration without running it.
struct Validator: Sendable, CustomStringConvertible {
    let tool: String
    /// Whether a file of a rule's example is for this product.
    let reads: @Sendable (String) -> Bool
    /// Arguments, given the file and a folder for whatever the check needs.
    let arguments: @Sendable (_ file: String, _ folder: String) -> [String]
    /// What a fragment needs around it, and stand-ins for files and hosts that the example only names.
    var prepare: @Sendable (_ text: String, _ folder: String) -> String = { text, _ in text }
    /// Whether a line of output says that something is wrong with the file.
    let isProblem: @Sendable (String) -> Bool

    var description: String { tool }

    var executable: String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/sbin"]
        return folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The complaints about a text, without line numbers, so that two versions of it can be compared.
    func problems(of text: String, named name: String, in folder: String) throws -> Set<String> {
        guard let executable else { return [] }
        let file = "\(folder)/\(name)"
        try prepare(text, folder).write(toFile: file, atomically: false, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["10", executable] + arguments(file, folder)
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = output.split(separator: "\n").map(String.init).filter(isProblem)
        return Set(lines.map { $0.replacing(/[0-9]+/, with: "N") })
    }
}

let validators: [Validator] = [
    Validator(
        tool: "nginx", reads: { $0.hasSuffix("nginx.conf") },
        arguments: { file, folder in ["-t", "-q", "-p", folder, "-c", file, "-g", "pid \(folder)/pid;"] },
        prepare: { text, _ in
            let plain = text.replacing(/(https?):\/\/(api\.example|a|b)(?=[;\/])/, with: { "\($0.output.1)://127.0.0.1" })
            return plain.contains("http {") ? plain : "events {}\nhttp {\n\(plain)\n}\n"
        },
        isProblem: { $0.contains("[emerg]") }),
    Validator(
        tool: "haproxy", reads: { $0.hasSuffix("haproxy.cfg") }, arguments: { file, _ in ["-c", "-f", file] },
        isProblem: { $0.contains("[ALERT]") }),
    Validator(
        tool: "sshd", reads: { $0.contains("sshd_config") }, arguments: { file, folder in ["-t", "-f", file, "-h", "\(folder)/key"] },
        isProblem: { !$0.contains("deprecated") && !$0.contains("Deprecated") }),
    Validator(
        tool: "visudo", reads: { $0.contains("sudoers") }, arguments: { file, _ in ["-c", "-f", file] },
        isProblem: { $0.contains("error") }),
    Validator(
        tool: "sysctl", reads: { $0.contains("sysctl") }, arguments: { file, _ in ["--dry-run", "-p", file] },
        isProblem: { $0.contains("invalid") || $0.contains("syntax") }),
    Validator(
        tool: "systemd-analyze", reads: { $0.hasSuffix(".service") || $0.hasSuffix(".socket") }, arguments: { file, _ in ["verify", file] },
        isProblem: { $0.contains("Unknown") || $0.contains("Failed to parse") || $0.contains("Assignment outside") }),
    Validator(
        // The folder that is not there comes last, so that the server stops behind a file it has read without complaint.
        tool: "redis-server", reads: { $0.hasSuffix("redis.conf") }, arguments: { file, folder in [file, "--dir", "\(folder)/absent"] },
        isProblem: { $0.hasPrefix(">>> '") && !$0.contains("/absent") }),
    Validator(
        // Likewise a word that is unknown.
        tool: "mosquitto", reads: { $0.hasSuffix("mosquitto.conf") }, arguments: { file, _ in ["-c", file] },
        prepare: { text, _ in text + "\nend_of_example true\n" },
        isProblem: { $0.contains("Error:") && !$0.contains("end_of_example") }),
    Validator(
        tool: "nats-server", reads: { $0.hasSuffix("nats.conf") }, arguments: { file, _ in ["-t", "-c", file] },
        prepare: { text, _ in text.replacing(/(cert_file|key_file): "[^"]*",?/, with: "") },
        isProblem: { $0.contains("nats-server:") && !$0.contains("is valid") }),
    Validator(
        tool: "envoy", reads: { $0.hasSuffix("envoy.yaml") },
        arguments: { file, _ in ["--mode", "validate", "--log-level", "error", "-c", file] },
        isProblem: { $0.contains("error initializing") || $0.contains("INVALID_ARGUMENT") }),
    Validator(
        tool: "zizmor", reads: { $0.hasSuffix(".yml") && ($0.contains("workflows") || $0.contains("dependabot")) },
        arguments: { file, _ in ["--offline", "--no-progress", "--format", "plain", "--collect", "all", file] },
        isProblem: { $0.contains("fatal") || $0.contains("invalid") }),
]
