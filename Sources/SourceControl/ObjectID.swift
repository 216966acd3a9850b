import CLibgit2

/// The name of a Git object: the SHA-1 of its content.
package struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let head: UInt64
    private let middle: UInt64
    private let tail: UInt32

    /// Nil unless these are forty hexadecimal digits.
    package init?(hex: String) {
        var id = git_oid()
        guard hex.utf8.count == 40, git_oid_fromstr(&id, hex) == 0 else { return nil }
        self.init(id)
    }

    init(_ id: git_oid) {
        (head, middle, tail) = withUnsafeBytes(of: id) { bytes in
            (
                bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    init(_ id: UnsafePointer<git_oid>) { self.init(id.pointee) }

    var raw: git_oid {
        var id = git_oid()
        withUnsafeMutableBytes(of: &id) { bytes in
            bytes.storeBytes(of: head, as: UInt64.self)
            bytes.storeBytes(of: middle, toByteOffset: 8, as: UInt64.self)
            bytes.storeBytes(of: tail, toByteOffset: 16, as: UInt32.self)
        }
        return id
    }

    package var hex: String {
        withUnsafeBytes(of: raw) { bytes in
            let digits = Array("0123456789abcdef".utf8)
            return String(
                decoding: bytes.prefix(20).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }

    /// The first ten digits, for people.
    package var short: String { String(hex.prefix(10)) }
    package var description: String { hex }
}

/// The name of a commit.
package struct CommitID: Hashable, Sendable, CustomStringConvertible {
    package let object: ObjectID

    package init(_ object: ObjectID) { self.object = object }

    /// Nil unless these are forty hexadecimal digits; whether such a commit exists is another matter.
    package init?(hex: String) {
        guard let object = ObjectID(hex: hex) else { return nil }
        self.init(object)
    }

    package var hex: String { object.hex }
    package var short: String { object.short }
    package var description: String { object.hex }
}
