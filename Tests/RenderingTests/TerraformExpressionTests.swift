import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

/// The value of `output.it` in a directory that holds `text`.
func terraformOutput(_ text: String, _ files: [String: String] = [:]) -> Traced? {
    var documents = [HCLDocument.parse(SourceFile(path: "main.tf", text: text))]
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
        documents.append(HCLDocument.parse(SourceFile(path: path, text: text)))
    }
    for document in documents where !document.isSound { Issue.record("\(document.diagnostics.map(\.message))") }
    return renderTerraform(documents).resources.first { $0.id.type == "output" && $0.id.name == "it" }?.value["value"]
}

private func unknown(_ reason: String) -> Value { .unknown(UnknownReason(reason)) }
private func failure(_ reason: String) -> Value { unknown("cannot be evaluated: \(reason)") }
private func list(_ items: Value...) -> Value { .newList(items) }

private let declarations = """
    variable "name" { default = "web" }
    variable "none" {}
    variable "count_text" {
      type    = number
      default = "3"
    }
    variable "people" {
      default = { ann = { age = 30, tags = ["a", "b"] }, bob = { age = 40, tags = ["b"] } }
    }
    variable "settings" {
      type = object({ on = optional(bool, true), size = optional(number), name = string })
      default = { name = "x" }
    }
    variable "zones" {
      type    = set(string)
      default = ["b", "a", "b"]
    }
    locals {
      env   = "prod"
      full  = "${var.name}-${local.env}"
      list  = ["x", "y", "z"]
      loop  = local.pool
      pool  = local.loop
      half  = { known = 1, open = aws_x.y.z }
    }

    """

struct TerraformExpressionTests {
    private func check(_ expression: String, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = terraformOutput(declarations + "output \"it\" {\n  value = \(expression)\n}\n")?.value
        #expect(found == expected, "\(expression)", sourceLocation: sourceLocation)
    }

    @Test func `literals and templates`() {
        check("\"a${1}b${true}c${2.5}\"", "a1btruec2.5")
        check("\"${local.list}\"", list("x", "y", "z"))
        check("\"x${local.list}\"", failure("a list cannot be part of a string"))
        check("\"%{ if true }yes%{ else }no%{ endif }\"", "yes")
        check("\"%{ for x in local.list }${x},%{ endfor }\"", "x,y,z,")
        check("\"%{ for i, x in local.list ~}\n \t ${i}=${x} %{~ endfor }\"".replacing("\n", with: ""), "0=x1=y2=z")
        check("\"a ${~ 1 ~} b\"", "a1b")
        check("<<-EOT\n    a\n      ${local.env}\n    EOT\n", "a\n  prod\n")
        check("\"$${x} ${var.name}\"", "${x} web")
    }

    @Test func `names`() {
        check("var.name", "web")
        check("local.full", "web-prod")
        check("var.count_text", 3)
        check("var.none", unknown("references var.none, which has no default"))
        check("var.none.deep[0]", unknown("references var.none, which has no default"))
        check("var.missing", unknown("references var.missing, which is not declared here"))
        check("local.missing", unknown("references local.missing, which is not declared here"))
        check("local.loop", failure("local.loop refers to itself"))
        check("aws_kms_key.k.arn", unknown("references aws_kms_key.k.arn"))
        check("aws_kms_key.k[0].arn", unknown("references aws_kms_key.k[0].arn"))
        check("aws_kms_key.k[*].arn", unknown("references aws_kms_key.k[*].arn"))
        check("aws_kms_key.k.*.arn", unknown("references aws_kms_key.k[*].arn"))
        check("data.aws_x.y[\"k\"].z", unknown("references data.aws_x.y[\"k\"].z"))
        check("module.vpc.id", unknown("references module.vpc.id"))
        check("\"a-${module.vpc.id}\"", unknown("references module.vpc.id"))
        check("local.half.known", 1)
        check("local.half.open", unknown("references aws_x.y.z"))
        check("var.settings", .newMap(["on": true, "size": .null, "name": "x"]))
        check("var.zones", list("a", "b"))
    }

