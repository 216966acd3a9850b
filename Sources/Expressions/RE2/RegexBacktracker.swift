/// Matches short texts by depth-first search that visits each pair of instruction and place once.
///
/// Gives the same result as `RegexMachine` several times faster; the table of visits limits it to short texts and patterns.
enum RegexBacktracker {
    /// Bits of the table; 16 kB.
    private static let maximumVisits = 1 << 17

    static func isSuitable(_ program: RegexProgram, _ length: Int) -> Bool {
        length < maximumVisits && program.instructions.count * (length + 1) <= maximumVisits
    }

    /// A place still to try, or (with a negative `instruction`) a capture to put back on the way.
    private struct Job {
        let instruction: Int32
        let value: Int
    }

    /// The captures of the leftmost match from `start` on, as `RegexMachine.run` gives them.
    static func run(_ program: RegexProgram, slots: Int, _ text: [UInt8], from start: Int) -> [Int]? {
        let width = text.count - start + 1
        var visited = [UInt64](repeating: 0, count: (program.instructions.count * width + 63) / 64)
        var captures = [Int](repeating: -1, count: slots)
        var jobs: [Job] = []
        jobs.reserveCapacity(32)
        return text.withUnsafeBufferPointer { text in
            program.instructions.withUnsafeBufferPointer { instructions in
                var first = start
                while first <= text.count {
                    if program.isAnchored, first > 0 { return nil }
                    if let byte = program.firstByte {
                        while first < text.count, text[first] != byte { first += 1 }
                        if first == text.count { return nil }
                    }
                    jobs.append(Job(instruction: 0, value: first))
                    while let job = jobs.popLast() {
                        guard job.instruction >= 0 else {
                            captures[Int(~job.instruction)] = job.value
                            continue
                        }
                        var place = Int(job.instruction)
                        var at = job.value
                        walk: while true {
                            let visit = place * width + at - start
                            let bit = UInt64(1) << UInt64(visit & 63)
                            guard visited[visit >> 6] & bit == 0 else { break }
                            visited[visit >> 6] |= bit
                            switch instructions[place] {
                            case .scalar(let wanted):
                                guard at < text.count else { break walk }
                                let (value, length) = RegexMachine.decode(text, at)
                                guard value == wanted else { break walk }
                                at += length
                                place += 1
                            case .set(let set):
                                guard at < text.count else { break walk }
                                let (value, length) = RegexMachine.decode(text, at)
                                guard program.sets[set].contains(value) else { break walk }
                                at += length
                                place += 1
                            case .split(let one, let other):
                                jobs.append(Job(instruction: Int32(other), value: at))
                                place = one
                            case .jump(let target): place = target
                            case .save(let slot):
                                if slot < slots {
                                    jobs.append(Job(instruction: ~Int32(slot), value: captures[slot]))
                                    captures[slot] = at
                                }
                                place += 1
                            case .assertion(let assertion):
                                guard RegexMachine.holds(assertion, text, at) else { break walk }
                                place += 1
                            case .match: return captures
                            case .fail: break walk
                            }
                        }
                    }
                    first += first < text.count ? RegexMachine.decode(text, first).length : 1
                }
                return nil
            }
        }
    }
}
