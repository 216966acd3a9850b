/// Instructions for `RegexMachine`, a Pike machine.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case set(Int)
        /// Tries the first way before the second.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case assertion(RegexAssertion)
        case match
        case fail
    }

    var instructions: [Instruction] = []
    var sets: [RegexSet] = []
    /// A match can only start at the start of the text.
    var isAnchored = false
    /// The byte that every match starts with, to skip ahead.
    var firstByte: UInt8?
}

/// Turns a parsed expression into instructions.
struct RegexCompiler {
    private var program = RegexProgram()
    /// As in RE2, where big counted repetitions are refused rather than slow.
    private static let maximumSize = 10_000

    static func compile(_ node: RegexNode, groups: Int) throws(RegularExpressionError) -> RegexProgram {
        var compiler = RegexCompiler()
        try compiler.emit(.save(0))
        try compiler.add(node)
        try compiler.emit(.save(1))
        try compiler.emit(.match)
        compiler.program.isAnchored = node.isAnchored
        compiler.program.firstByte = node.firstScalar.flatMap { $0 == 0xFFFD ? nil : UnicodeScalar($0) }.map {
            UTF8.encode($0)!.first!
        }
        return compiler.program
    }

    @discardableResult
    private mutating func emit(_ instruction: RegexProgram.Instruction) throws(RegularExpressionError) -> Int {
        guard program.instructions.count < RegexCompiler.maximumSize else {
            throw RegularExpressionError("expression too large")
        }
        program.instructions.append(instruction)
        return program.instructions.count - 1
    }

    private var next: Int { program.instructions.count }

    private mutating func add(_ node: RegexNode) throws(RegularExpressionError) {
        switch node {
        case .empty: break
        case .nothing: try emit(.fail)
        case .scalar(let value): try emit(.scalar(value))
        case .set(let set):
            program.sets.append(set)
            try emit(.set(program.sets.count - 1))
        case .assertion(let assertion): try emit(.assertion(assertion))
        case .group(let inner, let number):
            try emit(.save(2 * number))
            try add(inner)
            try emit(.save(2 * number + 1))
        case .concatenation(let parts): for part in parts { try add(part) }
        case .alternation(let branches): try addAlternation(branches)
        case .repetition(let inner, let minimum, let maximum, let isGreedy):
            // The last required copy is the body of an endless loop.
            for _ in 0..<(maximum == nil ? max(minimum - 1, 0) : minimum) {
                let before = next
                try add(inner)
                // What needs no instruction, such as `(?:)`, needs none however often; nested counts would take for ever.
                if next == before { break }
            }
            if let maximum {
                try addOptional(inner, count: maximum - minimum, isGreedy)
            } else if minimum > 0 {
                try addPlus(inner, isGreedy)
            } else {
                try addStar(inner, isGreedy)
            }
        }
    }

    private mutating func addAlternation(_ branches: [RegexNode]) throws(RegularExpressionError) {
        var ends: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try add(branch)
                break
            }
            let split = try emit(.fail)
            try add(branch)
            ends.append(try emit(.fail))
            program.instructions[split] = .split(split + 1, next)
        }
        for end in ends { program.instructions[end] = .jump(next) }
    }

    /// `x{0,count}`: each further repetition only after the one before.
    private mutating func addOptional(_ inner: RegexNode, count: Int, _ isGreedy: Bool) throws(RegularExpressionError) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(try emit(.fail))
            try add(inner)
        }
        for split in splits {
            program.instructions[split] = isGreedy ? .split(split + 1, next) : .split(next, split + 1)
        }
    }

    private mutating func addPlus(_ inner: RegexNode, _ isGreedy: Bool) throws(RegularExpressionError) {
        let start = next
        try add(inner)
        try emit(isGreedy ? .split(start, next + 1) : .split(next + 1, start))
    }

    private mutating func addStar(_ inner: RegexNode, _ isGreedy: Bool) throws(RegularExpressionError) {
        let split = try emit(.fail)
        if inner.canBeEmpty {
            // As Go since 1.17: x* is (x+)?, so that an empty x is preferred where the pattern says so.
            try addPlus(inner, isGreedy)
        } else {
            try add(inner)
            try emit(.jump(split))
        }
        program.instructions[split] = isGreedy ? .split(split + 1, next) : .split(next, split + 1)
    }
}

extension RegexNode {
    /// Whether a match can only start at the start of the text.
    fileprivate var isAnchored: Bool {
        switch self {
        case .assertion(.textStart): true
        case .group(let inner, _): inner.isAnchored
        case .concatenation(let parts): parts[0].isAnchored
        case .alternation(let branches): branches.allSatisfy(\.isAnchored)
        default: false
        }
    }

    /// Whether the node can match without reading.
    fileprivate var canBeEmpty: Bool {
        switch self {
        case .empty, .assertion: true
        case .nothing, .scalar, .set: false
        case .group(let inner, _): inner.canBeEmpty
        case .concatenation(let parts): parts.allSatisfy(\.canBeEmpty)
        case .alternation(let branches): branches.contains(where: \.canBeEmpty)
        case .repetition(let inner, let minimum, _, _): minimum == 0 || inner.canBeEmpty
        }
    }

    /// The code point that every match starts with.
    fileprivate var firstScalar: UInt32? {
        switch self {
        case .scalar(let value): value
        case .group(let inner, _): inner.firstScalar
        case .concatenation(let parts): parts[0].firstScalar
        case .repetition(let inner, let minimum, _, _): minimum > 0 ? inner.firstScalar : nil
        default: nil
        }
    }
}
