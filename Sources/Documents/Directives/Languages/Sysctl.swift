extension DirectiveLanguage {
    /// Files of kernel parameters that sysctl reads at boot.
    ///
    /// Source: https://man7.org/linux/man-pages/man5/sysctl.conf.5.html and https://man7.org/linux/man-pages/man5/sysctl.d.5.html
    package static let sysctl = DirectiveLanguage(
        "sysctl",
        DirectiveSyntax(
            comments: .init(lineMarks: "#;"),
            names: .init(decode: parameterName),
            assignment: .init(marks: "=", blanksSuffice: false, separator: " = "),
            values: .init(arePlain: true)))
}

/// `net/ipv4/ip_forward` is `net.ipv4.ip_forward`; a leading `-` only says that failing is no error.
@Sendable private func parameterName(_ name: String) -> String {
    let plain = name.hasPrefix("-") ? String(name.dropFirst()) : name
    guard let slash = plain.firstIndex(of: "/"), !plain[..<slash].contains(".") else { return plain }
    return plain.replacing("/", with: ".")
}
