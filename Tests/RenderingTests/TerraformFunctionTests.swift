import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private func list(_ items: Value...) -> Value { .newList(items) }

/// Known answers of Terraform's documentation, one at least for each function that reads patterns, times, networks, other languages
/// or files.
struct TerraformFunctionTests {
    static let cases: [(String, Value)] = [
        (#"regex("[a-z]+", "53453453.345345aaabbbccc23454")"#, "aaabbbccc"),
        (#"regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")"#, list("2019", "02", "01")),
        (
            #"regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")"#,
            .newMap(["scheme": "https", "authority": "terraform.io"])
        ),
        (#"regexall("[a-z]+", "1234abcd5678efgh9")"#, list("abcd", "efgh")),
        (#"length(regexall("[a-z]+", "123456789"))"#, 0),
        (#"can(regex("^a", "b"))"#, false),
        (#"replace("1 + 2 + 3", "+", "-")"#, "1 - 2 - 3"),
        (#"replace("hello world", "/w.*d/", "everybody")"#, "hello everybody"),
        (#"replace("ab", "/(a)(b)/", "$2$1")"#, "ba"),
        (#"md5("hello world")"#, "5eb63bbbe01eeed093cb22bb8f5acdc3"),
        (#"sha1("hello world")"#, "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"),
        (#"sha256("hello world")"#, "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
        (#"substr(sha512("hello world"), 0, 32)"#, "309ecc489c12d6eb4cc40f50c902f2b4"),
        (#"base64sha256("hello world")"#, "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
        (#"substr(base64sha512("hello world"), 0, 16)"#, "MJ7MSJwS1utMxA9Q"),
        (#"uuidv5("dns", "www.terraform.io")"#, "a5008fae-b28c-5ba5-96cd-82b4c53552d6"),
        (#"uuidv5("url", "https://www.terraform.io/")"#, "9db6f67c-dd95-5ea0-aa5b-e70e5c5f7cf5"),
        (#"timeadd("2017-11-22T00:00:00Z", "10m")"#, "2017-11-22T00:10:00Z"),
        (#"timeadd("2024-02-28T23:30:00+02:00", "1h")"#, "2024-02-29T00:30:00+02:00"),
        (#"timeadd("2024-03-01T00:00:00Z", "-1.5h")"#, "2024-02-29T22:30:00Z"),
        (#"timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")"#, -1),
        (#"timecmp("2017-11-22T01:00:00Z", "2017-11-22T01:00:00+00:00")"#, 0),
        (#"timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")"#, 0),
        (#"formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")"#, "02 Jan 2018 23:12 UTC"),
        (#"formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")"#, "Tuesday, 02-Jan-18 23:12:01 UTC"),
        (#"formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")"#, "Tue, 02 Jan 2018 23:12:01 -0800"),
        (#"formatdate("MMM DD, YYYY", "2018-01-02T23:12:01Z")"#, "Jan 02, 2018"),
        (#"formatdate("HH:mmaa", "2018-01-02T23:12:01Z")"#, "11:12pm"),
        (#"formatdate("h'h'm'm'", "2018-01-02T23:12:01Z")"#, "23h12m"),
        (#"cidrhost("10.12.112.0/20", 16)"#, "10.12.112.16"), (#"cidrhost("10.12.112.0/20", 268)"#, "10.12.113.12"),
        (#"cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)"#, "fd00:fd12:3456:7890::22"),
        (#"cidrnetmask("172.16.0.0/12")"#, "255.240.0.0"),
        (#"cidrsubnet("172.16.0.0/12", 4, 2)"#, "172.18.0.0/16"), (#"cidrsubnet("10.1.2.0/24", 4, 15)"#, "10.1.2.240/28"),
        (#"cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, "fd00:fd12:3456:7800:a200::/72"),
        (#"cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)"#, list("10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20")),
        (
            #"cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)"#,
            list(
                "fd00:fd12:3456:7800::/72", "fd00:fd12:3456:7800:100::/72", "fd00:fd12:3456:7800:200::/72", "fd00:fd12:3456:7800:300::/88")
        ),
        (#"cidrcontains("192.168.2.0/20", "192.168.2.1")"#, true), (#"cidrcontains("192.168.2.0/20", "192.126.2.1")"#, false),
        (#"yamldecode("hello: world\nlist:\n- 1\n- true\n")"#, .newMap(["hello": "world", "list": list(1, true)])),
        (#"yamlencode({a = "b", c = "d"})"#, "\"a\": \"b\"\n\"c\": \"d\"\n"),
        (#"yamlencode({foo = [1, { a = "b", c = "d" }, 3], bar = "baz"})"#, "\"bar\": \"baz\"\n\"foo\":\n- 1\n- \"a\": \"b\"\n  \"c\": \"d\"\n- 3\n"),
        (#"csvdecode("a,b\n1,\"x, y\"\n")"#, list(.newMap(["a": "1", "b": "x, y"]))),
        (#"urldecode("a+b%26%C3%A9")"#, "a b&é"),
        (#"textencodebase64("Hello World", "UTF-16LE")"#, "SABlAGwAbABvACAAVwBvAHIAbABkAA=="),
        (#"textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE")"#, "Hello World"),
        (#"dirname("foo/bar/baz.txt")"#, "foo/bar"), (#"dirname("baz.txt")"#, "."),
        ("log(16, 2)", 4), ("ceil(log(15, 2))", 4),
        (#"list("a", "b")"#, list("a", "b")), (#"map("a", 1)"#, .newMap(["a": 1])),
        ("issensitive(1)", false), ("ephemeralasnull(1)", 1),
        (#"file("hello.txt")"#, "hi ${name}\n"), (#"filebase64("hello.txt")"#, "aGkgJHtuYW1lfQo="),
        (#"filemd5("plain.txt")"#, "5eb63bbbe01eeed093cb22bb8f5acdc3"),
        (#"filesha256("plain.txt") == sha256("hello world")"#, true),
        (#"fileexists("${path.module}/plain.txt")"#, true), (#"fileexists("missing.txt")"#, false),
        (#"fileset(path.module, "*.txt")"#, list("hello.txt", "plain.txt")),
        (#"templatefile("hello.txt", { name = "you" })"#, "hi you\n"),
        (#"templatefile("list.tftpl", { ports = [80, 443] })"#, "80;443;"),
        (#"templatestring("${local.text}", { a = 1 })"#, "<1>"),
        (#"jsondecode(file("data.json")).n"#, 3),
        (#"path.module"#, "."), (#"path.root"#, "."),
    ]

    @Test(arguments: cases)
    func `functions give the documented answers`(expression: String, expected: Value) {
        let text = "locals {\n  text = \"<$${a}>\"\n}\noutput \"it\" {\n  value = \(expression)\n}\n"
        let tree = MemoryTree(texts: [
            "net/hello.txt": "hi ${name}\n", "net/plain.txt": "hello world", "net/data.json": "{\"n\": 3}",
            "net/list.tftpl": "%{ for p in ports }${p};%{ endfor }",
        ])
        let rendered = renderTerraform([HCLDocument.parse(SourceFile(path: "net/main.tf", text: text))], files: tree)
        #expect(rendered.resources.first { $0.id.type == "output" }?.value["value"]?.value == expected)
    }

    @Test(arguments: [
        (#"file("../../etc/passwd")"#, "calls file with a path outside the tree"),
        (#"file("/etc/passwd")"#, "calls file with a path outside the tree"),
        (#"file("missing")"#, "calls file on 'net/missing', which is not in the tree"),
        ("timestamp()", "calls timestamp, whose result is new each time"),
        ("uuid()", "calls uuid, whose result is new each time"),
        (#"pathexpand("~/x")"#, "calls pathexpand, which depends on the machine"),
        (#"provider::aws::arn_parse("x")"#, "calls provider::aws::arn_parse, which is not evaluated"),
    ])
    func `what depends on the machine or the moment is unknown`(expression: String, reason: String) {
        let text = "output \"it\" {\n  value = \(expression)\n}\n"
        let tree = MemoryTree(texts: ["net/x": ""])
        let rendered = renderTerraform([HCLDocument.parse(SourceFile(path: "net/main.tf", text: text))], files: tree)
        let found = rendered.resources.first { $0.id.type == "output" }?.value["value"]?.value
        #expect(found == .unknown(UnknownReason(reason)))
    }
}
