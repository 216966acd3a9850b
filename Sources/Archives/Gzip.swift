internal import CZlib

/// What the first member of a gzip file (RFC 1952) holds.
/// - Parameter limit: bytes that it may grow to.
/// - Throws: `ArchiveFailure` for what is no gzip, broken, shorter than it says, or larger than the limit.
package func gunzip(_ bytes: [UInt8], limit: Int) throws(ArchiveFailure) -> [UInt8] {
    guard bytes.count > 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8, let count = UInt32(exactly: bytes.count) else {
        throw ArchiveFailure(message: "gzip: invalid header")
    }
    var stream = z_stream()
    // 15 is the largest window, and 16 more asks for the header and checksum of gzip.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw ArchiveFailure(message: "gzip: invalid header")
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var code = Z_OK
    bytes.withUnsafeBufferPointer { input in
        // SAFETY: zlib only reads the input, and lets go of both buffers before they end.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = count
        while code == Z_OK, output.count <= limit {
            chunk.withUnsafeMutableBufferPointer { chunk in
                stream.next_out = chunk.baseAddress
                stream.avail_out = UInt32(chunk.count)
                code = inflate(&stream, Z_NO_FLUSH)
                output += chunk.prefix(chunk.count - Int(stream.avail_out))
            }
        }
    }
    switch code {
    case Z_STREAM_END where output.count <= limit: return output
    case Z_BUF_ERROR: throw .truncated
    // All is there and only the checksum is another: what was read is judged as it stands.
    case Z_DATA_ERROR where isChecksum(stream.msg): return output
    default: throw .corrupt
    }
}

private func isChecksum(_ message: UnsafeMutablePointer<CChar>?) -> Bool {
    message.map { ["incorrect data check", "incorrect length check"].contains(String(cString: $0)) } ?? false
}
