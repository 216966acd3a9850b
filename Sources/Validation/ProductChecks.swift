/// The checks of all products that have one; what a tool prints was seen with the versions that rules/README.md names.
package let productChecks: [ProductCheck] = [
    ProductCheck(
        system: "nginx", tool: "nginx", arguments: { file, folder in ["-t", "-q", "-p", folder, "-c", file, "-g", "pid \(folder)/pid;"] },
        prepare: { text in
            // Hosts that do not resolve here would end the check at the first of them.
            let plain = text.replacing(
                #/(pass\s+)(https?|grpcs?)://[A-Za-z][A-Za-z0-9.-]*(?=[;/:])/#, with: { "\($0.output.1)\($0.output.2)://127.0.0.1" })
            let hasEvents = plain.contains(#/(^|\n)\s*events\s*\{/#)
            if hasEvents || plain.contains(#/(^|\n)\s*http\s*\{/#) { return hasEvents ? plain : "events {}\n" + plain }
            let isServer = plain.contains(#/(^|\n)\s*(server|upstream|map|log_format)\b/#)
            return isServer ? "events {}\nhttp {\n\(plain)\n}\n" : "events {}\nhttp {\nserver {\n\(plain)\n}\n}\n"
        },
        isProblem: { $0.contains("[emerg]") }),
    ProductCheck(
        system: "haproxy", tool: "haproxy", arguments: { file, _ in ["-c", "-f", file] }, isProblem: { $0.contains("[ALERT]") }),
    ProductCheck(
        system: "sshd", tool: "sshd", arguments: { file, folder in ["-t", "-f", file, "-h", "\(folder)/key"] },
        setUp: { folder in ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/key"] },
        isProblem: { !$0.contains("deprecated") && !$0.contains("Deprecated") }),
    ProductCheck(system: "sudoers", tool: "visudo", arguments: { file, _ in ["-c", "-f", file] }, isProblem: { $0.contains("error") }),
    ProductCheck(
        system: "sysctl", tool: "sysctl", arguments: { file, _ in ["--dry-run", "-p", file] },
        isProblem: { $0.contains("invalid") || $0.contains("syntax") }),
    ProductCheck(
        system: "systemd", tool: "systemd-analyze", arguments: { file, _ in ["verify", file] },
        isProblem: { $0.contains("Unknown") || $0.contains("Failed to parse") || $0.contains("Assignment outside") }),
    ProductCheck(
        // The folder that is not there comes last, so that the server stops behind a file it has read without complaint.
        system: "redis", tool: "redis-server", arguments: { file, folder in [file, "--dir", "\(folder)/absent"] },
        isProblem: { $0.hasPrefix(">>> '") && !$0.contains("/absent") }),
    ProductCheck(
        // Likewise a word that is unknown.
        system: "mosquitto", tool: "mosquitto", arguments: { file, _ in ["-c", file] },
        prepare: { text in text + "\nend_of_example true\n" },
        isProblem: { $0.contains("Error:") && !$0.contains("end_of_example") }),
    ProductCheck(
        system: "nats", tool: "nats-server", arguments: { file, _ in ["-t", "-c", file] },
        prepare: { text in text.replacing(/(cert_file|key_file|ca_file): "[^"]*",?/, with: "") },
        isProblem: { $0.contains("nats-server:") && !$0.contains("is valid") }),
    ProductCheck(
        system: "envoy", tool: "envoy", arguments: { file, _ in ["--mode", "validate", "--log-level", "error", "-c", file] },
        isProblem: { $0.contains("error initializing") || $0.contains("INVALID_ARGUMENT") }),
    ProductCheck(
        system: "github", tool: "zizmor",
        arguments: { file, _ in ["--offline", "--no-progress", "--format", "plain", "--collect", "all", file] },
        isProblem: { $0.contains("fatal") || $0.contains("invalid") }),
]
