/// A `${{ … }}` of a script: text that GitHub puts in before any shell reads the script.
package struct InterpolatedExpression: Hashable, Sendable {
    /// The braces included, as bytes of the script.
    package let range: Range<Int>
    /// Between the braces, without blanks: `github.event.issue.title`.
    package let expression: String

    /// All holes of a script in order. One that is not closed ends the list, as it ends GitHub's own reading.
    package static func all(in script: [UInt8]) -> [InterpolatedExpression] {
        var holes: [InterpolatedExpression] = []
        var at = 0
        while at + 2 < script.count {
            guard script[at] == UInt8(ascii: "$"), script[at + 1] == UInt8(ascii: "{"), script[at + 2] == UInt8(ascii: "{") else {
                at += 1
                continue
            }
            var end = at + 3
            var isText = false
            while end + 1 < script.count {
                if script[end] == UInt8(ascii: "'") { isText.toggle() }
                if !isText, script[end] == UInt8(ascii: "}"), script[end + 1] == UInt8(ascii: "}") { break }
                end += 1
            }
            guard end + 1 < script.count else { return holes }
            let inner = String(decoding: script[(at + 3)..<end], as: UTF8.self).trimmed()
            holes.append(InterpolatedExpression(range: at..<end + 2, expression: inner))
            at = end + 2
        }
        return holes
    }
}

/// Where a hole stands for the interpreter of the script.
enum HolePlace: Hashable {
    /// Outside quotes, where the text is split into words.
    case word
    /// Outside quotes, where it is one value whatever it holds: `A=…`, `case … in`.
    case single
    /// All of a command: what is put in is a program.
    case command
    /// Between double quotes, in an expanding here-document, in a template literal.
    case expanding
    /// Between single quotes; the bytes of the quotes.
    case quoted(open: Int, close: Int)
    /// In a here-document that expands nothing; the quotes of its delimiter, and its body.
    case literalBody(delimiter: Range<Int>, body: Range<Int>)
    case comment
    /// A value among the code of a language that has no words.
    case code
    /// A place where a variable would not be read as data; why.
    case closed(String)
}
