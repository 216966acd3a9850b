/// Which lines of two texts differ: the shortest edit script as long as the texts are not too different, a good one when they are.
///
/// Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, the linear-space refinement; the search for a middle
/// is cut off after `costLimit` differences, at the point that got furthest, so that time stays bounded.
/// Invariant: the lines without a mark are the same sequence in both texts.
struct LineDiff {
    private(set) var isRemoved: [Bool]
    private(set) var isAdded: [Bool]
    private let old: [Int32]
    private let new: [Int32]
    fileprivate static let costLimit = 256

    /// Compares lines given by their numbers in a common table of distinct lines.
    init(old: [Int32], new: [Int32]) {
        self.old = old
        self.new = new
        isRemoved = [Bool](repeating: false, count: old.count)
        isAdded = [Bool](repeating: false, count: new.count)
        mark()
        LineDiff.slideDown(&isRemoved, old, matching: isAdded)
        LineDiff.slideDown(&isAdded, new, matching: isRemoved)
    }

    private struct Box {
        var left: Int, top: Int, right: Int, bottom: Int
    }

    private mutating func mark() {
        var forward = FurthestPoints()
        var backward = FurthestPoints()
        var open = [Box(left: 0, top: 0, right: old.count, bottom: new.count)]
        while var box = open.popLast() {
            while box.left < box.right, box.top < box.bottom, old[box.left] == new[box.top] {
                box.left += 1
                box.top += 1
            }
            while box.left < box.right, box.top < box.bottom, old[box.right - 1] == new[box.bottom - 1] {
                box.right -= 1
                box.bottom -= 1
            }
            if box.left == box.right {
                for line in box.top..<box.bottom { isAdded[line] = true }
            } else if box.top == box.bottom {
                for line in box.left..<box.right { isRemoved[line] = true }
            } else {
                let (x, y) = middle(box, &forward, &backward)
                open.append(Box(left: x, top: y, right: box.right, bottom: box.bottom))
                open.append(Box(left: box.left, top: box.top, right: x, bottom: y))
            }
        }
    }

    /// A point on a shortest path through the box, never one of its two far corners.
    private func middle(_ box: Box, _ forward: inout FurthestPoints, _ backward: inout FurthestPoints) -> (Int, Int) {
        let width = box.right - box.left
        let height = box.bottom - box.top
        let delta = width - height
        forward.reset(width + height)
        backward.reset(width + height)
        return old.withUnsafeBufferPointer { old in
            new.withUnsafeBufferPointer { new in
                var cost = 0
                while true {
                    // Diagonals that leave the box are not worth following.
                    let low = -cost + 2 * max(0, cost - height)
                    let high = cost - 2 * max(0, cost - width)
                    for diagonal in stride(from: low, through: high, by: 2) {
                        var x = forward.step(diagonal, cost)
                        var y = x - diagonal
                        while x < width, y < height, old[box.left + x] == new[box.top + y] {
                            x += 1
                            y += 1
                        }
                        forward[diagonal] = x
                        let opposite = delta - diagonal
                        if delta % 2 != 0, abs(opposite) < cost, backward.reached(opposite, cost - 1),
                            x + backward[opposite] >= width
                        {
                            return (box.left + x, box.top + y)
                        }
                    }
                    for diagonal in stride(from: low, through: high, by: 2) {
                        var x = backward.step(diagonal, cost)
                        var y = x - diagonal
                        while x < width, y < height, old[box.right - 1 - x] == new[box.bottom - 1 - y] {
                            x += 1
                            y += 1
                        }
                        backward[diagonal] = x
                        let opposite = delta - diagonal
                        if delta % 2 == 0, abs(opposite) <= cost, forward.reached(opposite, cost),
                            x + forward[opposite] >= width
                        {
                            return (box.right - x, box.bottom - y)
                        }
                    }
                    if cost >= LineDiff.costLimit {
                        let best = stride(from: low, through: high, by: 2).filter {
                            forward[$0] - $0 <= height && forward[$0] <= width
                        }
                        .max { 2 * forward[$0] - $0 < 2 * forward[$1] - $1 }
                        guard let best else { return (box.right, box.top) }
                        return (box.left + forward[best], box.top + forward[best] - best)
                    }
                    cost += 1
                }
            }
        }
    }

    /// Moves each group of marked lines as far down as it goes, so that an added block ends where it reads naturally and
    /// not at the line it shares with the block above; `other` is the text on the other side, which must have no group at that place.
    private static func slideDown(_ marks: inout [Bool], _ lines: [Int32], matching other: [Bool]) {
        var index = 0
        var opposite = 0
        while index < lines.count {
            if !marks[index] {
                while opposite < other.count, other[opposite] { opposite += 1 }
                opposite += 1
                index += 1
                continue
            }
            var end = index
            while end < lines.count, marks[end] { end += 1 }
            let faced = opposite < other.count && other[opposite]
            while !faced, end < lines.count, lines[index] == lines[end], !(opposite < other.count && other[opposite]) {
                marks[index] = false
                marks[end] = true
                index += 1
                end += 1
                opposite += 1
                while end < lines.count, marks[end] { end += 1 }
            }
            index = end
        }
    }
}

/// How far each diagonal got, addressed from `-reach` to `reach`.
private struct FurthestPoints {
    private var values: [Int] = []
    private var reach = 0

    mutating func reset(_ reach: Int) {
        self.reach = min(reach, LineDiff.costLimit + 1)
        let count = 2 * self.reach + 3
        if values.count < count { values = [Int](repeating: 0, count: count) }
        for index in 0..<count { values[index] = 0 }
    }

    subscript(diagonal: Int) -> Int {
        get { values[diagonal + reach + 1] }
        set { values[diagonal + reach + 1] = newValue }
    }

    /// Where a path of `cost` differences first stands on a diagonal, from the better of its two neighbours.
    func step(_ diagonal: Int, _ cost: Int) -> Int {
        if cost == 0 { return 0 }
        if diagonal == -cost { return self[diagonal + 1] }
        if diagonal == cost { return self[diagonal - 1] + 1 }
        return max(self[diagonal + 1], self[diagonal - 1] + 1)
    }

    func reached(_ diagonal: Int, _ cost: Int) -> Bool {
        abs(diagonal) <= min(cost, reach) && (diagonal + cost) % 2 == 0
    }
}
