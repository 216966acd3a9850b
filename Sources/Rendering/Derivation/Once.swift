internal import Synchronization

/// A value that is made on first use and kept.
final class Once<Value: Sendable>: Sendable {
    private let known = Mutex<Value?>(nil)

    func callAsFunction(_ make: () -> Value) -> Value {
        known.withLock { known in
            if let known { return known }
            let value = make()
            known = value
            return value
        }
    }
}
