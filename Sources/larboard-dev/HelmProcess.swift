internal import Processes

/// Real Helm, for judging only.
struct HelmProcess {
    /// Path of the executable.
    let binary: String
    /// A folder for its output and its own files.
    let scratch: String

    /// What `helm template` prints for the chart in `directory`, or nil when it fails.
    func render(_ directory: String, values: [String], arguments: [String]) -> [UInt8]? {
        var command = [binary, "template", "rel", directory, "-n", "ns"]
        for path in values { command += ["-f", path] }
        command += arguments
        let environment = [
            "PATH=/usr/bin:/bin", "HOME=\(scratch)", "KUBECONFIG=/dev/null", "http_proxy=http://127.0.0.1:1",
            "https_proxy=http://127.0.0.1:1",
        ]
        let program = Program(command, environment: environment, timeout: 600, outputLimit: 256 << 20)
        guard case .success(let result) = run(program), result.status == 0 else { return nil }
        return result.output
    }
}
