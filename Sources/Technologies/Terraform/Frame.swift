import ConfigModel
import Documents
import SourceText
internal import Projects

/// What an expression is evaluated in: its file, the part that the file plays, and the names that are bound.
///
/// A class because every evaluation step passes it on and a document is large; it never changes.
final class Frame: Sendable {
    /// The file whose tree the expression belongs to.
    let document: HCLDocument
    let role: Origin.Role
    /// Where results come from when `document` only holds the text of a JSON string.
    let fixedOrigin: Origin?
    /// Names of `for` expressions, `each`, `count` and the iterators of dynamic blocks.
    let bindings: [String: Traced]
    /// What `*` stands for.
    let element: Traced?

    init(
        _ document: HCLDocument, role: Origin.Role, fixedOrigin: Origin? = nil, bindings: [String: Traced] = [:],
        element: Traced? = nil
    ) {
        self.document = document
        self.role = role
        self.fixedOrigin = fixedOrigin
        self.bindings = bindings
        self.element = element
    }

    /// A frame for the values of a JSON file, whose strings are templates.
    convenience init(template path: String, role: Origin.Role) {
        self.init(HCLDocument.parse(SourceFile(path: path, bytes: [])), role: role)
    }

    func binding(_ names: [String: Traced]) -> Frame {
        Frame(
            document, role: role, fixedOrigin: fixedOrigin, bindings: bindings.merging(names) { _, new in new },
            element: element)
    }

    func splatting(_ element: Traced) -> Frame {
        Frame(document, role: role, fixedOrigin: fixedOrigin, bindings: bindings, element: element)
    }

    func origin(_ span: Span) -> Origin { fixedOrigin ?? document.origin(span, role: role) }

    func origin(_ id: HCLExpressionID) -> Origin { origin(document.tree.span(id)) }
}
