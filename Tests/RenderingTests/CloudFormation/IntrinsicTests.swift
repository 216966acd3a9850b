import ConfigModel
import Testing

private let sections = """
    Parameters:
      Name: {Type: String, Default: shop}
      On: {Type: String, Default: 'true'}
      Count: {Type: Number, Default: '3'}
      Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}
      Needed: {Type: String}
      Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /path}
    Mappings:
      Sizes:
        small: {Size: 1, Kinds: [x, z]}
    Conditions:
      Yes: !Equals [!Ref Name, shop]
      No: !Not [!Condition Yes]
      Open: !Equals [!Ref Needed, x]
      Both: !And [!Condition Yes, !Condition No]
      Either: !Or [!Condition Open, !Condition Yes]
      Neither: !And [!Condition Open, !Condition No]
      Undecided: !Or [!Condition Open, !Condition No]
      Long: {"Fn::Equals": [{Ref: On}, true]}
    """

@Suite struct IntrinsicTests {
    @Test(arguments: [
        ("!Ref Name", Value.string("shop")), ("{Ref: Name}", "shop"), ("!Ref On", true), ("!Ref Count", 3),
        ("!Ref Zones", .newList(["a", "b", "c"])),
        ("!Sub '${Name}-${!Kept}-${Count}'", "shop-${Kept}-3"), ("{'Fn::Sub': ['${A}/${Name}', {A: !Ref Count}]}", "3/shop"),
        ("!Sub\n- '${A}'\n- {A: x}", "x"), ("!Join ['-', [a, !Ref Name]]", "a-shop"), ("!Join [',', !Ref Zones]", "a,b,c"),
        ("!Select [1, !Ref Zones]", "b"), ("!Select ['0', [!Ref Name, !Ref Needed]]", "shop"),
        ("!Split ['.', a.b.c]", .newList(["a", "b", "c"])), ("!Select [1, !Split ['.', a.b.c]]", "b"),
        ("!Base64 hello", "aGVsbG8="), ("{'Fn::Base64': !Sub '${Name}'}", "c2hvcA=="), ("!Base64\n  Fn::Sub: ${Name}", "c2hvcA=="),
        ("!FindInMap [Sizes, small, Size]", 1), ("!FindInMap [Sizes, small, Kinds]", .newList(["x", "z"])),
        ("{'Fn::FindInMap': [Sizes, large, Size, {DefaultValue: 9}]}", 9),
        ("!Cidr ['10.0.0.0/16', 2, 8]", .newList(["10.0.0.0/24", "10.0.1.0/24"])),
        ("!If [Yes, a, b]", "a"), ("!If [No, a, !Ref Name]", "shop"), ("!If [Both, a, b]", "b"), ("!If [Either, a, b]", "a"),
        ("!If [Neither, a, b]", "b"), ("!If [Long, a, b]", "a"), ("!If [Yes, !If [No, a, b], c]", "b"),
        ("{'Fn::Length': !Ref Zones}", 3), ("{'Fn::ToJsonString': {b: 1, a: !Ref Name}}", "{\"a\":\"shop\",\"b\":1}"),
        ("'false'", false), ("[!If [No, a, !Ref AWS::NoValue], b]", .newList(["b"])),
    ])
    func `an intrinsic function gives its value`(_ written: String, _ expected: Value) throws {
        let stack = try Stack(value: written, before: sections)
        #expect(try stack.value() == expected, "\(written)")
        #expect(stack.diagnostics == [])
    }

    @Test(arguments: [
        ("!Ref Needed", "no default"), ("!Ref Image", "parameter store"), ("!Ref AWS::Region", "AWS::Region"), ("!Ref It", "references It"),
        ("!GetAtt It.Arn", "references It.Arn"), ("{'Fn::GetAtt': [It, Arn]}", "references It.Arn"), ("!ImportValue x", "another stack"),
        ("!GetAZs ''", "zones"), ("!Sub '${AWS::StackName}-x'", "AWS::StackName"), ("!Sub '${It.Arn}/*'", "It.Arn"),
        ("!Join ['', [a, !Ref Needed]]", "no default"), ("!Select [1, [a, !Ref Needed]]", "no default"), ("!If [Open, a, b]", "condition Open"),
        ("!If [Undecided, a, b]", "condition Undecided"), ("{'Fn::Transform': {Name: 'AWS::Include'}}", "expanded"),
        ("!FindInMap [Sizes, !Ref AWS::Region, Size]", "AWS::Region"), ("'{{resolve:ssm:x}}'", "dynamic reference"),
        ("{'Fn::ForEach::X': [a, [b], {}]}", "expanded"),
    ])
    func `what only AWS knows is unknown with its reason`(_ written: String, _ reason: String) throws {
        let stack = try Stack(value: written, before: sections)
        guard case .unknown(let found)? = try stack.value() else {
            Issue.record("\(written) is \(String(describing: try stack.value()))")
            return
        }
        #expect(found.description.contains(reason))
        #expect(stack.diagnostics == [])
    }

    @Test(arguments: [
        ("!Ref Nobody", "no parameter or resource 'Nobody'"), ("!GetAtt Nobody.Arn", "no resource 'Nobody'"), ("!Ref AWS::Planet", "AWS::Planet"),
        ("!Join [a]", "Fn::Join"), ("!Select [9, [a]]", "Fn::Select"), ("!Split ['', a]", "Fn::Split"), ("!If [Yes, a]", "Fn::If"),
        ("!If [Nothing, a, b]", "no condition 'Nothing'"), ("!FindInMap [Sizes, large, Size]", "Sizes.large.Size"), ("!Cidr [x, 1, 8]", "Fn::Cidr"),
        ("!Frobnicate x", "Fn::Frobnicate"), ("!Sub [a]", "Fn::Sub"), ("{Ref: [a]}", "Ref"), ("!Base64 [a]", "Fn::Base64"),
    ])
    func `a call that CloudFormation would refuse is unknown and reported`(_ written: String, _ part: String) throws {
        let stack = try Stack(value: written, before: sections)
        #expect(try stack.value()?.isUnknown == true, "\(written)")
        #expect(stack.diagnostics.contains { $0.contains(part) }, "\(stack.diagnostics)")
    }

    @Test func `a condition that depends on itself is reported and unknown`() throws {
        let stack = try Stack(value: "!If [A, a, b]", before: "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]")
        #expect(try stack.value()?.isUnknown == true)
        #expect(stack.diagnostics.contains { $0.contains("depends on itself") })
    }

    @Test func `a value knows every place that it came from, the author last`() throws {
        let before = "Parameters: {Stage: {Type: String, Default: dev}}\nMappings: {Settings: {dev: {On: false}}}"
        #expect(try Stack(value: "!Ref Stage", before: before).chain() == ["literal Stage", "defaultValue dev"])
        #expect(
            try Stack(value: "!FindInMap [Settings, !Ref Stage, On]", before: before).chain()
                == ["literal [Settings, !Ref Stage, On]", "intermediate false"])
        #expect(
            try Stack(value: "!If [A, !Ref Stage, b]", before: before + "\nConditions: {A: !Equals [a, a]}").chain() == [
                "literal Stage", "defaultValue dev",
            ])
    }

    @Test func `NoValue leaves a property out`() throws {
        let stack = try Stack(value: "!If [A, !Ref AWS::NoValue, b]", before: "Conditions: {A: !Equals [a, a]}")
        #expect(try stack.traced() == nil)
    }
}
