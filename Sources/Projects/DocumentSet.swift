package import Documents
internal import SourceText

/// The documents of a project in their order, found by path without a search.
package struct DocumentSet: Sendable, RandomAccessCollection {
    private let all: [any Document]
    private let places: [String: Int]

    /// Of several documents of one path, the first is found.
    package init(_ documents: [any Document]) {
        all = documents
        places = Dictionary(documents.enumerated().map { ($1.source.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// 0.
    package var startIndex: Int { all.startIndex }
    /// The number of documents.
    package var endIndex: Int { all.endIndex }
    /// The document at a place in the project's order.
    package subscript(position: Int) -> any Document { all[position] }

    /// The document of a path; nil for a file that the project does not have, or that was not read.
    package subscript(path: String) -> (any Document)? { places[path].map { all[$0] } }
}
