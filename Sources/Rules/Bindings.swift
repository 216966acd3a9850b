internal import Projects

extension Rule.Variant {
    /// The same variant with those offered names that it mentions, directly or through others, before its own.
    ///
    /// They are compiled and evaluated as its own are: once for a subject, and only when something asks for them.
    func withBindings(of technologies: TechnologySet) -> Rule.Variant {
        let offered = Set(selectors.map(\.kind.system)).sorted().flatMap { technologies.technology(of: $0)?.bindings ?? [] }
        if offered.isEmpty { return self }
        var names = DottedNames()
        expressions.forEach { names.add($0) }
        var mentioned: [NamedExpression] = []
        for binding in offered.reversed() where names.contains(binding.name) {
            mentioned.append(binding)
            names.add(binding.expression)
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
    guard name.contains(".") else { return text.split { !isNameCharacter($0) }.contains(name[...]) }
    var names = DottedNames()
    names.add(text)
    return names.contains(name)
}

/// The names with a point within that some texts hold; one pass over bytes, since every rule that is loaded is looked through.
private struct DottedNames {
    private var bytes: [UInt8] = []
    private var places: [Range<Int>] = []

    mutating func add(_ text: String) {
        var start = bytes.count
        var hasPoint = false
        bytes.append(contentsOf: text.utf8)
        // Ends every name.
        bytes.append(0)
        for at in start..<bytes.count {
            if isNameByte(bytes[at]) { continue }
            if bytes[at] == UInt8(ascii: "."), at > start {
                hasPoint = true
                continue
            }
            if at > start, hasPoint { places.append(start..<at) }
            (start, hasPoint) = (at + 1, false)
        }
    }

    /// Whether one of the names is that one, or a field or function of it: `grant.verbs.exists` is of `grant.verbs`.
    func contains(_ name: String) -> Bool {
        let count = name.utf8.count
        return places.contains { place in
            guard place.count >= count, place.count == count || bytes[place.lowerBound + count] == UInt8(ascii: ".") else { return false }
            return bytes[place.lowerBound..<place.lowerBound + count].elementsEqual(name.utf8)
        }
    }
}

private func isNameCharacter(_ character: Character) -> Bool { character.utf8.count == 1 && character.utf8.allSatisfy(isNameByte) }

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}
