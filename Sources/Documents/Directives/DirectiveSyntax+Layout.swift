extension DirectiveSyntax {
    /// How directives, blocks and sections follow each other.
    struct Layout: Sendable {
        var form: Form = .lines
        var sections: Sections = .none
        /// Whether a backslash at the end of a line continues it.
        var continuesLines = false
        /// Whether directives of a block or section are indented deeper than its head.
        var indentsBlocks = false
        /// Blocks in another language, whose braces and semicolons mean nothing here.
        var foreignBlocks: ForeignBlocks?
        /// What ends a directive that is no block.
        var terminator = ""
        /// What may stand between two directives of one line, besides blanks.
        var entrySeparators: ByteSet = ""
        /// What is written between two directives of one line, before a blank.
        var entrySeparator = ""
    }

    /// Which reader a language needs.
    enum Form: Sendable {
        /// One directive a line: `LineDirectives`.
        case lines
        /// Words that end with `;` or a block in braces: `BracedDirectives`.
        case braces
        /// Keys with values that may be maps and arrays, a superset of JSON: `MapDirectives`.
        case maps
    }

    /// What begins a section that lasts to the next one.
    enum Sections: Sendable {
        case none
        /// A line `[Name]`.
        case bracketed
        /// A directive of one of these names.
        case keywords(Set<String>)
    }

    struct ForeignBlocks: Sendable {
        /// For messages.
        var language: String
        /// Whether a directive of this name has such a block.
        var isOne: @Sendable (_ name: String) -> Bool
        /// Past the brace that closes the block whose opening brace is at `open`; beyond the last byte when there is none.
        var end: @Sendable (_ bytes: [UInt8], _ open: Int) -> Int
    }
}

extension DirectiveSyntax.Layout {
    /// Whether blocks are written with braces.
    var isBraced: Bool {
        switch form {
        case .lines: false
        case .braces, .maps: true
        }
    }

    /// Whether a block stands in the place of a value, and may be an array.
    var blocksAreValues: Bool {
        switch form {
        case .lines, .braces: false
        case .maps: true
        }
    }

    /// Whether a line that starts with `name` begins a section that lasts to the next one.
    func startsSection(_ name: String) -> Bool {
        if case .keywords(let names) = sections { names.contains(name) } else { false }
    }

    var hasBracketedSections: Bool { if case .bracketed = sections { true } else { false } }
}
