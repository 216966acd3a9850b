import Archives
import Primitives
import TestSupport
import Testing

@Suite struct ArchivesTests {
    private let limit = 1 << 20

    @Test func `what gzip packs is unpacked`() throws {
        for text in ["", "a", String(repeating: "apiVersion: v1\n", count: 5_000)] {
            #expect(try gunzip(packed(Array(text.utf8)), limit: limit) == Array(text.utf8))
        }
    }

    @Test func `what is no gzip, or half of one, is refused`() throws {
        let whole = try packed(Array(String(repeating: "some text ", count: 300).utf8))
        #expect(failure { try gunzip([], limit: limit) } == "gzip: invalid header")
        #expect(failure { try gunzip([UInt8](repeating: 0x1F, count: 100), limit: limit) } == "gzip: invalid header")
        #expect(failure { try gunzip(Array(whole.prefix(whole.count / 2)), limit: limit) } == "unexpected EOF")
        var broken = whole
        // A block of the third kind, which RFC 1951 reserves.
        broken[10] |= 6
        #expect(failure { try gunzip(broken, limit: limit) } == "flate: corrupt input")
    }

    @Test func `a bomb ends at the limit`() throws {
        let bomb = try packed([UInt8](repeating: 0, count: 32 << 20))
        #expect(bomb.count < 1 << 16)
        #expect(failure { try gunzip(bomb, limit: limit) } == "flate: corrupt input")
        #expect(try gunzip(bomb, limit: 32 << 20).count == 32 << 20)
    }

    @Test(arguments: [1, 1_000, 1 << 16, (1 << 16) + 1, 200_000])
    func `a limit is what may come out, to the byte`(_ count: Int) throws {
        let whole = try packed([UInt8](repeating: 7, count: count))
        #expect(try gunzip(whole, limit: count).count == count)
        #expect(failure { try gunzip(whole, limit: count - 1) } == "flate: corrupt input")
    }

    @Test(arguments: [0, 1, 511, 512, 513, 1024])
    func `a file begins at the block behind the one before it`(_ size: Int) throws {
        let first = String(repeating: "a", count: size)
        let files = try untar(member("first", first) + member("second", "b") + [UInt8](repeating: 0, count: 1024), limit: limit)
        #expect(files.map(\.name) == ["first", "second"])
        #expect(files.map { String(decoding: $0.bytes, as: UTF8.self) } == [first, "b"])
    }

    @Test func `damaged archives never stop the program`() throws {
        let whole = try packed(member("c/Chart.yaml", "name: c\n") + member("c/values.yaml", "a: 1\n") + [UInt8](repeating: 0, count: 1024))
        var random = SplitMix64(1952)
        for _ in 0..<Tier.rounds(10_000) {
            var bytes = whole
            for _ in 0...random.below(3) { random.mutate(&bytes) }
            if let inner = try? gunzip(bytes, limit: limit) { _ = try? untar(inner, limit: limit) }
            var plain = member("c/Chart.yaml", "name: c\n")
            random.mutate(&plain)
            _ = try? untar(plain, limit: limit)
        }
    }

    @Test func `regular files come with their names, links and folders do not`() throws {
        let bytes =
            member("c/", "", kind: "5") + member("c/link", "", kind: "2") + member("c/hard", "", kind: "1") + member("c/a.yaml", "k: v\n")
            + member("././@LongLink", "c/" + String(repeating: "x", count: 150), kind: "L") + member("c/short", "1")
            + member("pax", "17 path=c/längste\n", kind: "x") + member("c/other", "2") + [UInt8](repeating: 0, count: 1024)
        let files = try untar(bytes, limit: limit)
        #expect(files.map(\.name) == ["c/a.yaml", "c/" + String(repeating: "x", count: 150), "c/längste"])
        #expect(files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["k: v\n", "1", "2"])
    }

    @Test func `sizes that lie are refused`() {
        for size in ["77777777777", "-0000001", "99", "", "00000001001"] {
            #expect(failure { try untar(member("a", "x", size: size), limit: limit) } == "archive/tar: invalid tar header", "\(size)")
        }
    }

    @Test func `sixty thousand entries are read as quickly as one large file`() throws {
        let one = member("c/f", "")
        #expect(try untar([[UInt8]](repeating: one, count: 60_000).flatMap(\.self), limit: limit).count == 60_000)
    }

    private func failure(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? ArchiveFailure)?.message }
    }

    private func packed(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TestFolder()
        try folder.write("plain", bytes)
        try folder.run("gzip", "--no-name", folder.path + "/plain")
        return try #require(folder.bytes("plain.gz"))
    }

    private func member(_ name: String, _ content: String, kind: Character = "0", size: String? = nil) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        header.replaceSubrange(0..<name.utf8.count, with: name.utf8)
        let size = size ?? String(content.utf8.count, radix: 8)
        header.replaceSubrange(124..<124 + size.utf8.count, with: size.utf8)
        header[156] = kind.asciiValue ?? 0
        return header + Array(content.utf8) + [UInt8](repeating: 0, count: (512 - content.utf8.count % 512) % 512)
    }
}
