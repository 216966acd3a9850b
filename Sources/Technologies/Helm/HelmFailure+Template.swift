import Templates
internal import Projects
internal import SourceText

extension HelmFailure {
    /// A template that does not parse: `parse error at (x:1): function "y" not defined`.
    init(template: String, parsing error: any Error) {
        guard let error = error as? TemplateError else {
            self.init(.parse, "\(error)", template: template)
            return
        }
        let tokens = error.message.split(separator: ": ", omittingEmptySubsequences: false)
        guard tokens.count > 1, let last = tokens.last else {
            self.init(.parse, "parse error in (\(template)): \(error.message)", template: template)
            return
        }
        self.init(.parse, "parse error at (\(tokens[1])): \(last)", template: template)
    }

    /// A template that failed, told as Helm tells it: the chain of includes on lines of their own, or what the author demanded.
    init(template: String, executing error: any Error) {
        guard let error = error as? TemplateError else {
            self.init(.execution, "\(error)", template: template)
            return
        }
        let kind: Kind =
            switch error.kind {
            case .demanded: .demanded
            case .limit: .limit
            default: .execution
            }
        if error.kind == .demanded {
            self.init(kind, "execution error at (\(error.location)): \(error.demand)", template: template)
            return
        }
        if error.isOpaque {
            self.init(kind, error.message, template: template)
            return
        }
        var text = ""
        var current: TemplateError? = error
        while let level = current {
            text += HelmFailure.lines(of: level.message)
            current = level.cause
        }
        self.init(kind, String(text.trimmed), template: template)
    }

    private static func lines(of message: String) -> String {
        guard message.hasPrefix("template: ") else { return message + "\n" }
        let rest = message.dropFirst("template: ".count)
        if rest.hasPrefix("no template ") { return message + "\n" }
        guard let executing = rest.range(of: ": executing \""),
            let at = rest[executing.upperBound...].range(of: "\" at <"),
            let end = rest[at.upperBound...].range(of: ">: ")
        else { return message + "\n" }
        var reason = rest[end.upperBound...]
        if let chained = reason.range(of: " template:") { reason = reason[..<chained.lowerBound] }
        let location = rest[..<executing.lowerBound]
        let action = rest[executing.upperBound..<at.lowerBound]
        let place = rest[at.upperBound..<end.lowerBound]
        return "\(location)\n  executing \"\(action)\" at <\(place)>:\n    \(reason)\n"
    }
}

extension Substring {
    /// Where `needle` first occurs.
    func range(of needle: String) -> Range<Index>? { firstRange(of: needle) }
}
