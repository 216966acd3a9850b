typealias Code = @Sendable (inout Frame) -> CELValue
/// Code of an expression whose value is an optional: nil is `optional.none()`, errors and unknown come unwrapped.
typealias OptionalCode = @Sendable (inout Frame) -> CELValue?

/// The state of one run.
struct Frame {
    var slots: [CELValue]
    private(set) var cost = 0
    let limit: Int
    let zoneFile: (@Sendable (String) -> [UInt8]?)?

    /// Stands in the slot of a definition that did not run yet.
    static let pending = CELValue.unknown([])

    init(slots given: [CELValue], count: Int, limit: Int, zoneFile: (@Sendable (String) -> [UInt8]?)? = nil) {
        slots = given
        self.limit = limit
        self.zoneFile = zoneFile
        // Bindings that need no room for local variables are shared with the caller, not copied.
        guard slots.count < count else { return }
        slots.reserveCapacity(count)
        while slots.count < count { slots.append(Frame.pending) }
    }

    /// Once true, loops stop and the outcome is an error whatever the value.
    var isExhausted: Bool { cost > limit }

    mutating func charge(_ steps: Int) {
        let (sum, overflow) = cost.addingReportingOverflow(steps)
        cost = overflow ? .max : sum
    }
}

extension CELValue {
    /// What looking at the whole value costs, in steps.
    var weight: Int {
        switch self {
        case .string(let text): text.utf8.count >> 4
        case .bytes(let bytes): bytes.count >> 4
        case .list(let list): list.count
        case .map(let map): map.count
        default: 0
        }
    }

    /// No function makes text or lists beyond this; the next step would cost too much anyway.
    static let maximumTextBytes = 16 << 20
    static let maximumElements = 1_000_000
}
