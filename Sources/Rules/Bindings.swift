internal import Projects

extension Rule.Variant {
    /// The same variant with those offered names that it mentions, directly or through others, before its own.
    ///
    /// They are compiled and evaluated as its own are: once for a subject, and only when something asks for them.
    func withBindings(of technologies: TechnologySet) -> Rule.Variant {
        let offered = Set(selectors.map(\.kind.system)).sorted().flatMap { technologies.technology(of: $0)?.bindings ?? [] }
        if offered.isEmpty { return self }
        var names = expressions.flatMap(dottedNames)
        var mentioned: [NamedExpression] = []
        for binding in offered.reversed() where names.contains(where: { isName($0, binding.name) }) {
            mentioned.append(binding)
            names += dottedNames(binding.expression)
        }
        if mentioned.isEmpty { return self }
        var copy = self
        copy.lets = mentioned.reversed() + lets
        return copy
    }

    /// Everything in the variant that is, or holds, CEL and sees the named expressions.
    private var expressions: [String] {
        var texts = lets.map(\.expression) + [require, message]
        guard let fix else { return texts }
        texts += fix.needs.flatMap { [$0.that, $0.reason] }
        if let safeWhen = fix.safeWhen { texts.append(safeWhen) }
        for edit in fix.edits {
            texts += [edit.at, edit.when, edit.relatedResource?.name].compactMap(\.self)
            switch edit.operand {
            case .computed(let text), .expression(let text): texts.append(text)
            case .nothing, .literal: break
            }
        }
        return texts
    }
}

/// Whether CEL mentions a plain or dotted name as a whole: `self.module.rds`, yet not as a part of `self.module.rds_aurora`.
package func mentions(_ text: String, _ name: String) -> Bool {
    name.contains(".") ? dottedNames(text).contains { isName($0, name) } : text.split { !isNameCharacter($0) }.contains(name[...])
}

/// Whether a dotted name is that one, or a field or function of it: `grant.verbs.exists` is of `grant.verbs`.
private func isName(_ dotted: Substring, _ name: String) -> Bool {
    dotted.hasPrefix(name) && (dotted.utf8.count == name.utf8.count || dotted.dropFirst(name.count).first == ".")
}

/// The names in a text that have a point within, in order; one pass, since every rule that is loaded is looked through.
private func dottedNames(_ text: String) -> [Substring] {
    var names: [Substring] = []
    var start: String.Index?
    var hasPoint = false
    for index in text.utf8.indices {
        let byte = text.utf8[index]
        if isNameByte(byte) {
            if start == nil { (start, hasPoint) = (index, false) }
        } else if byte == UInt8(ascii: "."), start != nil {
            hasPoint = true
        } else {
            if let from = start, hasPoint { names.append(text[from..<index]) }
            start = nil
        }
    }
    if let start, hasPoint { names.append(text[start...]) }
    return names
}

private func isNameCharacter(_ character: Character) -> Bool { character.utf8.count == 1 && character.utf8.allSatisfy(isNameByte) }

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}
