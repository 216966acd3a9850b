package import ConfigModel
internal import SourceText

/// A resource that a fix writes beside the one that it protects.
///
///     resource "aws_s3_bucket" "logs" { for_each = local.sites }
///
///     resource "aws_s3_bucket_versioning" "logs" {         # the related resource: named as its subject, one for each of its instances
///       for_each = local.sites
///       bucket   = aws_s3_bucket.logs[each.key].id         # a reference
///       versioning_configuration { status = "Enabled" }    # the body
///     }
///
/// In Kubernetes it is one more document of the file, in the subject's namespace.
///
/// A related resource is copied from how its subject is written, not from how it is rendered: `count`, names and labels stay true under
/// kustomizations and module calls. A change that adds a resource is proven against the whole folder.
package struct RelatedResource: Hashable, Sendable {
    /// `aws_s3_bucket_versioning`; `networking.k8s.io/v1/NetworkPolicy`.
    package let type: String
    /// Nil means the subject's name.
    package let name: String?
    package let body: [NewValue.Entry]
    /// Arguments that refer to an attribute of the subject: `bucket` to `id`.
    package let references: [Pair]
    /// Values that are written as the subject writes them: `spec.selector.matchLabels`.
    package let copies: [Copy]

    package init(type: String, name: String?, body: [NewValue.Entry], references: [Pair], copies: [Copy]) {
        self.type = type
        self.name = name
        self.body = body
        self.references = references
        self.copies = copies
    }

    package struct Pair: Hashable, Sendable {
        package let argument: String
        package let attribute: String

        package init(argument: String, attribute: String) {
            self.argument = argument
            self.attribute = attribute
        }
    }

    package struct Copy: Hashable, Sendable {
        /// In the related resource.
        package let path: ValuePath
        /// In the subject.
        package let source: ValuePath

        package init(path: ValuePath, source: ValuePath) {
            self.path = path
            self.source = source
        }
    }
}

/// Makes the related resources among some changes, each checked by reading the file again, beside the edits of the others.
func withCompanions(
    _ changes: [DocumentChange], others: ([DocumentChange]) -> PlannedEdits,
    make: (RelatedResource, DocumentChange) throws(RelatedResourceRefusal) -> Edit
) -> PlannedEdits {
    var plain: [DocumentChange] = []
    var wanted: [(relatedResource: RelatedResource, change: DocumentChange)] = []
    for change in changes {
        if case .add(let relatedResource) = change.action { wanted.append((relatedResource, change)) } else { plain.append(change) }
    }
    var planned = plain.isEmpty ? PlannedEdits() : others(plain)
    for (relatedResource, change) in wanted {
        do throws(RelatedResourceRefusal) {
            let edit = try make(relatedResource, change)
            do { try planned.edits.add(edit) } catch { throw RelatedResourceRefusal("another change already rewrites this place") }
        } catch {
            planned.refused.append(PlannedEdits.Refusal(change: change, reason: error.reason))
        }
    }
    return planned
}

/// Why a related resource is not written.
struct RelatedResourceRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
