/// How a product checks its own configuration without running it.
package struct ProductCheck: Sendable, CustomStringConvertible {
    /// Whose files it reads: `ResourceID.system`.
    package let system: String
    /// The program's name, looked for in `PATH`.
    package let tool: String
    /// Arguments, given the file and a folder for whatever the check needs.
    package let arguments: @Sendable (_ file: String, _ folder: String) -> [String]
    /// A program that runs once in the folder before the first check; nil where none has to.
    package let setUp: @Sendable (_ folder: String) -> [String]?
    /// What a fragment needs around it, and stand-ins for hosts that the file only names.
    package let prepare: @Sendable (String) -> String
    /// Whether a line of output says that something is wrong with the file; seen with the versions that rules/README.md names.
    package let isProblem: @Sendable (String) -> Bool

    /// Without more, nothing is set up and the file is checked as it is.
    package init(
        system: String, tool: String, arguments: @escaping @Sendable (_ file: String, _ folder: String) -> [String],
        setUp: @escaping @Sendable (_ folder: String) -> [String]? = { _ in nil }, prepare: @escaping @Sendable (String) -> String = { $0 },
        isProblem: @escaping @Sendable (String) -> Bool
    ) {
        self.system = system
        self.tool = tool
        self.arguments = arguments
        self.setUp = setUp
        self.prepare = prepare
        self.isProblem = isProblem
    }

    /// The tool's name.
    package var description: String { tool }
}
