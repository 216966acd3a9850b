package import Rules

/// What a run says about a repository beside what lies in it.
package struct WorkspaceSettings: Sendable {
    /// Used in place of the tree's `.larboard.yaml`.
    package var configurationFile: String?
    /// A YAML file of commits for actions: owner/action@tag to 40 hexadecimal digits.
    package var pinsFile: String?
    /// Plans or states of Terraform root modules as `terraform show -json` prints them, each `[folder=]file`.
    package var plans: [String]
    /// Decides which suppressions have ended; nil asks the clock, in UTC.
    package var today: Day?
    /// Of the process: `LARBOARD_TODAY` stands for the clock; `PATH` and `TMPDIR` serve the checks of products.
    package var environment: [String: String]

    /// The defaults are those of a run that says nothing.
    package init(
        configurationFile: String? = nil, pinsFile: String? = nil, plans: [String] = [], today: Day? = nil, environment: [String: String] = [:]
    ) {
        self.configurationFile = configurationFile
        self.pinsFile = pinsFile
        self.plans = plans
        self.today = today
        self.environment = environment
    }
}
