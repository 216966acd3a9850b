package import ConfigModel
package import Rules
package import SourceText

/// What the record keeps of a finding: all that a person is told of it, nothing that planning a fix needs.
package struct RecordedFinding: Hashable, Sendable {
    /// Encoded by its id; the record lists each check once.
    package let check: Check
    /// The configuration applied.
    package let severity: Severity
    /// Low where a template of another part of the tree may bring what is missing.
    package let confidence: Confidence
    /// As the check says it; what reports show is masked.
    package let message: String
    /// The resource that the finding is told of.
    package let resource: ResourceID
    /// Where the check fired for this one cause: as many resources as ways in which render cases have them, `resource` first.
    package let occurrences: [ResourceID]
    /// The narrowest part that was judged; the root stands for the resource.
    package let subject: ValuePath
    /// What a report underlines.
    package let place: RecordedPlace
    /// The places that the value came from, nearest the rendered value first.
    package let origins: [RecordedOrigin]
    /// Stable when lines move; 32 hexadecimal digits.
    package let fingerprint: String
    /// The class of the fix here, the configuration applied; `none` where there is advice only.
    package let safety: Fix.Safety
    /// What the fix does to what runs, the worst of all places.
    package let impact: Fix.Impact
    /// What the fix forces, worst first.
    package let forcedChanges: [ForcedChange]

    /// The file of `place`.
    package var path: String { place.path }
    /// The bytes of `place`.
    package var span: Span { place.span }

    /// By place, then check, as `Finding.isOrderedBefore`.
    package static func isOrderedBefore(_ a: RecordedFinding, _ b: RecordedFinding) -> Bool {
        (a.path, a.span.start, a.span.end, a.check.id, a.fingerprint) < (b.path, b.span.start, b.span.end, b.check.id, b.fingerprint)
    }
}

/// One place that contributed to a value.
package struct RecordedOrigin: Hashable, Sendable, Codable {
    /// Where it is.
    package let place: RecordedPlace
    /// What part the place played.
    package let role: Origin.Role
}

/// A finding that stays, and why.
package struct RemainingFinding: Hashable, Sendable, Codable {
    /// The finding as it was before anything was tried.
    package let finding: RecordedFinding
    /// Lower case, no final period.
    package let reason: String
}

extension Origin.Role: Codable {}

extension RecordedFinding: Codable {
    private enum Key: String, CodingKey {
        case check, severity, confidence, message, resource, occurrences, subject, place, origins, fingerprint, safety, impact, forcedChanges
    }

    /// - Throws: `DecodingError` where the record lists no check of that id.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let id = try values.decode(String.self, forKey: .check)
        guard let known = decoder.userInfo[.recordedChecks] as? RecordedChecks, let check = known.byID[id] else {
            throw DecodingError.dataCorruptedError(forKey: .check, in: values, debugDescription: "the record lists no check '\(id)'")
        }
        self.check = check
        severity = try values.decode(Severity.self, forKey: .severity)
        confidence = try values.decode(Confidence.self, forKey: .confidence)
        message = try values.decode(String.self, forKey: .message)
        resource = try values.decode(ResourceID.self, forKey: .resource)
        occurrences = try values.decode([ResourceID].self, forKey: .occurrences)
        subject = try values.decode(ValuePath.self, forKey: .subject)
        place = try values.decode(RecordedPlace.self, forKey: .place)
        origins = try values.decode([RecordedOrigin].self, forKey: .origins)
        fingerprint = try values.decode(String.self, forKey: .fingerprint)
        safety = try values.decode(Fix.Safety.self, forKey: .safety)
        impact = try values.decode(Fix.Impact.self, forKey: .impact)
        forcedChanges = try values.decode([ForcedChange].self, forKey: .forcedChanges)
    }

    /// Writes the check by its id.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(check.id, forKey: .check)
        try values.encode(severity, forKey: .severity)
        try values.encode(confidence, forKey: .confidence)
        try values.encode(message, forKey: .message)
        try values.encode(resource, forKey: .resource)
        try values.encode(occurrences, forKey: .occurrences)
        try values.encode(subject, forKey: .subject)
        try values.encode(place, forKey: .place)
        try values.encode(origins, forKey: .origins)
        try values.encode(fingerprint, forKey: .fingerprint)
        try values.encode(safety, forKey: .safety)
        try values.encode(impact, forKey: .impact)
        try values.encode(forcedChanges, forKey: .forcedChanges)
    }
}
