internal import Synchronization

/// A value that is made on first use and kept.
package final class Once<Value: Sendable>: Sendable {
    private let known = Mutex<Value?>(nil)

    package init() {}

    /// The value; `make` runs at most once, while other threads wait, and must not ask for the value itself.
    package func callAsFunction(_ make: () -> Value) -> Value {
        known.withLock { known in
            if let known { return known }
            let value = make()
            known = value
            return value
        }
    }
}
