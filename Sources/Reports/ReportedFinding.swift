internal import ConfigModel
internal import Engine
internal import Rules
internal import SourceText

/// What every report says of a finding, whether it comes from a scan or out of a record.
protocol ReportedFinding {
    var check: Check { get }
    var severity: Severity { get }
    var message: String { get }
    var resource: ResourceID { get }
    var path: String { get }
    var span: Span { get }
    var fingerprint: String { get }
    var forcedChanges: [ForcedChange] { get }

    static func isOrderedBefore(_ a: Self, _ b: Self) -> Bool
}

extension Finding: ReportedFinding {}
extension RecordedFinding: ReportedFinding {}

extension ReportedFinding {
    /// The order in which a reader with little time wants them: worst first, then by place.
    static func isMoreUrgent(_ a: Self, _ b: Self) -> Bool {
        a.severity == b.severity ? isOrderedBefore(a, b) : a.severity > b.severity
    }
}
