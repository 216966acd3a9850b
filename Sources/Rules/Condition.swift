internal import Projects

/// What had to hold and was false, as its author wrote it: shown to whoever asks why a check fires.
///
/// A class, since all findings of one form of a rule share it.
package final class Condition: Sendable {
    /// True when compliant; CEL for rules.
    package let expression: String
    /// Named intermediate expressions in order.
    package let definitions: [Rule.Let]
    /// The condition that makes the fix safe; nil when there is none.
    package let safeWhen: String?

    /// Kept as source; nothing is compiled.
    package init(expression: String, definitions: [Rule.Let] = [], safeWhen: String? = nil) {
        self.expression = expression
        self.definitions = definitions
        self.safeWhen = safeWhen
    }

    /// The definitions that the expression uses, directly or through others.
    package var relevantDefinitions: [Rule.Let] {
        var texts = [expression]
        var kept: [Rule.Let] = []
        for item in definitions.reversed() where texts.contains(where: { mentions($0, item.name) }) {
            kept.append(item)
            texts.append(item.expression)
        }
        return kept.reversed()
    }
}
