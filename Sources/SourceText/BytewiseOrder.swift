import Glibc

extension String {
    /// Whether this text comes before another when their UTF-8 bytes are compared, the order of paths in a work tree.
    ///
    /// `<` on strings compares Unicode scalars after normalisation, so that two different files may count as equal.
    package func precedesBytewise(_ other: String) -> Bool { comparedBytewise(to: other) < 0 }

    /// Negative, zero or positive, as `memcmp` would say.
    package func comparedBytewise(to other: String) -> Int {
        let fast = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in compareBytes(left, right) }
        }
        if let result = fast ?? nil { return result }
        let left = Array(utf8)
        let right = Array(other.utf8)
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in compareBytes(left, right) }
        }
    }
}

/// Negative, zero or positive, as `memcmp` would say; a prefix comes before what continues it.
package func compareBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let first = left.baseAddress, let second = right.baseAddress {
        // SAFETY: both buffers hold at least `common` bytes and outlive the call.
        let order = memcmp(first, second, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}

extension [String] {
    /// Where `text` stands in this array, which is sorted bytewise, or nil when it is not in it.
    package func positionBytewise(_ text: String) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let order = self[middle].comparedBytewise(to: text)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
