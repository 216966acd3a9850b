/// Turns libyaml's positions, which count characters behind the byte-order mark, into byte offsets.
///
/// Every 64th character's offset is noted, and the last answer is remembered, since positions come almost in order.
struct CharacterOffsets {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let bodyStart: Int
    /// Empty when every character is one byte.
    private var checkpoints: ContiguousArray<Int32> = []
    private var last = (character: 0, byte: 0)

    init(_ bytes: UnsafeBufferPointer<UInt8>, bodyStart: Int, isASCII: Bool) {
        self.bytes = bytes
        self.bodyStart = bodyStart
        last.byte = bodyStart
        if isASCII || bodyStart >= bytes.count { return }
        checkpoints.reserveCapacity(bytes.count / 64 + 1)
        var character = 0
        for offset in bodyStart..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
            if character & 63 == 0 { checkpoints.append(Int32(truncatingIfNeeded: offset)) }
            character += 1
        }
    }

    mutating func byteOffset(_ character: Int) -> Int {
        if checkpoints.isEmpty { return min(bodyStart + character, bytes.count) }
        let checkpoint = min(character >> 6, checkpoints.count - 1)
        var place = (character: checkpoint << 6, byte: Int(checkpoints[checkpoint]))
        if last.character <= character, last.character > place.character { place = last }
        while place.character < character, place.byte < bytes.count {
            place.byte += 1
            while place.byte < bytes.count, bytes[place.byte] & 0xC0 == 0x80 { place.byte += 1 }
            place.character += 1
        }
        last = place
        return place.byte
    }
}
