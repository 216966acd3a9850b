// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles under the same rules; `Sources/README.md` says why.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A technology: all that is known about one, in a folder of its own.
func technology(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["SourceText", "ConfigModel", "Documents", "Projects"] + dependencies, path: "Sources/Technologies/\(name)",
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "larboard",
    products: [
        .executable(name: "larboard", targets: ["larboard"]),
        .executable(name: "larboard-dev", targets: ["larboard-dev"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSpawn"),
        // 1: bytes and values
        library("Primitives"),
        library("Cryptography", ["CLibcrypto"]),
        library("Archives", ["CZlib"]),
        library("SourceText", ["CMalloc"]),
        library("ConfigModel", ["SourceText"]),
        // 2: syntax
        library("Documents", ["SourceText", "ConfigModel", "Primitives", "CLibyaml"]),
        library("Expressions", ["ConfigModel", "Primitives"]),
        library("Templates", ["SourceText", "ConfigModel", "CLibyaml", "Documents", "Expressions", "Primitives", "Cryptography"]),
        // 3: projects, whatever they are made of
        library("Projects", ["SourceText", "ConfigModel", "Documents", "Primitives"]),
        // 4: technologies, none of which is known above their list
        technology("Kubernetes"),
        technology("Helm", ["Templates", "Expressions", "Kubernetes", "Primitives", "Archives"]),
        technology("Kustomize", ["Kubernetes", "Helm", "Templates", "Expressions", "Primitives", "Cryptography"]),
        technology("Terraform", ["Expressions", "Kubernetes", "Primitives", "Cryptography"]),
        technology("CloudFormation", ["Primitives"]),
        technology("AzureResourceManager", ["Primitives"]),
        technology("Dockerfiles"),
        technology("GitHubActions"),
        technology("RegoModules"),
        technology("Products"),
        .target(
            name: "BuiltInTechnologies",
            dependencies: [
                "SourceText", "Projects", "Kubernetes", "Helm", "Kustomize", "Terraform", "CloudFormation", "AzureResourceManager", "Dockerfiles",
                "GitHubActions", "RegoModules", "Products",
            ], path: "Sources/Technologies/BuiltIn", swiftSettings: strict),
        // 4: judgement
        library(
            "Rules", ["SourceText", "ConfigModel", "Documents", "Expressions", "Projects", "Primitives", "Cryptography"],
            resources: [.copy("../../rules")]),
        // 5: repair
        library("Remediation", ["SourceText", "ConfigModel", "Documents", "Expressions", "Projects", "Rules"]),
        // 6: composition
        library("Engine", ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Primitives", "Cryptography"]),
        library(
            "Reports",
            ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine", "Primitives", "Cryptography"]),
        // 7, 8: the outside world
        library("Processes", ["SourceText", "CSpawn"]),
        library("SourceControl", ["SourceText", "Processes", "CLibgit2"]),
        library("Validation", ["SourceText", "Projects", "Processes"]),
        library("Publishing", ["SourceText", "Rules", "Remediation", "Engine", "Reports", "SourceControl"]),
        // 9: one place to open a repository
        library(
            "Workspace",
            [
                "SourceText", "ConfigModel", "Projects", "BuiltInTechnologies", "Terraform", "Rules", "Remediation", "Engine", "Reports",
                "SourceControl",
                "Validation", "Publishing",
            ]),
        // 11: commands
        .executableTarget(
            name: "larboard",
            dependencies: [
                "SourceText", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Validation", "Publishing", "Workspace", arguments,
            ], swiftSettings: strict),
        .executableTarget(
            name: "larboard-dev",
            dependencies: [
                "SourceText", "ConfigModel", "Primitives", "Processes", "CLibyaml", "Documents", "Templates", "Projects", "BuiltInTechnologies",
                "Helm",
                "Kustomize", "Terraform", "Rules", "Remediation", "Engine", "Reports", arguments,
            ], swiftSettings: strict),
        // Tests, one per target that has logic; see Tests/README.md
        .target(name: "TestSupport", dependencies: ["Primitives", "Processes"], path: "Tests/TestSupport", swiftSettings: strict),
        tests("ProcessesTests", ["Processes"]),
        tests("PrimitivesTests", ["Primitives"]),
        tests("ArchivesTests", ["Primitives", "Archives", "TestSupport"]),
        tests("CryptographyTests", ["Primitives", "Cryptography"]),
        tests("SourceTextTests", ["Primitives", "TestSupport", "SourceText", "ConfigModel"]),
        tests("DocumentsTests", ["Primitives", "TestSupport", "SourceText", "ConfigModel", "Documents"]),
        tests("ExpressionsTests", ["Primitives", "TestSupport", "ConfigModel", "Expressions"], exclude: ["cel-gaps.tsv"]),
        tests("TemplatesTests", ["Primitives", "TestSupport", "SourceText", "ConfigModel", "Documents", "Templates"]),
        tests(
            "RenderingTests",
            [
                "Primitives", "TestSupport", "SourceText", "ConfigModel", "Documents", "Templates", "Projects", "BuiltInTechnologies", "Kubernetes",
                "Helm", "Kustomize", "Terraform",
                "CloudFormation", "AzureResourceManager", "Dockerfiles", "Products",
            ]),
        tests(
            "RuleTests",
            [
                "TestSupport", "Terraform", "SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine",
                "BuiltInTechnologies",
            ]),
        tests("ValidatorTests", ["SourceText", "Projects", "BuiltInTechnologies", "Rules", "Validation"]),
        tests(
            "RemediationTests",
            [
                "Primitives", "TestSupport", "Terraform", "SourceText", "ConfigModel", "Documents", "Templates", "Projects", "BuiltInTechnologies",
                "Helm",
                "Rules", "Remediation", "Engine",
            ]),
        tests(
            "ReportsTests",
            [
                "Primitives", "TestSupport", "SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine", "Reports",
                "BuiltInTechnologies",
            ]),
        tests("EngineTests", ["SourceText", "ConfigModel", "Documents", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine"]),
        tests(
            "PublishingTests",
            [
                "Primitives", "TestSupport", "SourceText", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine", "Reports",
                "SourceControl", "Publishing", "Workspace",
            ]),
        tests(
            "WorkspaceTests",
            [
                "TestSupport", "SourceText", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine", "Reports", "SourceControl",
                "Validation", "Publishing", "Workspace",
            ]),
        tests("CommandTests", ["Processes", "TestSupport"]),
        tests("TidyTests", ["SourceText", "Processes", "TestSupport"]),
    ]
)
