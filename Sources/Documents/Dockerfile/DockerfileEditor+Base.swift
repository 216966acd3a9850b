import ConfigModel
import SourceText

extension DockerfileEditor {
    /// Changes tag or digest of a base image, or the platform; in the ARG default when that wrote it.
    func changeBase(
        _ part: String, _ action: DocumentChange.Action, _ number: Int, _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let from = document.stages[number].from
        if part == "platform" {
            return try changeField("flags", [.key("platform")], action, from, &expected)
        }
        let base = document.bases[number]
        guard base.stage == nil else { throw EditRefusal("the stage is built from an earlier stage") }
        guard let image = base.image, let name = base.name else { throw EditRefusal("the image is not known here") }
        guard !base.isScratch else { throw EditRefusal("scratch has no tag and no digest") }
        var value = ""
        if case .set(let new) = action {
            value = try singleLine(new).text
        } else if action != .remove {
            throw EditRefusal("set or remove it")
        }
        if case .set = action, !isReferencePart(value) {
            throw EditRefusal("'\(value)' is no part of an image reference")
        }

        let old: Range<Int>?
        let mark: String
        let end: Int
        switch part {
        case "image": (old, mark, end) = (0..<image.bytes.count, "", image.bytes.count)
        case "tag": (old, mark, end) = (base.tag, ":", name.upperBound)
        case "digest": (old, mark, end) = (base.digest, "@", base.tag?.upperBound ?? name.upperBound)
        default: throw EditRefusal("'\(part)' of a base image cannot be changed")
        }
        var result = image.bytes
        let edit: Edit
        if let old {
            let whole = action == .remove ? old.lowerBound - mark.utf8.count..<old.upperBound : old
            guard let span = image.span(whole) else {
                throw EditRefusal("the \(part) is put together from several places")
            }
            result.replaceSubrange(whole, with: value.utf8)
            edit = Edit(span, value)
        } else {
            guard action != .remove else { return [] }
            guard let last = image.places[end - 1] else {
                throw EditRefusal("the image is put together from several places")
            }
            result.insert(contentsOf: (mark + value).utf8, at: end)
            edit = Edit(.at(last + 1), mark + value)
        }
        expected.bases[number] = String(decoding: result, as: UTF8.self)
        expected.rewordedForBase.formUnion(
            [from] + Array(0..<document.globalCount).filter { document.instructions[$0].span.contains(edit.span) })
        return [edit]
    }

    private func isReferencePart(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isNameByte || "-./:@".utf8.contains($0) }
    }
}
