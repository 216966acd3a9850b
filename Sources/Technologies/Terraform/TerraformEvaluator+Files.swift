import ConfigModel
import Documents
import FoundationEssentials
import Primitives
import SourceText
internal import Projects

// Functions that read files of the tree. Paths are relative to the folder in which Terraform is run, which is the outermost caller's.
extension TerraformEvaluator {
    /// Larger files are not read by an expression.
    private static let largestFile = 1 << 20

    /// The result of a function that reads files; nil when `name` is none of these.
    func fileFunction(_ name: String, _ arguments: [Traced], _ here: Provenance) -> Traced? {
        switch name {
        case "file":
            return contents(name, arguments, here) { bytes in
                String(validating: bytes, as: UTF8.self).map { .string($0) }
            }
        case "filebase64": return contents(name, arguments, here) { .string(Base64.encoded($0)) }
        case "filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512":
            return contents(name, arguments, here) { .string(TerraformFunctions.digest(String(name.dropFirst(4)), $0)) }
        case "fileexists":
            return path(name, arguments, here) { path, files in .bool(files.size(path) != nil) }
        case "templatefile":
            guard arguments.count == 2, let names = arguments[1].value.mapping else {
                return arguments.count == 2 && arguments[1].value.isUnknown
                    ? Traced(arguments[1].value, here) : unknown(TerraformEvaluator.failurePrefix + "templatefile takes a path and a map", here)
            }
            let text = contents(name, [arguments[0]], here) { String(validating: $0, as: UTF8.self).map { .string($0) } }
            guard case .string(let template) = text.value else { return text }
            return rendered(template, names, here)
        case "templatestring":
            guard arguments.count == 2, let names = arguments[1].value.mapping, let template = Conversion.string(arguments[0].value)
            else {
                let reason = arguments.lazy.compactMap(\.value.firstUnknown).first
                return Traced(.unknown(reason ?? UnknownReason(TerraformEvaluator.failurePrefix + "templatestring takes a text and a map")), here)
            }
            return rendered(template, names, here)
        case "fileset": return fileset(arguments, here)
        case "abspath", "pathexpand": return unknown("calls \(name), which depends on the machine", here)
        case "timestamp", "plantimestamp", "uuid", "bcrypt":
            return unknown("calls \(name), whose result is new each time", here)
        default: return nil
        }
    }

    private func rendered(_ template: String, _ names: Mapping, _ here: Provenance) -> Traced {
        guard template.contains("${") || template.contains("%{") else { return Traced(.string(template), here) }
        let bindings = Dictionary(uniqueKeysWithValues: names.entries.map { ($0.key, $0.value) })
        return textTemplate(template, bindings, role: .literal, here)
    }

    private func path(
        _ name: String, _ arguments: [Traced], _ here: Provenance, _ body: (String, any WorkTree) -> Value?
    ) -> Traced {
        guard let first = arguments.first, arguments.count == 1 else {
            return unknown(TerraformEvaluator.failurePrefix + "\(name) does not take \(arguments.count) arguments", here)
        }
        if case .unknown(let reason) = first.value { return Traced(.unknown(reason), here) }
        guard let files = session.files else { return unknown("calls \(name), which is not evaluated", here) }
        guard let text = Conversion.string(first.value) else {
            return unknown(TerraformEvaluator.failurePrefix + "the arguments of \(name) do not fit", here)
        }
        guard !text.hasPrefix("/"), !text.hasPrefix("~"), let path = resolved(text, in: root.module.folder) else {
            return unknown("calls \(name) with a path outside the tree", here)
        }
        return body(path, files).map { Traced($0, here) } ?? unknown(TerraformEvaluator.failurePrefix + "\(name) cannot read '\(text)'", here)
    }

    private func contents(
        _ name: String, _ arguments: [Traced], _ here: Provenance, _ body: ([UInt8]) -> Value?
    ) -> Traced {
        path(name, arguments, here) { path, files in
            guard let size = files.size(path) else { return .unknown(UnknownReason("calls \(name) on '\(path)', which is not in the tree")) }
            guard size <= TerraformEvaluator.largestFile, let bytes = try? files.read(path) else {
                return .unknown(UnknownReason("calls \(name) on '\(path)', which cannot be read"))
            }
            return body(bytes)
        }
    }

    /// `fileset("configs", "**/*.json")`: names below the folder, sorted.
    private func fileset(_ arguments: [Traced], _ here: Provenance) -> Traced {
        guard arguments.count == 2 else { return unknown(TerraformEvaluator.failurePrefix + "fileset takes a folder and a pattern", here) }
        if let reason = arguments[1].value.firstUnknown { return Traced(.unknown(reason), here) }
        guard let pattern = Conversion.string(arguments[1].value), !pattern.contains("{"), let glob = Glob(pattern) else {
            return unknown("calls fileset with a pattern that is not evaluated", here)
        }
        return path("fileset", [arguments[0]], here) { folder, files in
            let prefix = folder.isEmpty ? "" : folder + "/"
            let names = files.paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            return .newList(names.filter { glob.matches($0) }.map { .string($0) })
        }
    }
}
