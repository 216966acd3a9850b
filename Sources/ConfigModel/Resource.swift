package import SourceText

/// Who a resource is, without lines or bytes, so that it survives reformatting and moves within a file.
package struct ResourceID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The system that the resource belongs to: `kubernetes`, `terraform`, `dockerfile`.
    package let system: String
    /// `apps/v1/Deployment`, `aws_s3_bucket`, `stage`.
    package let type: String
    /// `shop/web`, `data`, the stage's name or number.
    package let name: String

    /// Where the resource is used, for what is written once and used several times: `module.a["eu"]`; else empty.
    package let scope: String
    /// Which instance of its block it is, when instances differ: `["eu"]`, `[0]`; else empty.
    package let key: String

    package init(system: String, type: String, name: String, scope: String = "", key: String = "") {
        self.system = system
        self.type = type
        self.name = name
        self.scope = scope
        self.key = key
    }

    package var description: String { (scope.isEmpty ? "" : scope + ".") + "\(type) \(name)\(key)" }

    /// As tools of the system write it: `module.a.aws_s3_bucket.b["eu"]`.
    package var address: String { (scope.isEmpty ? "" : scope + ".") + "\(type).\(name)\(key)" }
}

/// One resource of a rendered project: something that rules judge.
package struct Resource: Sendable {
    package let id: ResourceID
    package let value: Traced
    package let home: Home
    /// The span that a report underlines when nothing narrower fits: the head of the block or document.
    package let headline: Span
    /// The render cases that have the resource exactly like this, as indexes into the project's cases; ascending.
    package let cases: [Int]
    /// For a call of a Terraform module whose source is at hand: the names of its variables; sorted.
    package let offers: [String]

    package init(id: ResourceID, value: Traced, home: Home, headline: Span, cases: [Int] = [0], offers: [String] = []) {
        self.offers = offers
        self.id = id
        self.value = value
        self.home = home
        self.headline = headline
        self.cases = cases
    }

    /// Where the resource is written.
    package struct Home: Hashable, Sendable {
        package let path: String
        /// Which document of the file, from 0.
        package let root: Int
        /// The way from that document's root to the resource: `items[2]` in a `List`, `resource[0]` in a Terraform file.
        package let prefix: ValuePath
        package let span: Span
        /// The format of the text that the resource is, when it is a scalar of that document; its bytes are those of `span`.
        package let embedded: String?

        package init(path: String, root: Int = 0, prefix: ValuePath = .root, span: Span, embedded: String? = nil) {
            self.embedded = embedded
            self.path = path
            self.root = root
            self.prefix = prefix
            self.span = span
        }
    }
}
