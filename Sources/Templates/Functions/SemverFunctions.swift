import Primitives

extension FunctionTable {
    static let semverFunctions: [GoFunction] = [
        GoFunction("semver", [.string]) { arguments, _ in
            guard let version = SemanticVersion(arguments.string(0)) else {
                throw CallFailure("invalid semantic version")
            }
            return .object(VersionObject(version, original: arguments.string(0)), .none)
        },
        GoFunction("semverCompare", [.string, .string]) { arguments, _ in
            guard let constraint = VersionConstraint(arguments.string(0)) else {
                throw CallFailure("improper constraint: \(arguments.string(0))")
            }
            guard let version = SemanticVersion(arguments.string(1)) else {
                throw CallFailure("invalid semantic version")
            }
            return .flag(constraint.isSatisfied(by: version))
        },
    ]
}

/// What `semver` returns: `(semver "1.2.3").Major`.
final class VersionObject: GoObject {
    let typeName = "*semver.Version"
    let version: SemanticVersion
    /// As it was given; empty for one that was made from another.
    let original: String

    init(_ version: SemanticVersion, original: String = "") {
        self.version = version
        self.original = original
    }

    var kindName: String { "ptr" }
    var description: String { version.description }

    func method(_ name: String) -> [ParameterType]? {
        switch name {
        case "Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "String", "IncMajor", "IncMinor",
            "IncPatch":
            []
        case "SetPrerelease", "SetMetadata": [.string]
        case "Compare", "Equal", "GreaterThan", "LessThan", "GreaterThanEqual", "LessThanEqual":
            [.object("semver.Version")]
        default: nil
        }
    }

    func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue {
        if let first = arguments.first, case .object(let object, _) = first, let other = object as? VersionObject {
            let order = version.compared(to: other.version)
            switch name {
            case "Compare": return .number(order)
            case "Equal": return .flag(order == 0)
            case "GreaterThan": return .flag(order > 0)
            case "GreaterThanEqual": return .flag(order >= 0)
            case "LessThanEqual": return .flag(order <= 0)
            default: return .flag(order < 0)
            }
        }
        switch name {
        case "Major": return .number64(Int64(clamping: version.major))
        case "Minor": return .number64(Int64(clamping: version.minor))
        case "Patch": return .number64(Int64(clamping: version.patch))
        case "Prerelease": return .text(version.prerelease)
        case "Metadata": return .text(version.metadata)
        case "Original": return .text(original)
        case "IncMajor", "IncMinor", "IncPatch": return .object(VersionObject(version.incremented(name)), .none)
        case "SetPrerelease", "SetMetadata":
            let text = arguments.string(0)
            guard text.isEmpty || SemanticVersion.areIdentifiers(text) else {
                throw CallFailure("invalid prerelease string")
            }
            let isPrerelease = name == "SetPrerelease"
            return .object(
                VersionObject(
                    SemanticVersion(
                        major: version.major, minor: version.minor, patch: version.patch,
                        prerelease: isPrerelease ? text : version.prerelease,
                        metadata: isPrerelease ? version.metadata : text)), .none)
        default: return .text(version.description)
        }
    }
}

extension SemanticVersion {
    /// - Parameter part: `IncMajor`, `IncMinor` or `IncPatch`.
    fileprivate func incremented(_ part: String) -> SemanticVersion {
        switch part {
        case "IncMajor": SemanticVersion(major: major &+ 1, minor: 0, patch: 0)
        case "IncMinor": SemanticVersion(major: major, minor: minor &+ 1, patch: 0)
        default: SemanticVersion(major: major, minor: minor, patch: prerelease.isEmpty ? patch &+ 1 : patch)
        }
    }
}
