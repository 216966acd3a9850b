/// Files that belong together and are rendered as one: a Terraform module, a folder of manifests, one Dockerfile.
package struct Project: Hashable, Sendable {
    /// What kind of project it is. Each technology that makes projects declares its kinds in its own folder.
    package struct Kind: Hashable, Sendable {
        /// As reports call it: `terraform`, `chart`; unique.
        package let rawValue: String
        /// What was judged again as a whole, in words: `the module`; nil where files are judged one by one.
        package let scope: String?
        /// Whether resources are made out of the files rather than written in them.
        package let isRendered: Bool
        /// Whether a project is one file, which names it.
        package let isNamedAfterFile: Bool

        /// Files are judged one by one where `scope` is nil.
        package init(_ rawValue: String, scope: String? = nil, isRendered: Bool = false, isNamedAfterFile: Bool = false) {
            self.rawValue = rawValue
            self.scope = scope
            self.isRendered = isRendered
            self.isNamedAfterFile = isNamedAfterFile
        }

        /// Whether the files are rendered together, so that a change of one may show anywhere.
        package var isWhole: Bool { scope != nil }

        /// By name alone, which is unique.
        package static func == (a: Kind, b: Kind) -> Bool { a.rawValue == b.rawValue }
        /// By name, as `==`.
        package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    }

    /// Says which technology renders it.
    package let kind: Kind
    /// The folder, relative to the work tree; empty for the tree's root.
    package let root: String
    /// Paths relative to the work tree, sorted.
    package let files: [String]
    /// What the run says to the project's technology: render cases of charts, plans of root modules.
    package var settings: [ProjectSetting]

    /// - Parameter files: sorted.
    package init(kind: Kind, root: String, files: [String], settings: [ProjectSetting] = []) {
        self.kind = kind
        self.root = root
        self.files = files
        self.settings = settings
    }

    /// What people call it: the folder, or the file where a folder holds several Dockerfiles or templates.
    package var name: String {
        if kind.isNamedAfterFile { return files.first ?? root }
        return root.isEmpty ? "." : root
    }

    /// The settings of one type.
    package func settings<Setting: Hashable & Sendable>(_ type: Setting.Type) -> [Setting] { settings.compactMap { $0.value as? Setting } }
}

/// One thing that a run says to the technology of a project; only that technology knows its type.
package struct ProjectSetting: Hashable, Sendable {
    /// Of a type of the technology's own.
    package let value: any Hashable & Sendable

    /// Any value goes; one that no technology asks for has no effect.
    package init(_ value: any Hashable & Sendable) { self.value = value }

    /// By type and value.
    package static func == (a: ProjectSetting, b: ProjectSetting) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }
    /// By value, as `==`.
    package func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }
}