    @Test func `steps into values`() {
        check("var.people.ann.age", 30)
        check("var.people[\"bob\"][\"age\"]", 40)
        check("local.list[1]", "y")
        check("local.list.2", "z")
        check("local.list[5]", failure("index 5 is out of range"))
        check("local.list[-1]", failure("index -1 is out of range"))
        check("var.people.eve", failure("there is no element 'eve'"))
        check("values(var.people)[*].age", list(30, 40))
        check("[for p in values(var.people) : p.tags][*][0]", list("a", "b"))
        check("local.env[*]", list("prod"))
        check("null[*]", list())
    }

    @Test func `operators`() {
        check("1 + 2 * 3 - 4 / 2", 5)
        check("7 % 3", 1)
        check("1 / 4", .double(0.25))
        check("9223372036854775807 + 1", .double(9_223_372_036_854_775_808))
        check("1 / 0", failure("division by zero"))
        check("\"4\" + 1", 5)
        check("-(\"4\")", -4)
        check("\"1\" == 1", false)
        check("1 == 1.0", true)
        check("[1, 2] == [1, 2]", true)
        check("1 < 2 && !(2 <= 1) || false", true)
        check("false && module.x.y", false)
        check("true || module.x.y", true)
        check("true && module.x.y", unknown("references module.x.y"))
        check("true && 1", failure("a int is no bool"))
        check("module.x.y == 1", unknown("references module.x.y"))
        check("true ? \"a\" : module.x.y", "a")
        check("module.x.y ? 1 : 1", 1)
        check("module.x.y ? 1 : 2", unknown("references module.x.y"))
    }

    @Test func `loops`() {
        check("[for x in local.list : upper(x)]", list("X", "Y", "Z"))
        check("[for i, x in local.list : \"${i}${x}\" if x != \"y\"]", list("0x", "2z"))
        check("[for k, v in var.people : \"${k}${v.age}\"]", list("ann30", "bob40"))
        check("{for k, v in var.people : v.age => k}", .newMap(["30": "ann", "40": "bob"]))
        check("{for t in [\"a\", \"b\", \"a\"] : t => 1...}", .newMap(["a": list(1, 1), "b": list(1)]))
        check("{for t in [\"a\", \"a\"] : t => 1}", failure("two results have the key 'a'"))
        check("[for k, v in toset([\"q\", \"p\"]) : k]", list("p", "q"))
        check("[for k, v in var.zones : k]", list("a", "b"))
        check("[for x in module.m.list : x]", unknown("references module.m.list"))
        check("[for x in 3 : x]", failure("a int cannot be iterated"))
        check("[for p in [for q in local.list : { n = q }] : p.n]", list("x", "y", "z"))
    }

