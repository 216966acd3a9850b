package import Documents
package import SourceText

/// The largest file that is read, in bytes; bigger ones are no configuration that a person edits.
package let largestFile = 32 << 20

/// The files of a project while a technology reads them: what was read, and what was wrong with it.
package struct ProjectFiles {
    /// Where the files are read.
    package let tree: any WorkTree
    /// Files that were parsed, in the order in which they were read; unsound ones too.
    package var documents: [any Document] = []
    /// What could not be read or parsed.
    package var diagnostics: [Diagnostic] = []
    /// Bytes that were read, each reading counted.
    package private(set) var byteCount = 0

    /// Reads nothing yet.
    package init(_ tree: any WorkTree) { self.tree = tree }

    /// The file's bytes; nil, with a diagnostic, for one that is too large or cannot be read.
    package mutating func read(_ path: String) -> SourceFile? {
        if let size = tree.size(path), size > largestFile {
            diagnostics.append(
                Diagnostic(
                    .error, "file-too-large", "\(size) bytes are more than the limit of \(largestFile)", path: path,
                    help: "exclude the file in .larboard.yaml"))
            return nil
        }
        do {
            let file = try tree.file(path)
            byteCount += file.bytes.count
            return file
        } catch {
            diagnostics.append(Diagnostic(.error, "unreadable", error.reason, path: path))
            return nil
        }
    }

    /// Keeps a document with what was wrong with it.
    package mutating func keep(_ document: any Document) {
        documents.append(document)
        diagnostics += document.diagnostics
    }

    /// Reads, parses and keeps several files.
    package mutating func keep(_ paths: [String], parsedBy parse: (SourceFile) -> any Document) {
        for path in paths { if let file = read(path) { keep(parse(file)) } }
    }

    /// Says that a file is a template of text, which nothing renders here.
    package mutating func noteTemplate(_ path: String) {
        diagnostics.append(
            Diagnostic(.note, "template-not-rendered", "the file is a template that is not yet rendered", path: path))
    }

    /// Adds bytes of a document that something else read.
    package mutating func count(_ bytes: Int) { byteCount += bytes }
}

extension SourceFile {
    /// Whether another program fills in parts of the text before anything reads it.
    package var holdsTextTemplate: Bool {
        // CloudFormation writes `{{resolve:ssm:name}}` itself.
        let marks: [StaticString] = ["{%", "<%", "{{ ", "{{.", "{{-"]
        return marks.contains { bytes.contains(text: $0) }
    }

    /// Whether the text holds marks of a template, whatever they mean in its own language.
    package var holdsTemplateMarks: Bool { bytes.contains(text: "{{") || bytes.contains(text: "{%") || bytes.contains(text: "<%") }
}
