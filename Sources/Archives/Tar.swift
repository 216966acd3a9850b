/// Name and content of each regular file of a tar archive: POSIX.1-1988 (`ustar`) with GNU long names and the `path` of POSIX.1-2001.
///
/// Names are what the archive says, `..` and all; nothing is written. Folders, links and devices are left out. Libarchive reads far more
/// formats, but turns names into the characters of the process's locale.
/// - Parameter limit: bytes that one file may have.
/// - Throws: `ArchiveFailure` for a header that lies.
package func untar(_ bytes: [UInt8], limit: Int) throws(ArchiveFailure) -> [(name: String, bytes: [UInt8])] {
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
    func octal(_ range: Range<Int>) -> Int? { Int(text(range).filter { $0 != " " }, radix: 8) }
    var files: [(name: String, bytes: [UInt8])] = []
    var position = 0
    var longName: String?
    while position + 512 <= bytes.count, bytes[position..<position + 512].contains(where: { $0 != 0 }) {
        guard let size = octal(position + 124..<position + 136), (0...limit).contains(size), position + 512 + size <= bytes.count else {
            throw ArchiveFailure(message: "archive/tar: invalid tar header")
        }
        let content = position + 512..<position + 512 + size
        switch bytes[position + 156] {
        case 0, UInt8(ascii: "0"):
            var name = text(position..<position + 100)
            let prefix = text(position + 345..<position + 500)
            if !prefix.isEmpty, bytes[position + 257..<position + 262].elementsEqual("ustar".utf8) { name = prefix + "/" + name }
            files.append((longName ?? name, Array(bytes[content])))
            longName = nil
        case UInt8(ascii: "L"): longName = text(content)
        case UInt8(ascii: "x"): longName = extendedPath(bytes[content]) ?? longName
        default: longName = nil
        }
        position = content.upperBound + (512 - size % 512) % 512
    }
    return files
}

/// The `path` record of an extended header: `27 path=chart/templates/x\n`.
private func extendedPath(_ bytes: ArraySlice<UInt8>) -> String? {
    for line in bytes.split(separator: 0x0A) {
        let record = String(decoding: line, as: UTF8.self)
        if let space = record.firstIndex(of: " "), record[record.index(after: space)...].hasPrefix("path=") {
            return String(record[record.index(after: space)...].dropFirst("path=".count))
        }
    }
    return nil
}