    @Test func `every function of the table`() {
        let cases: [(String, Value)] = [
            ("lower(\"AbÇ\")", "abç"), ("upper(\"ab\")", "AB"), ("title(\"hello wORLD\")", "Hello WORLD"),
            ("trimspace(\" \\ta b\\n\")", "a b"), ("chomp(\"a\\n\\r\\n\")", "a"), ("trim(\"?!a!?\", \"!?\")", "a"),
            ("trimprefix(\"helloworld\", \"hello\")", "world"), ("trimsuffix(\"a.tf\", \".tf\")", "a"),
            ("startswith(\"abc\", \"ab\")", true), ("endswith(\"abc\", \"bc\")", true),
            ("strcontains(\"abc\", \"x\")", false),
            ("strrev(\"abc\")", "cba"), ("replace(\"a-b-c\", \"-\", \"_\")", "a_b_c"),
            ("split(\",\", \"a,,b\")", list("a", "", "b")), ("split(\",\", \"\")", list("")),
            ("split(\"\", \"ab\")", list("a", "b")),
            ("join(\"-\", [\"a\", 1, true])", "a-1-true"),
            ("join(\",\", [module.x.y])", unknown("references module.x.y")),
            ("substr(\"hello\", 1, 3)", "ell"), ("substr(\"hello\", -3, -1)", "llo"), ("substr(\"hi\", 5, 1)", ""),
            ("indent(2, \"a\\nb\")", "a\n  b"),
            ("format(\"%s-%03d-%5.1f|%-3s|%t%%\", \"a\", 7, 2.25, \"b\", true)", "a-007-  2.2|b  |true%"),
            ("format(\"%v %q %x\", [1], \"a\\\"\", 255)", "[1] \"a\\\"\" ff"),
            ("format(\"%s\", [])", failure("the arguments of format do not fit")),
            ("format(\"%e\", 1)", unknown("calls format with %e, which is not evaluated")),
            ("formatlist(\"%s!\", [\"a\", \"b\"])", list("a!", "b!")), ("basename(\"a/b.tf\")", "b.tf"),
            ("length(\"né\")", 2), ("length([1, module.x.y])", 2), ("length({a = 1})", 1),
            ("concat([1], [], [2, 3])", list(1, 2, 3)),
            ("element([\"a\", \"b\"], 3)", "b"), ("coalesce(null, \"\", \"c\")", "c"),
            ("coalesce(module.x.y, 1)", unknown("references module.x.y")),
            ("coalescelist([], [1])", list(1)), ("compact([\"a\", \"\", null])", list("a")),
            ("contains([1, 2], 2)", true),
            ("index([\"a\", \"b\"], \"b\")", 1), ("distinct([1, 2, 1, \"1\"])", list(1, 2, "1")),
            ("flatten([[1, [2]], [], 3])", list(1, 2, 3)),
            ("reverse([1, 2])", list(2, 1)), ("slice([1, 2, 3], 1, 3)", list(2, 3)),
            ("sort([\"b\", \"a\", \"B\"])", list("B", "a", "b")),
            ("chunklist([1, 2, 3], 2)", list(list(1, 2), list(3))), ("one([])", .null), ("one([1])", 1),
            ("alltrue([])", true), ("alltrue([true, \"true\"])", true), ("anytrue([false, true])", true),
            ("range(3)", list(0, 1, 2)), ("range(1, 8, 3)", list(1, 4, 7)), ("range(2, 0)", list(2, 1)),
            ("range(100000)", failure("the arguments of range do not fit")),
            ("matchkeys([1, 2, 3], [\"a\", \"b\", \"a\"], [\"a\"])", list(1, 3)),
            ("toset([\"b\", \"a\", \"b\"])", list("a", "b")), ("setunion([\"b\"], [\"a\"])", list("a", "b")),
            ("setintersection([\"a\", \"b\"], [\"b\"])", list("b")),
            ("setsubtract([\"a\", \"b\"], [\"b\"])", list("a")),
            ("setproduct([1, 2], [\"a\"])", list(list(1, "a"), list(2, "a"))),
            ("merge({a = 1, b = 2}, null, {b = 3})", .newMap(["a": 1, "b": 3])), ("lookup({a = 1}, \"a\", 2)", 1),
            ("lookup({}, \"a\", 2)", 2),
            ("lookup({}, \"a\")", failure("the arguments of lookup do not fit")),
            ("keys({b = 1, a = 2})", list("a", "b")),
            ("values({b = 1, a = 2})", list(2, 1)), ("zipmap([\"a\"], [1])", .newMap(["a": 1])),
            ("transpose({a = [\"x\", \"y\"], b = [\"y\"]})", .newMap(["x": list("a"), "y": list("a", "b")])),
            ("abs(-2.5)", .double(2.5)), ("ceil(1.2)", 2), ("floor(-1.2)", -2), ("max(1, 3, 2)", 3),
            ("min(local.half.known, -1)", -1),
            ("max([1, 5]...)", 5), ("signum(-3)", -1), ("sum([1, 2.5])", .double(3.5)), ("pow(2, 10)", 1024),
            ("parseint(\"ff\", 16)", 255),
            ("tostring(5)", "5"), ("tonumber(\"5\")", 5),
            ("tonumber(\"x\")", failure("the arguments of tonumber do not fit")),
            ("tobool(\"true\")", true), ("tolist([1])", list(1)), ("tomap({a = 1})", .newMap(["a": 1])),
            ("sensitive(1)", 1), ("nonsensitive(1)", 1),
            ("try(var.people.eve.age, 7)", 7), ("try(module.x.y, 7)", unknown("references module.x.y")),
            ("can(var.people.eve)", false), ("can(1)", true),
            (
                "jsonencode({b = [1, null, true], a = \"<x> \\\"\"})",
                "{\"a\":\"\\u003cx\\u003e \\\"\",\"b\":[1,null,true]}"
            ),
            ("jsonencode({a = module.x.y})", unknown("references module.x.y")),
            (
                "jsondecode(\"{\\\"a\\\": [1, 2.5, \\\"\\\\u00e9\\\\ud83d\\\\ude00\\\"]}\").a",
                list(1, .double(2.5), "é😀")
            ),
            ("jsondecode(\"[1,]\")", failure("the arguments of jsondecode do not fit")),
            ("base64encode(\"hi\")", "aGk="), ("base64decode(\"aGk=\")", "hi"),
            ("urlencode(\"a b&é\")", "a+b%26%C3%A9"),
            ("cidrsubnet(\"10.0.0.0/16\", 8, 2)", "10.0.2.0/24"), ("cidrhost(\"10.0.0.0/24\", -2)", "10.0.0.254"),
            ("cidrnetmask(\"10.0.0.0/12\")", "255.240.0.0"),
            ("cidrsubnets(\"10.0.0.0/16\", 8, 4)", list("10.0.0.0/24", "10.0.16.0/20")),
            ("file(\"x\")", unknown("calls file, which is not evaluated")),
            ("upper()", failure("upper does not take 0 arguments")),
        ]
        for (expression, expected) in cases { check(expression, expected) }
    }

