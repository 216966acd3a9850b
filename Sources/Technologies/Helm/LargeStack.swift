import Glibc
internal import Projects

/// Runs `body` on a thread of its own with room for templates nested a thousand deep.
///
/// The thread ends before the call returns, so `body` may use what the caller owns.
func withLargeStack<Result>(_ body: () -> Result) -> Result {
    withoutActuallyEscaping(body) { body in
        let box = StackJob(body)
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return body() }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, 512 << 20) == 0 else { return body() }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(box)
        // SAFETY: the thread takes over the retained box, and is joined before this function returns.
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<AnyStackJob>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return body()
        }
        pthread_join(thread, nil)
        return box.result ?? body()
    }
}

private class AnyStackJob {
    func run() {}
}

private final class StackJob<Result>: AnyStackJob {
    private var body: (() -> Result)?
    private(set) var result: Result?

    init(_ body: @escaping () -> Result) { self.body = body }

    override func run() {
        result = body?()
        body = nil
    }
}
