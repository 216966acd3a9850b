internal import Glibc
internal import SourceText

/// What must hold before a parser sees a file: not too large, UTF-8, no NUL.
struct TextCheck {
    let isASCII: Bool
    /// Length of the byte-order mark.
    let bodyStart: Int
    let trouble: Diagnostic?

    init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        bodyStart = hasMark ? 3 : 0
        if bytes.count > TreeLimits.bytes {
            isASCII = false
            trouble = Diagnostic(
                .error, "file-too-large", "\(bytes.count) bytes are more than the limit of \(TreeLimits.bytes)",
                path: path)
            return
        }
        isASCII = TextCheck.isASCII(bytes)
        trouble = TextCheck.trouble(bytes, isASCII: isASCII, path: path)
    }

    private static func trouble(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool, path: String) -> Diagnostic? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        if isUTF16(bytes) {
            return Diagnostic(
                .error, "not-utf8", "the file is not UTF-8 but UTF-16", path: path, span: Span(0, 2),
                help: "save the file as UTF-8")
        }
        // SAFETY: memchr reads `count` bytes of a buffer that is alive for this call.
        if let zero = memchr(base, 0, bytes.count) {
            let offset = UnsafeRawPointer(zero) - UnsafeRawPointer(base)
            return Diagnostic(
                .error, "nul-byte", "the file holds a NUL byte", path: path, span: Span(offset, offset + 1),
                help: "this is not a text file, or it is damaged")
        }
        guard !isASCII, let offset = firstInvalidUTF8(bytes) else { return nil }
        return Diagnostic(
            .error, "not-utf8", "the byte is not valid UTF-8", path: path, span: Span(offset, offset + 1),
            help: "save the file as UTF-8")
    }

    private static func isUTF16(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count > 1 else { return false }
        if (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) { return true }
        return bytes.count % 2 == 0 && (bytes[0] == 0) != (bytes[1] == 0)
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var at = 0
        while at + 32 <= raw.count {
            var word: UInt64 = 0
            for part in 0..<4 { word |= raw.loadUnaligned(fromByteOffset: at + part * 8, as: UInt64.self) }
            if word & 0x8080_8080_8080_8080 != 0 { return false }
            at += 32
        }
        while at < raw.count {
            if raw[at] >= 0x80 { return false }
            at += 1
        }
        return true
    }

    /// The first byte that cannot be part of UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
    static func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = 0
        let count = bytes.count
        while at < count {
            let first = bytes[at]
            if first < 0x80 {
                at += 1
                continue
            }
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch first {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, low) = (3, 0xA0)
            case 0xE1...0xEC, 0xEE, 0xEF: length = 3
            case 0xED: (length, high) = (3, 0x9F)
            case 0xF0: (length, low) = (4, 0x90)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, high) = (4, 0x8F)
            default: return at
            }
            guard at + length <= count, bytes[at + 1] >= low, bytes[at + 1] <= high else { return at }
            for offset in 2..<max(length, 2) where bytes[at + offset] & 0xC0 != 0x80 { return at }
            at += length
        }
        return nil
    }
}
