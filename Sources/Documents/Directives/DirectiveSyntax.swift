/// What readers and editors have to know about a language of directives, as data.
///
/// The defaults describe the plainest language: lines of blank-separated words, `#` comments on their own lines, no sections, and the
/// last of several equal names counts.
final class DirectiveSyntax: Sendable {
    let layout: Layout
    let comments: Comments
    let names: Names
    let assignment: Assignment
    let values: Values
    let repetition: Repetition
    let placement: Placement

    init(
        layout: Layout = Layout(), comments: Comments = Comments(), names: Names = Names(), assignment: Assignment = Assignment(),
        values: Values = Values(), repetition: Repetition = Repetition(), placement: Placement = .last
    ) {
        self.layout = layout
        self.comments = comments
        self.names = names
        self.assignment = assignment
        self.values = values
        self.repetition = repetition
        self.placement = placement
    }

    /// Whether a name stands for a list of occurrences rather than the value that counts.
    func isListed(_ name: String) -> Bool { repetition.listsAll || layout.startsSection(name) }

    /// Comments begin with `#`, if not said otherwise.
    struct Comments: Sendable {
        /// Bytes that start a comment at the beginning of a line.
        var lineMarks: ByteSet = "#"
        /// Whether `#` after a blank starts a comment.
        var mayTrail = false
        /// Whether `#` starts a comment in the middle of a word, too.
        var endWords = false
        /// Whether the comment mark at a place starts a directive after all.
        var isDirective: (@Sendable (_ bytes: [UInt8], _ mark: Int) -> Bool)?
    }

    /// What several directives of one name in one block mean.
    struct Repetition: Sendable {
        /// Whether every name stands for a list of directives; otherwise it stands for the value that counts.
        var listsAll = false
        /// Whether the first of several equal names counts; elsewhere it is the last.
        var firstWins = false
        /// Names that stand for all their values, one a line, since every one of them counts.
        var accumulating: Accumulating = .listed([])

        enum Accumulating: Sendable {
            case all
            case listed(Set<String>)
        }

        func accumulates(_ name: String) -> Bool {
            switch accumulating {
            case .all: true
            case .listed(let names): names.contains(name)
            }
        }
    }

    /// Where a new directive is written that has no namesake in its block.
    enum Placement: Sendable {
        /// Behind the last directive of the block.
        case last
        /// Behind the directives that come before the first block.
        case beforeBlocks
        /// At the top of the file before the first directive of these names, which would change what it means; elsewhere as `last`.
        case before(Set<String>)
    }
}
