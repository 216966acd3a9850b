internal import ConfigModel
internal import SourceText

extension DirectiveSyntax {
    /// How names are spelled.
    struct Names: Sendable {
        /// A closed list of keywords that are read in any case: lower case to canonical spelling. Empty for an open list.
        var keywords: [String: String] = [:]
        /// First words whose second word belongs to the name: `timeout client`.
        var twoWords: Set<String> = []
        /// Lines that have no name, if there are such.
        var unnamedLines: UnnamedLines?
        /// Whether a backslash takes the meaning of the next byte, in languages of plain values.
        var haveEscapes = false
        /// What a written name stands for, where that is not itself.
        var decode: (@Sendable (String) -> String)?
        /// How a name is written, where that is not itself.
        var encode: (@Sendable (String) -> String)?

        /// The spelling that values and new directives use.
        func canonical(_ name: String) -> String { keywords.isEmpty ? name : keywords[name.lowercased()] ?? name }
    }

    /// Lines that are no directive of their first word.
    struct UnnamedLines: Sendable {
        /// The name that values list them by.
        var name: String
        /// Whether a first word is a directive's name after all.
        var isKeyword: @Sendable (String) -> Bool
    }

    /// What parts a name from its value.
    struct Assignment: Sendable {
        /// Bytes other than blanks that do.
        var marks: ByteSet = ""
        /// Whether blanks alone do.
        var blanksSuffice = true
        /// Whether `Name=value` and `Name = value` are read as `Name value`, in languages of words.
        var isOptional = false
        /// What is written when the file does not show another way.
        var separator = " "
        /// Whether blanks alone are written where the file does so.
        var followsBlanks = false
    }

    /// How values are read and written.
    struct Values: Sendable {
        /// Whether the value is everything after the separator rather than words.
        var arePlain = false
        /// Whether blanks at the end of a plain value belong to it.
        var keepTrailingBlanks = false
        /// Bytes that open and close a quoted part of a word; a backslash counts inside of `"` only.
        var quotes: ByteSet = "\""
        /// Whether a backslash takes the meaning of the next byte of a word outside quotes.
        var haveEscapes = false
        /// Whether a value of one word counts without its quotes.
        var unquoteSingleWords = false
        /// What a value says, where that is not its text.
        var decode: (@Sendable (String) -> String)?
        /// The typed value of a directive, where values are not all strings.
        var scalar: (@Sendable (Directive, SourceFile) -> Value)?
        /// Variables that make a value unknown.
        var variables: Variables = .braced
        /// How a value is written, given the text that it replaces (empty for a new directive), where that is not itself.
        var encode: (@Sendable (_ plain: String, _ old: String) -> String)?
        /// Characters that a word is quoted for; nil where words are never quoted.
        var quotedCharacters: String?
    }

    enum Variables: Sendable {
        /// `${NAME}`, which installers fill in.
        case braced
        /// `$NAME` too, which the product itself reads from its environment.
        case bracedOrBare
        /// None: the text is judged as it stands.
        case none
    }
}
