import SourceText

/// What a stage starts from: an image reference taken apart, an earlier stage, or nothing.
///
///     FROM --platform=linux/amd64 ghcr.io/acme/base:1.4@sha256:… AS build
struct StageBase: Sendable {
    /// The image with variables put in; nil when one of them is unknown.
    let image: ExpandedText?
    let imageSpan: Span
    /// Parts of `image`, as ranges of its bytes.
    var registry: Range<Int>?
    var name: Range<Int>?
    var tag: Range<Int>?
    var digest: Range<Int>?
    /// The earlier stage of this name.
    var stage: Int?

    var isScratch: Bool { stage == nil && image.map { $0.string == "scratch" } ?? false }

    init(image: ExpandedText?, imageSpan: Span, stage: Int?) {
        self.image = image
        self.imageSpan = imageSpan
        self.stage = stage
        if stage == nil, let image { split(image.bytes) }
    }

    /// After the grammar of https://pkg.go.dev/github.com/distribution/reference: `registry/name:tag@digest`.
    private mutating func split(_ bytes: [UInt8]) {
        var end = bytes.count
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
            digest = at + 1..<end
            end = at
        }
        let slash = bytes[..<end].lastIndex(of: UInt8(ascii: "/"))
        if let colon = bytes[(slash.map { $0 + 1 } ?? 0)..<end].firstIndex(of: UInt8(ascii: ":")) {
            tag = colon + 1..<end
            end = colon
        }
        var start = 0
        if let first = bytes[..<end].firstIndex(of: UInt8(ascii: "/")) {
            let host = bytes[..<first]
            if host.contains(UInt8(ascii: ".")) || host.contains(UInt8(ascii: ":"))
                || host.elementsEqual("localhost".utf8)
            {
                registry = 0..<first
                start = first + 1
            }
        }
        name = start..<max(end, start)
    }
}
