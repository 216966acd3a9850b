import ConfigModel
import Documents
import SourceText
internal import Projects

/// Whether a search for a few words says that a file may be a template; parsing decides.
func mayBeTemplate(_ file: SourceFile) -> Bool {
    if namesItselfTemplate(file) { return true }
    guard file.bytes.contains(text: "Resources"), file.bytes.contains(text: "::") else { return false }
    return file.bytes.contains(text: "AWSTemplateFormatVersion") || ["AWS::", "Custom::", "Alexa::"].contains { holdsType($0, file.bytes) }
}

/// Whether the key that only templates have stands at the top of a YAML file, or anywhere in a JSON one.
func namesItselfTemplate(_ file: SourceFile) -> Bool {
    let bytes = file.bytes
    return bytes.starts(with: "AWSTemplateFormatVersion:".utf8) || bytes.contains(text: "\nAWSTemplateFormatVersion:")
        || bytes.first { $0 > 0x20 } == UInt8(ascii: "{") && bytes.contains(text: "\"AWSTemplateFormatVersion\"")
}

/// Whether `Type` and the word stand on one line with nothing but marks between them.
private func holdsType(_ word: String, _ bytes: [UInt8]) -> Bool {
    let pattern = Array(word.utf8)
    let key = Array("Type".utf8)
    var from = 0
    while let hit = bytes[from...].firstRange(of: pattern) {
        var at = hit.lowerBound
        while at > 0, [0x20, 0x09, 0x22, 0x27, 0x3A].contains(bytes[at - 1]) { at -= 1 }
        if at < hit.lowerBound, at >= key.count, bytes[(at - key.count)..<at].elementsEqual(key) { return true }
        from = hit.upperBound
    }
    return false
}

/// YAML or JSON, whichever the text begins like; `.template` and `.yaml` say nothing about it.
func parseTemplate(_ file: SourceFile, in tree: any WorkTree) -> any Document {
    if file.path.hasSuffix(".toml") { return tree.document(file, as: .toml) }
    let isJSON = file.path.hasSuffix(".json") || (file.path.hasSuffix(".template") && file.bytes.first { $0 > 0x20 } == UInt8(ascii: "{"))
    return tree.document(file, as: isJSON ? .json : .yaml)
}

extension CloudFormationTemplate: ParameterisedTemplate {
    /// The paths of templates that stacks within it name by a relative path.
    ///
    ///     Network: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./network.yaml}}
    var nestedPaths: [String] { section("Resources").entries.compactMap { nestedTemplate($0.value, in: self) } }
}

func nestedTemplate(_ resource: Traced, in template: CloudFormationTemplate) -> String? {
    let property: String
    switch resource["Type"]?.value.string {
    case "AWS::CloudFormation::Stack": property = "TemplateURL"
    case "AWS::Serverless::Application": property = "Location"
    default: return nil
    }
    guard let location = resource["Properties"]?[property], template.call(location) == nil, let text = location.value.string,
        !text.contains("://"), !text.hasPrefix("/"), !text.contains("{")
    else { return nil }
    return resolved(text, in: folder(of: template.path))
}
