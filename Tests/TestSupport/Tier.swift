internal import Glibc

/// How much of the seeded tests runs: `LARBOARD_TESTS=full`, as `make test-full` sets it, runs all.
package enum Tier {
    package static let isFull = getenv("LARBOARD_TESTS").map { String(cString: $0) } == "full"

    /// Rounds of a test that damages files: all, or the first tenth of the same seeded sequence.
    package static func rounds(_ all: Int) -> Int { isFull ? all : all / 10 }
}

/// The root of the checkout.
package let repositoryRoot = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