    @Test func `values from tfvars win, automatic ones last`() {
        let text = "variable \"x\" { default = 1 }\noutput \"it\" { value = var.x }\n"
        #expect(terraformOutput(text)?.value == 1)
        #expect(terraformOutput(text, ["terraform.tfvars": "x = 2\n"])?.value == 2)
        #expect(
            terraformOutput(
                text, ["terraform.tfvars": "x = 2\n", "b.auto.tfvars": "x = 4\n", "a.auto.tfvars": "x = 3\n"])?.value
                == 4)
        #expect(terraformOutput(text, ["prod.tfvars": "x = 5\n"])?.value == 1)
    }

    @Test func `hostile expressions end`() {
        var text = "output \"it\" { value = local.l0 }\nlocals {\n"
        for level in 0..<40 { text += "l\(level) = [local.l\(level + 1), local.l\(level + 1)]\n" }
        #expect(terraformOutput(text + "l40 = 1\n}\n") != nil)
        var words = "output \"it\" { value = local.s0 }\nlocals {\n"
        for level in 0..<60 { words += "s\(level) = \"${local.s\(level + 1)}${local.s\(level + 1)}\"\n" }
        #expect(terraformOutput(words + "s60 = \"ab\"\n}\n")?.value.isUnknown == true)
        var chain = "output \"it\" { value = local.c0 }\nlocals {\n"
        for level in 0..<5000 { chain += "c\(level) = local.c\(level + 1)\n" }
        #expect(terraformOutput(chain + "c5000 = 1\n}\n")?.value == unknown("is nested too deeply to evaluate"))
        let steps = unknown("takes too many steps to evaluate")
        check("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]][9][9][9]", steps)
        check("setproduct(range(1000), range(1000))", unknown("calls setproduct, whose result is too large"))
    }
}
