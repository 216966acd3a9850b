import BuiltInTechnologies
import ConfigModel
import Engine
import Foundation
import Projects
import Rules
import SourceText
import Synchronization
import TestSupport
import Terraform

/// The repository's `rules` folder, read from the sources, so that a new rule needs no build; `LARBOARD_RULES` names another.
let rulesFolder: any WorkTree =
    (try? DirectoryTree(ProcessInfo.processInfo.environment["LARBOARD_RULES"] ?? repositoryRoot + "/rules")) ?? MemoryTree([:])

let allRules = loadRules(rulesFolder, .builtIn())
let testDay = Day("2026-06-01")!
let replacements = loadReplacements(rulesFolder)
let sharedRuleset = Ruleset(rules: allRules.rules, technologies: .builtIn(), replacements: replacements, today: testDay)

/// Rule sets by parameters: making one compiles the expressions of all rules again.
private let rulesets = Mutex<[(parameters: [String: Value], ruleset: Ruleset)]>([])

func rulesetWith(_ parameters: [String: Value], plan: TerraformPlan? = nil) -> Ruleset {
    if parameters.isEmpty, plan == nil { return sharedRuleset }
    if plan == nil, let known = rulesets.withLock({ $0.first { $0.parameters == parameters }?.ruleset }) { return known }
    var configuration = Configuration()
    configuration.parameters = parameters
    let ruleset = Ruleset(
        rules: allRules.rules, technologies: .builtIn(plans: plan.map { [$0] } ?? []), configuration: configuration, replacements: replacements,
        today: testDay)
    if plan == nil { rulesets.withLock { $0.append((parameters, ruleset)) } }
    return ruleset
}
