package import ConfigModel

/// What applying one step of a fix does to its resource beyond the step itself: it is made anew, or it goes down for a while.
///
///     resource "aws_db_instance" "main" { storage_encrypted = true }   # forces a new instance
///
/// Source: the documentation page of the provider, see `source`.
package struct ForcedChange: Hashable, Sendable, Codable {
    package let resource: ResourceID
    /// The argument that cannot be changed in place: `root_block_device.encrypted`.
    package let argument: String
    package let effect: Effect
    /// Whether the resource holds what a new one does not have.
    package let losesData: Bool
    /// Where that is documented; nil where only the rule says so.
    package let source: String?

    package enum Effect: String, Sendable, CaseIterable, Codable {
        case restart, replace
    }

    package var impact: Fix.Impact { effect == .replace ? .replace : .restart }

    /// The first line of every advice: `Replaces aws_db_instance.main: storage_encrypted cannot be changed in place; …`.
    package var sentence: String {
        switch effect {
        case .restart: "Interrupts \(resource.address): it restarts or stops for the change of \(argument)"
        case .replace:
            "Replaces \(resource.address): \(argument) cannot be changed in place"
                + (losesData ? "; what it holds is lost unless it is moved or restored" : "")
        }
    }
}

extension Finding {
    /// The class of the fix in the most careful words of all occurrences; what the configuration says cannot make safe what forces a change.
    ///
    /// - Parameter configured: the class that the configuration gives a rule, by id.
    package func safety(configured: [String: Fix.Safety] = [:]) -> Fix.Safety {
        let offered = occurrences.compactMap { $0.fix.edits?.safety }
        guard offered.count == occurrences.count else { return .none }
        let safety = configured[check.id] ?? (offered.contains(.none) ? .none : offered.contains(.review) ? .review : .safe)
        return safety == .safe && !forcedChanges.isEmpty ? .review : safety
    }

    /// What the fix forces, in every resource where the rule fired, worst first.
    package var forcedChanges: [ForcedChange] {
        var seen: Set<ForcedChange> = []
        let all = occurrences.flatMap { $0.fix.edits?.forced ?? [] }.filter { seen.insert($0).inserted }
        return all.filter { $0.effect == .replace } + all.filter { $0.effect == .restart }
    }

    /// The impact that the rule declares, or a worse one that the change forces here.
    package var impact: Fix.Impact {
        let impacts = forcedChanges.map(\.impact) + [check.fix?.impact ?? .none]
        return Fix.Impact.allCases.last { impacts.contains($0) } ?? .none
    }
}
