// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles under the same rules; `Sources/README.md` says why.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // Tests run with checks of exclusive access; a release, which renders charts all day, does without (a twentieth of its time).
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
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
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "larboard",
    products: [
        .executable(name: "larboard", targets: ["larboard"]),
        .executable(name: "larboard-dev", targets: ["larboard-dev"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CMalloc"),
        // 1: bytes and values
        library("SourceText", ["CMalloc"]),
        library("ConfigModel", ["SourceText"]),
        // 2: syntax
        library("Documents", ["SourceText", "ConfigModel", "CLibyaml"]),
        library("Expressions", ["ConfigModel", crypto]),
        library("Templates", ["SourceText", "ConfigModel", "CLibyaml", "Documents", "Expressions", crypto]),
        // 3: projects, whatever they are made of
        library("Projects", ["SourceText", "ConfigModel", "Documents"]),
        // 4: technologies, none of which is known above their list
        technology("Kubernetes"),
        technology("Helm", ["Templates", "Expressions", "Kubernetes", crypto]),
        technology("Kustomize", ["Kubernetes", "Helm", "Templates", crypto]),
        technology("Terraform", ["Expressions", "Templates", "Kubernetes", crypto]),
        technology("CloudFormation"),
        technology("AzureResourceManager"),
        technology("Dockerfiles"),
        technology("GitHubActions"),
        technology("RegoModules"),
        technology("Products"),
        .target(
            name: "BuiltInTechnologies",
            dependencies: [
                "Projects", "Kubernetes", "Helm", "Kustomize", "Terraform", "CloudFormation", "AzureResourceManager", "Dockerfiles", "GitHubActions",
                "RegoModules", "Products",
            ], path: "Sources/Technologies/BuiltIn", swiftSettings: strict),
        // 4: judgement
        library(
            "Rules", ["SourceText", "ConfigModel", "Documents", "Expressions", "Projects", crypto],
            resources: [.copy("../../rules")]),
        // 5: repair
        library("Remediation", ["SourceText", "ConfigModel", "Documents", "Expressions", "Projects", "Rules"]),
        // 6: composition
        library("Engine", ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", crypto]),
        library(
            "Reports",
            ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine", crypto]),
        // 7, 8: the outside world
        library("SourceControl", ["SourceText", "CLibgit2"]),
        library("Validation", ["SourceText", "SourceControl"]),
        library("Publishing", ["SourceText", "Rules", "Remediation", "Engine", "Reports", "SourceControl"]),
        // 9: one place to open a repository
        library(
            "Workspace",
            [
                "SourceText", "ConfigModel", "Projects", "BuiltInTechnologies", "Terraform", "Rules", "Remediation", "Engine", "Reports", "SourceControl",
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
                "SourceText", "ConfigModel", "CLibyaml", "Documents", "Templates", "Projects", "BuiltInTechnologies", "Helm", "Kustomize", "Terraform", "Rules", "Remediation",
                "Engine", "Reports",
                arguments,
            ], swiftSettings: strict),
        // Tests, one per target that has logic; see Tests/README.md
        tests("SourceTextTests", ["SourceText", "ConfigModel"]),
        tests("DocumentsTests", ["SourceText", "ConfigModel", "Documents"]),
        tests("ExpressionsTests", ["ConfigModel", "Expressions"], exclude: ["cel-gaps.tsv"]),
        tests("TemplatesTests", ["SourceText", "ConfigModel", "Documents", "Templates"]),
        tests(
            "RenderingTests",
            [
                "SourceText", "ConfigModel", "Documents", "Templates", "Projects", "BuiltInTechnologies", "Kubernetes", "Helm", "Kustomize", "Terraform",
                "CloudFormation", "AzureResourceManager", "Dockerfiles", "Products",
            ]),
        tests("RuleTests", ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine", "BuiltInTechnologies"]),
        tests("ValidatorTests", ["SourceText", "Rules", "Validation"]),
        tests(
            "RemediationTests",
            ["SourceText", "ConfigModel", "Documents", "Templates", "Projects", "BuiltInTechnologies", "Helm", "Rules", "Remediation", "Engine"]),
        tests(
            "ReportsTests",
            ["SourceText", "ConfigModel", "Documents", "Projects", "Rules", "Remediation", "Engine", "Reports", "BuiltInTechnologies"]),
        tests("EngineTests", ["SourceText", "ConfigModel", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine"]),
        tests(
            "PublishingTests",
            [
                "SourceText", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Publishing",
                "Workspace",
            ]),
        tests(
            "WorkspaceTests",
            [
                "SourceText", "Projects", "BuiltInTechnologies", "Rules", "Remediation", "Engine", "Reports", "SourceControl", "Validation",
                "Publishing", "Workspace",
            ]),
        tests("CommandTests", ["SourceText"]),
        tests("TidyTests", ["SourceText"]),
    ]
)
