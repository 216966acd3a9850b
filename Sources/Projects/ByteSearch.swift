internal import Glibc

extension [UInt8] {
    /// Whether the bytes of `text` occur.
    package func contains(text: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            let length = text.utf8CodeUnitCount
            let first = Int32(text.utf8Start.pointee)
            var from = 0
            while from + length <= bytes.count {
                // SAFETY: memchr and memcmp read within our buffer and the literal's own storage, and keep neither.
                guard let hit = memchr(base + from, first, bytes.count - from - length + 1) else { return false }
                if memcmp(hit, text.utf8Start, length) == 0 { return true }
                from = UnsafeRawPointer(hit) - base + 1
            }
            return false
        }
    }
}
