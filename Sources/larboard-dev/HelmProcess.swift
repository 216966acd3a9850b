internal import BuiltInTechnologies
internal import FoundationEssentials
internal import Glibc

/// Real Helm, for judging only.
struct HelmProcess {
    /// Path of the executable.
    let binary: String
    /// A folder for its output and its own files.
    let scratch: String

    /// What `helm template` prints for the chart in `directory`, or nil when it fails.
    func render(_ directory: String, values: [String], arguments: [String]) -> [UInt8]? {
        let output = scratch + "/output"
        var command = [binary, "template", "rel", directory, "-n", "ns"]
        for path in values { command += ["-f", path] }
        command += arguments
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var pointers = command.map { strdup($0) } + [nil]
        let environment = [
            "PATH=/usr/bin:/bin", "HOME=\(scratch)", "KUBECONFIG=/dev/null", "http_proxy=http://127.0.0.1:1",
            "https_proxy=http://127.0.0.1:1",
        ]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for pointer in pointers + variables { free(pointer) } }
        var child: pid_t = 0
        guard posix_spawn(&child, binary, &actions, nil, &pointers, &variables) == 0 else { return nil }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child, status == 0 else { return nil }
        return FileManager.default.contents(atPath: output).map { Array($0) }
    }
}
