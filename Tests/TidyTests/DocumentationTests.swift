import SourceText
import Testing

/// Folders whose `package` declarations say what their names do not: units, shapes, errors, sources.
private let documented = ["Projects", "Technologies", "Primitives", "Cryptography", "Archives", "Processes", "Engine", "Workspace"]

/// What a type declares for a protocol of the standard library, whose documentation says it all.
private let standard: [String: Set<String>] = [
    "Equatable": ["=="], "Hashable": ["==", "hash"], "Comparable": ["<"], "CustomStringConvertible": ["description"],
]

@Suite struct DocumentationTests {
    @Test func `every package declaration says what its name does not`() {
        let files = swiftFiles(below: "Sources").map { ($0.path, Declarations($0.lines)) }
        let requirements = Requirements(files.map(\.1))
        var count = 0
        for folder in documented {
            let own = files.filter { $0.0.hasPrefix("Sources/\(folder)/") }
            #expect(!own.isEmpty, "Sources/\(folder) has no sources")
            for (path, declarations) in own {
                count += declarations.members.count(where: \.isPackage)
                for member in requirements.undocumented(in: declarations) {
                    Issue.record("\(path):\(member.line): no docstring: \(member.text)")
                }
            }
        }
        #expect(count > 500)
    }

    @Test func `a declaration without a docstring is found`() {
        let source = """
            /// Turns.
            package protocol Turning {
                /// In degrees.
                var angle: Int { get }
                var speed: Int { get }
            }

            package struct Wheel: Hashable,
                Turning
            {
                package let angle: Int
                package let speed: Int
                package let width: Int
                /// In grams.
                @available(*, deprecated)
                package private(set) var weight = 1
                let spokes: Int

                package init() {}
                package init(angle: Int) {
                    let width = angle
                }
            }

            extension Turning {
                package var angle: Int { 0 }
                package static func == (a: Self, b: Self) -> Bool { true }
            }

            extension Wheel {
                package static func == (a: Wheel, b: Wheel) -> Bool { true }
                @discardableResult package mutating func roll<Ground>(_ ground: Ground) -> Int { 0 }
            }
            """
        let declarations = Declarations(source.split(separator: "\n", omittingEmptySubsequences: false))
        let found = Requirements([declarations]).undocumented(in: declarations)
        #expect(found.map(\.name) == ["speed", "Wheel", "speed", "width", "init", "==", "roll"])
        #expect(found.map(\.line) == [5, 8, 12, 13, 20, 27, 32])
    }
}

/// What the protocols of the package ask for, and say a word about.
///
/// A declaration needs no docstring of its own if the type around it, or one of the protocols that this conforms to, is a protocol with a
/// documented requirement of the same base name. Overloads are not told apart. An `init() {}` has nothing to say either.
private struct Requirements {
    private var inherited: [String: Set<String>] = [:]
    /// Base names of documented requirements, by protocol.
    private var names = standard

    init(_ files: [Declarations]) {
        for file in files {
            inherited.merge(file.inherited) { $0.union($1) }
            for member in file.members where member.isRequirement && member.isDocumented {
                if let owner = member.owner { names[owner, default: []].insert(member.name) }
            }
        }
    }

    func undocumented(in file: Declarations) -> [Declarations.Member] {
        file.members.filter { $0.isPackage && !$0.isDocumented && !$0.text.hasSuffix("init() {}") && ($0.isRequirement || !isWitness($0)) }
    }

    private func isWitness(_ member: Declarations.Member) -> Bool {
        guard let owner = member.owner else { return false }
        var pending = [owner]
        var seen: Set<String> = []
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            if names[next]?.contains(member.name) == true { return true }
            pending += inherited[next] ?? []
        }
        return false
    }
}
