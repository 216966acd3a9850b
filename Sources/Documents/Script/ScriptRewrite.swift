/// The languages that scripts of workflows are written in.
package enum ScriptLanguage: String, Sendable, CaseIterable {
    case shell, powershell, javascript, python

    /// By the `shell` of a step, docs.github.com "Workflow syntax", `jobs.<id>.steps[*].shell`; nil for others.
    package init?(shell: String) {
        let words = shell.split(separator: " ").map { $0.split(separator: "/").last.map(String.init) ?? "" }
        // `nix develop --command bash {0}`: the last interpreter reads the script.
        switch words.last(where: { ["bash", "sh", "pwsh", "powershell", "python", "python3"].contains($0) }) {
        case "bash", "sh": self = .shell
        case "pwsh", "powershell": self = .powershell
        case "python", "python3": self = .python
        default: return nil
        }
    }
}

/// A script whose holes have become variables of its environment.
package struct ScriptRewrite: Hashable, Sendable {
    package let text: String
    /// Name and expression of every variable that the environment has to get, in order of first use.
    package let variables: [(name: String, expression: String)]

    package static func == (a: ScriptRewrite, b: ScriptRewrite) -> Bool {
        a.text == b.text && a.variables.elementsEqual(b.variables) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Which variable stands for the expression of a hole.
package struct ExpressionVariable: Hashable, Sendable {
    package let name: String
    /// Whether the environment has the variable already.
    package let isThere: Bool
    /// Whether the value is to stay one word where it stands outside quotes.
    package let staysWhole: Bool
    /// Whether the value is a number, so that JavaScript can read it as it was meant.
    package let isNumber: Bool

    package init(name: String, isThere: Bool, staysWhole: Bool, isNumber: Bool) {
        self.name = name
        self.isThere = isThere
        self.staysWhole = staysWhole
        self.isNumber = isNumber
    }
}

/// Why a script is left as it is, in words: `the value is the command itself`.
package struct ScriptRefusal: Error, Hashable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// Replaces holes by variables, each in the way that the language reads as data where it stands.
///
///     echo "${{ github.event.issue.title }}"   ->   echo "${EVENT_ISSUE_TITLE}"
///     echo '${{ inputs.a }} done'              ->   echo "${INPUTS_A}"' done'
///
/// - Parameter variable: the variable of a hole; nil for holes that stay.
package func rewritten(
    _ script: String, _ language: ScriptLanguage, variable: (InterpolatedExpression) -> ExpressionVariable?
) -> Result<ScriptRewrite, ScriptRefusal> {
    let bytes = Array(script.utf8)
    let holes = InterpolatedExpression.all(in: bytes)
    let found: [Int: HolePlace]? =
        switch language {
        case .shell: shellPlaces(of: holes, in: bytes)
        case .powershell: powerShellPlaces(of: holes, in: bytes)
        case .javascript: javaScriptPlaces(of: holes, in: bytes)
        case .python: pythonPlaces(of: holes, in: bytes)
        }
    guard let places = found else { return .failure(ScriptRefusal(reason: "the quotes of the script do not close as expected")) }
    var rewriting = Rewriting(bytes: bytes, holes: holes, language: language)
    let moved = holes.compactMap { hole in variable(hole).map { (hole, $0) } }
    for (hole, variable) in moved {
        guard let place = places[hole.range.lowerBound] else {
            return .failure(ScriptRefusal(reason: "the place of the value in the script is not clear"))
        }
        if let reason = rewriting.replace(hole, at: place, by: variable, others: holes.count - moved.count) {
            return .failure(ScriptRefusal(reason: reason))
        }
    }
    return .success(rewriting.finished())
}

private struct Rewriting {
    let bytes: [UInt8]
    let holes: [InterpolatedExpression]
    let language: ScriptLanguage
    var replacements: [Range<Int>: String] = [:]
    var variables: [(name: String, expression: String)] = []

    /// Plans the replacement of one hole, or says why there is none.
    mutating func replace(_ hole: InterpolatedExpression, at place: HolePlace, by variable: ExpressionVariable, others: Int) -> String? {
        let name = variable.name
        if case .closed(let reason) = place { return reason }
        if place == .command { return "the value is the command itself" }
        if place == .comment {
            replacements[hole.range] = hole.expression.contains("\n") ? name : hole.expression
            return nil
        }
        switch language {
        case .shell:
            if let reason = shell(hole, place, variable, others) { return reason }
        case .powershell:
            switch place {
            case .expanding, .word: replacements[hole.range] = "${env:\(name)}"
            case .quoted(let open, let close) where isWhole(hole, open, close): replacements[open..<close + 1] = "$env:\(name)"
            default: return "the value stands inside single quotes"
            }
        case .python:
            guard case .quoted(let open, let close) = place, isWhole(hole, open, close), isPlainString(open) else {
                return "the value is only a part of a text of the program"
            }
            guard bytes.contains(line: "import os") else { return "the program does not import os, through which it would read the variable" }
            replacements[open..<close + 1] = "os.environ[\"\(name)\"]"
        case .javascript:
            if let reason = javaScript(hole, place, variable) { return reason }
        }
        if !variable.isThere, !variables.contains(where: { $0.name == name }) { variables.append((name, hole.expression)) }
        return nil
    }

    private mutating func shell(_ hole: InterpolatedExpression, _ place: HolePlace, _ variable: ExpressionVariable, _ others: Int) -> String? {
        let reference = "${\(variable.name)}"
        switch place {
        case .expanding: replacements[hole.range] = reference
        case .word, .single: replacements[hole.range] = variable.staysWhole ? "\"\(reference)\"" : reference
        case .quoted(let open, let close):
            let opens = hole.range.lowerBound == open + 1
            let closes = hole.range.upperBound == close
            let range = (opens ? open : hole.range.lowerBound)..<(closes ? close + 1 : hole.range.upperBound)
            replacements[range] = (opens ? "" : "'") + "\"\(reference)\"" + (closes ? "" : "'")
        case .literalBody(let delimiter, let body):
            guard others == 0 else { return "the value stands in a here-document that expands nothing, beside others that stay" }
            // What the body holds literally stays literal behind a backslash, POSIX.1-2024 XCU 2.7.4.
            for index in body where [36, 92, 96].contains(bytes[index]) && !holes.contains(where: { $0.range.contains(index) }) {
                replacements[index..<index + 1] = "\\" + String(UnicodeScalar(bytes[index]))
            }
            replacements[delimiter] = String(decoding: bytes[delimiter].filter { ![39, 34, 92].contains($0) }, as: UTF8.self)
            replacements[hole.range] = reference
        default: return "the place of the value in the script is not clear"
        }
        return nil
    }

    private mutating func javaScript(_ hole: InterpolatedExpression, _ place: HolePlace, _ variable: ExpressionVariable) -> String? {
        let reference = "process.env.\(variable.name)"
        switch place {
        case .expanding: replacements[hole.range] = "${\(reference)}"
        case .code:
            replacements[hole.range] = variable.isNumber ? "Number(\(reference))" : "JSON.parse(\(reference))"
        case .quoted(let open, let close):
            if bytes[(close + 1)...].first(where: { $0 != 0x20 }) == UInt8(ascii: ":"), !isConditional(open) { return "the value is part of a key" }
            if isWhole(hole, open, close) {
                replacements[open..<close + 1] = reference
                return nil
            }
            let text = bytes[(open + 1)..<close]
            let plain = text.indices.filter { index in !holes.contains { $0.range.contains(index) } }
            guard !plain.contains(where: { bytes[$0] == UInt8(ascii: "`") || bytes[$0] == UInt8(ascii: "$") }) else {
                return "the text around the value would read otherwise in a template"
            }
            replacements[open..<open + 1] = "`"
            replacements[close..<close + 1] = "`"
            replacements[hole.range] = "${\(reference)}"
        default: return "the place of the value in the script is not clear"
        }
        return nil
    }

    /// `c ? 'a' : 'b'`
    private func isConditional(_ open: Int) -> Bool {
        let line = bytes[..<open].lastIndex(of: 0x0A) ?? 0
        return bytes[line..<open].contains(UInt8(ascii: "?"))
    }

    private func isWhole(_ hole: InterpolatedExpression, _ open: Int, _ close: Int) -> Bool {
        hole.range.lowerBound == open + 1 && hole.range.upperBound == close
    }

    /// No prefix such as `f` or `b` before the quote.
    private func isPlainString(_ open: Int) -> Bool { open == 0 || !isWordByte(bytes[open - 1]) }

    func finished() -> ScriptRewrite {
        var result: [UInt8] = []
        var at = 0
        for (range, text) in replacements.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
            result += bytes[at..<range.lowerBound]
            result += text.utf8
            at = range.upperBound
        }
        result += bytes[at...]
        return ScriptRewrite(text: String(decoding: result, as: UTF8.self), variables: variables)
    }
}

extension [UInt8] {
    /// Whether a line consists of `text`, or begins with it and a comma.
    fileprivate func contains(line text: String) -> Bool {
        split(separator: 0x0A).contains { line in
            let bare = String(decoding: line, as: UTF8.self).trimmed()
            return bare == text || bare.hasPrefix(text + ",") || (bare.hasPrefix("import ") && bare.hasSuffix(", os"))
        }
    }
}
