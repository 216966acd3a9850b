/// The parts of a path between its slashes, empty ones too.
///
/// Cut by bytes: a name may begin with a combining accent, which Swift's characters take together with the slash before it.
package func pathParts(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
}

extension String {
    /// What follows a prefix, both taken as bytes; nil where the text begins otherwise.
    package func rest(afterBytes prefix: String) -> String? {
        utf8.starts(with: prefix.utf8) ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
    }
}
