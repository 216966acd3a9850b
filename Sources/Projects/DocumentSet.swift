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

    package var startIndex: Int { all.startIndex }
    package var endIndex: Int { all.endIndex }
    package subscript(position: Int) -> any Document { all[position] }

    /// The document of a path; nil for a file that the project does not have, or that was not read.
    package subscript(path: String) -> (any Document)? { places[path].map { all[$0] } }
}
