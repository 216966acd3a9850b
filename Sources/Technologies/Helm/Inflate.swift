import Templates
internal import Projects

/// Unpacks gzip (RFC 1952) and DEFLATE (RFC 1951), and the tar archives inside packed charts.
enum Archive {
    /// Packed charts may not grow beyond this, as in Helm.
    static let maximumSize = 100 << 20

    struct Failure: Error {
        let message: String
    }

    static func gunzip(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        guard bytes.count > 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else {
            throw Failure(message: "gzip: invalid header")
        }
        let flags = bytes[3]
        var position = 10
        if flags & 4 != 0 {
            guard position + 2 <= bytes.count else { throw Failure(message: "unexpected EOF") }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
        }
        for bit in [UInt8(8), 16] where flags & bit != 0 {
            while position < bytes.count, bytes[position] != 0 { position += 1 }
            position += 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position < bytes.count else { throw Failure(message: "unexpected EOF") }
        var inflater = Inflater(bytes, from: position)
        return try inflater.run()
    }

    /// Name and content of each regular file.
    static func untar(_ bytes: [UInt8]) throws(Failure) -> [(name: String, bytes: [UInt8])] {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
        func octal(_ range: Range<Int>) -> Int? { Int(text(range).filter { $0 != " " }, radix: 8) }
        var files: [(name: String, bytes: [UInt8])] = []
        var position = 0
        var longName: String?
        while position + 512 <= bytes.count, bytes[position..<position + 512].contains(where: { $0 != 0 }) {
            guard let size = octal(position + 124..<position + 136), size <= maximumSize,
                position + 512 + size <= bytes.count
            else {
                throw Failure(message: "archive/tar: invalid tar header")
            }
            let content = position + 512..<position + 512 + size
            switch bytes[position + 156] {
            case 0, UInt8(ascii: "0"):
                var name = text(position..<position + 100)
                let prefix = text(position + 345..<position + 500)
                if !prefix.isEmpty, bytes[position + 257..<position + 262].elementsEqual("ustar".utf8) {
                    name = prefix + "/" + name
                }
                files.append((longName ?? name, Array(bytes[content])))
                longName = nil
            case UInt8(ascii: "L"): longName = text(content)
            case UInt8(ascii: "x"): longName = paxPath(Array(bytes[content])) ?? longName
            default: longName = nil
            }
            position = content.upperBound + (512 - size % 512) % 512
        }
        return files
    }

    /// The `path` record of an extended header: `27 path=chart/templates/x\n`.
    private static func paxPath(_ bytes: [UInt8]) -> String? {
        for line in bytes.split(separator: 0x0A) {
            let record = String(decoding: line, as: UTF8.self)
            if let space = record.firstIndex(of: " "), record[record.index(after: space)...].hasPrefix("path=") {
                return String(record[record.index(after: space)...].dropFirst("path=".count))
            }
        }
        return nil
    }
}

private struct Inflater {
    private let bytes: [UInt8]
    private var position: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Codes of one alphabet by length, as counts and symbols (canonical Huffman).
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: ArraySlice<Int>) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            var offsets = [Int](repeating: 0, count: 16)
            for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
            symbols = [Int](repeating: 0, count: lengths.count)
            for (symbol, length) in lengths.enumerated() where length > 0 {
                symbols[offsets[length]] = symbol
                offsets[length] += 1
            }
        }
    }

    private mutating func take(_ count: Int) throws(Archive.Failure) -> Int {
        while bitCount < count {
            guard position < bytes.count else { throw Archive.Failure(message: "unexpected EOF") }
            bits |= UInt64(bytes[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    private mutating func decode(_ code: Code) throws(Archive.Failure) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1..<16 {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Archive.Failure(message: "flate: corrupt input")
    }

    mutating func run() throws(Archive.Failure) -> [UInt8] {
        output.reserveCapacity(bytes.count * 4)
        while true {
            let isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try block(Inflater.fixedLiterals, Inflater.fixedDistances)
            case 2:
                let (literals, distances) = try codes()
                try block(literals, distances)
            default: throw Archive.Failure(message: "flate: corrupt input")
            }
            if isLast { return output }
        }
    }

    private mutating func stored() throws(Archive.Failure) {
        bits = 0
        bitCount = 0
        guard position + 4 <= bytes.count else { throw Archive.Failure(message: "unexpected EOF") }
        let length = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        position += 4
        guard position + length <= bytes.count, output.count + length <= Archive.maximumSize else {
            throw Archive.Failure(message: "unexpected EOF")
        }
        output += bytes[position..<position + length]
        position += length
    }

    private static let fixedLiterals = Code(
        ([Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
            + [Int](repeating: 8, count: 8))[...])
    private static let fixedDistances = Code([Int](repeating: 5, count: 30)[...])
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385,
        24577,
    ]

    private mutating func codes() throws(Archive.Failure) -> (Code, Code) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { lengths[Inflater.order[index]] = try take(3) }
        let code = Code(lengths[...])
        var all: [Int] = []
        while all.count < literalCount + distanceCount {
            let symbol = try decode(code)
            switch symbol {
            case 16:
                guard let last = all.last else { throw Archive.Failure(message: "flate: corrupt input") }
                all += [Int](repeating: last, count: 3 + (try take(2)))
            case 17: all += [Int](repeating: 0, count: 3 + (try take(3)))
            case 18: all += [Int](repeating: 0, count: 11 + (try take(7)))
            default: all.append(symbol)
            }
        }
        guard all.count == literalCount + distanceCount else { throw Archive.Failure(message: "flate: corrupt input") }
        return (Code(all[..<literalCount]), Code(ArraySlice(Array(all[literalCount...]))))
    }

    private mutating func block(_ literals: Code, _ distances: Code) throws(Archive.Failure) {
        while true {
            let symbol = try decode(literals)
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol - 257 < Inflater.lengthBases.count else {
                throw Archive.Failure(message: "flate: corrupt input")
            }
            let length = Inflater.lengthBases[symbol - 257] + (try take(Inflater.lengthBits[symbol - 257]))
            let distanceSymbol = try decode(distances)
            guard distanceSymbol < Inflater.distanceBases.count else {
                throw Archive.Failure(message: "flate: corrupt input")
            }
            let distance =
                Inflater.distanceBases[distanceSymbol] + (try take(distanceSymbol < 2 ? 0 : distanceSymbol / 2 - 1))
            guard distance <= output.count, output.count + length <= Archive.maximumSize else {
                throw Archive.Failure(message: "flate: corrupt input")
            }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}

/// The files of a packed chart, without the directory that they lie in.
func unpackChart(_ archive: HelmChart.File) throws(HelmFailure) -> [HelmChart.File] {
    do {
        let files = try Archive.untar(try Archive.gunzip(archive.bytes))
        var result: [HelmChart.File] = []
        for file in files {
            let name = GoPath.clean(
                file.name.split(separator: "/", omittingEmptySubsequences: false).dropFirst().joined(separator: "/"))
            if name == "." || name.hasPrefix("..") || name.hasPrefix("/") {
                throw HelmFailure(
                    .load, "chart illegally contains content outside the base directory: \"\(file.name)\"")
            }
            let bytes = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.bytes.dropFirst(3)) : file.bytes
            result.append(HelmChart.File(name: name, path: "\(archive.path)!/\(file.name)", bytes: bytes))
        }
        if result.isEmpty { throw HelmFailure(.load, "no files in chart archive") }
        return result
    } catch let failure as Archive.Failure {
        throw HelmFailure(.load, failure.message)
    } catch let failure as HelmFailure {
        throw failure
    } catch {
        throw HelmFailure(.load, "\(error)")
    }
}
