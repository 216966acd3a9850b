internal import Glibc

/// Runs a program on a text: all ways at once, so that no pattern takes more than linear time.
struct RegexMachine {
    private let program: RegexProgram
    /// Numbers kept a thread: twice the groups, or none when only the answer counts.
    private let slots: Int
    private var current: ThreadList
    private var next: ThreadList
    private var stack: [Task] = []
    private var steps = 0

    /// About a second; beyond it a match is refused.
    private static let maximumSteps = 200_000_000

    /// Threads in order of priority, each place in the program at most once.
    private struct ThreadList {
        var dense: [Int32] = []
        var sparse: [Int32]
        var captures: [Int]

        init(_ size: Int, _ slots: Int) {
            sparse = [Int32](repeating: 0, count: size)
            captures = [Int](repeating: -1, count: size * slots)
            dense.reserveCapacity(size)
        }

        func contains(_ place: Int) -> Bool {
            let index = Int(sparse[place])
            return index < dense.count && dense[index] == place
        }

        mutating func insert(_ place: Int) {
            sparse[place] = Int32(dense.count)
            dense.append(Int32(place))
        }
    }

    private enum Task {
        case visit(Int)
        case restore(Int, Int)
    }

    init(_ program: RegexProgram, slots: Int) {
        self.program = program
        self.slots = slots
        current = ThreadList(program.instructions.count, slots)
        next = ThreadList(program.instructions.count, slots)
    }

    /// The captures of the leftmost match from `start` on (empty when the machine keeps none), or nil.
    mutating func run(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int
    ) throws(RegularExpressionError) -> [Int]? {
        current.dense.removeAll(keepingCapacity: true)
        next.dense.removeAll(keepingCapacity: true)
        var found: [Int]?
        var scratch = [Int](repeating: -1, count: slots)
        var at = start
        while at <= text.count {
            if current.dense.isEmpty {
                if found != nil || (program.isAnchored && at > 0) { break }
                if let byte = program.firstByte {
                    guard let place = RegexMachine.find(byte, in: text, from: at) else { break }
                    at = place
                }
            }
            if found == nil, !program.isAnchored || at == 0 {
                for index in scratch.indices { scratch[index] = -1 }
                RegexMachine.follow(program, from: 0, text, at, &scratch, &stack, into: &current)
            }
            steps += current.dense.count + 1
            guard steps <= RegexMachine.maximumSteps else { throw RegularExpressionError("match takes too long") }
            let (value, length) = at < text.count ? RegexMachine.decode(text, at) : (UInt32.max, 1)
            for index in current.dense.indices {
                let place = Int(current.dense[index])
                let isTaken: Bool
                switch program.instructions[place] {
                case .scalar(let wanted): isTaken = wanted == value
                case .set(let set): isTaken = value != .max && program.sets[set].contains(value)
                case .match:
                    found = Array(current.captures[place * slots..<(place + 1) * slots])
                    isTaken = false
                default: continue
                }
                // Threads behind a match have lower priority.
                if case .match = program.instructions[place] { break }
                guard isTaken else { continue }
                for slot in 0..<slots { scratch[slot] = current.captures[place * slots + slot] }
                RegexMachine.follow(program, from: place + 1, text, at + length, &scratch, &stack, into: &next)
            }
            if found != nil, slots == 0 { return found }
            swap(&current, &next)
            next.dense.removeAll(keepingCapacity: true)
            at += length
        }
        return found
    }

    /// Adds a thread at `place` and everything that it reaches without reading.
    private static func follow(
        _ program: RegexProgram, from place: Int, _ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ scratch: inout [Int],
        _ stack: inout [Task], into list: inout ThreadList
    ) {
        let slots = scratch.count
        stack.append(.visit(place))
        while let task = stack.popLast() {
            guard case .visit(var place) = task else {
                if case .restore(let slot, let value) = task { scratch[slot] = value }
                continue
            }
            walk: while !list.contains(place) {
                list.insert(place)
                switch program.instructions[place] {
                case .jump(let target): place = target
                case .split(let first, let second):
                    stack.append(.visit(second))
                    place = first
                case .save(let slot):
                    if slot < slots {
                        stack.append(.restore(slot, scratch[slot]))
                        scratch[slot] = at
                    }
                    place += 1
                case .assertion(let assertion):
                    guard holds(assertion, text, at) else { break walk }
                    place += 1
                default:
                    for slot in 0..<slots { list.captures[place * slots + slot] = scratch[slot] }
                    break walk
                }
            }
        }
    }

    static func holds(_ assertion: RegexAssertion, _ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        switch assertion {
        case .textStart: at == 0
        case .textEnd: at == text.count
        case .lineStart: at == 0 || text[at - 1] == 0x0A
        case .lineEnd: at == text.count || text[at] == 0x0A
        case .wordBoundary, .noWordBoundary:
            ((at > 0 && isWord(text[at - 1])) != (at < text.count && isWord(text[at]))) == (assertion == .wordBoundary)
        }
    }

    static func isWord(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39)
            || byte == 0x5F
    }

    private static func find(_ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = text.baseAddress, start < text.count else { return nil }
        // SAFETY: the range lies within the buffer, which the caller keeps alive.
        guard let hit = memchr(base + start, Int32(byte), text.count - start) else { return nil }
        return UnsafePointer(hit.assumingMemoryBound(to: UInt8.self)) - base
    }

    /// The code point at `at`; a byte that is no UTF-8 reads as U+FFFD. Precondition: `at < text.count`.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(text[at])
        if first < 0x80 { return (first, 1) }
        func tail(_ distance: Int) -> UInt32? {
            guard at + distance < text.count, text[at + distance] & 0xC0 == 0x80 else { return nil }
            return UInt32(text[at + distance] & 0x3F)
        }
        switch first {
        case 0xC2...0xDF: if let a = tail(1) { return ((first & 0x1F) << 6 | a, 2) }
        case 0xE0...0xEF:
            if let a = tail(1), let b = tail(2) {
                let value = (first & 0x0F) << 12 | a << 6 | b
                if value >= 0x800, UnicodeScalar(value) != nil { return (value, 3) }
            }
        case 0xF0...0xF4:
            if let a = tail(1), let b = tail(2), let c = tail(3) {
                let value = (first & 0x07) << 18 | a << 12 | b << 6 | c
                if value >= 0x10000, value <= 0x10FFFF { return (value, 4) }
            }
        default: break
        }
        return (0xFFFD, 1)
    }
}
