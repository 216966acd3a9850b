import ConfigModel
import Expressions
import Testing

@Suite struct ConfigurationTests {
    @Test func `fields of configuration are read without conversion`() {
        check(
            """
            container.name  ->  'web'
            container.ports[1].containerPort  ->  8443
            container.ports.map(p, p.containerPort)  ->  [80, 8443]
            container.securityContext['runAsUser'] > 999  ->  true
            'image' in container  ->  true
            size(container.ports)  ->  2
            container.ports.exists(p, p.containerPort < 1024)  ->  true
            container == container  ->  unknown: references data.external.policy; var.b
            container.ports == [{'containerPort': 80}, {'containerPort': 8443.0}]  ->  true
            container.missing  ->  error: no such key: 'missing'
            container.name.first  ->  error: no such key: 'first' (a value of type 'string' has no fields)
            container.ports[2]  ->  error: index 2 out of bounds in a list of 2
            """)
    }

    @Test func `optional selection passes over what is missing or null`() {
        check(
            """
            container.?securityContext.?runAsNonRoot.orValue(false)  ->  false
            container.?securityContext.?runAsUser.orValue(0)  ->  1000
            container.?securityContext.?seLinuxOptions.?level.orValue('none')  ->  'none'
            container.?a.b.c[0].?d.hasValue()  ->  false
            container.?ports[?1].?containerPort.value()  ->  8443
            container.?ports[?9].?containerPort.orValue(-1)  ->  -1
            container.?a.or(container.?image).orValue('')  ->  'nginx:1.27'
            container.?resources.?limits.optMap(l, l.size()).orValue(0)  ->  2
            container.?missing.optFlatMap(x, x.?y)  ->  optional.none()
            [?container.?missing, ?container.?name]  ->  [web]
            {?'n': container.?name, ?'m': container.?missing}  ->  {n: web}
            has(container.securityContext.privileged)  ->  true
            has(container.securityContext.seLinuxOptions.level)  ->  false
            has(container.securityContext.seLinuxOptions)  ->  false
            container.?securityContext.?seLinuxOptions.orValue('none')  ->  'none'
            container.?name.value().size()  ->  3
            container.name.orValue('')  ->  error: expected an optional but found a string
            """)
    }

    @Test func `computed values turn into configuration`() throws {
        func computed(_ source: String) throws -> Value? {
            let program = try Expression.compile(source, variables: ["container"])
            guard case .value(let value) = program.evaluate([CELValue(container)]).outcome else { return nil }
            return value.configValue()
        }
        #expect(try computed("container.ports.map(p, p.containerPort)") == .newList([80, 8443]))
        #expect(
            try computed("{'a': [1, 2.5, null], 'b': {'c': true}}")
                == .newMap(["a": .newList([1, .double(2.5), .null]), "b": .newMap(["c": true])]))
        #expect(try computed("container.?name") == "web")
        #expect(try computed("type(1)") == nil)
        #expect(try computed("18446744073709551615u") == nil)
    }

    @Test func `definitions run once and only when used`() throws {
        var environment = Environment(variables: ["container"])
        try environment.define("modern", as: "['TLSv1.2', 'TLSv1.3']")
        try environment.define("ports", as: "container.ports.map(p, p.containerPort)")
        try environment.define("low", as: "ports.filter(p, p < 1024)")
        try environment.define("broken", as: "container.nothing.here")
        environment.define("registry", as: .string("registry.example.com"))
        func run(_ source: String) throws -> (String, Int) {
            let evaluation = try Expression.compile(source, in: environment).evaluate([CELValue(container)])
            return switch evaluation.outcome {
            case .value(let value): (value.shown, evaluation.cost)
            case .error(let error): ("error: \(error)", evaluation.cost)
            case .unknown: ("unknown", evaluation.cost)
            }
        }
        #expect(try run("'TLSv1.1' in modern").0 == "false")
        #expect(try run("ports.map(x, low.map(y, x - y))").0 == "[[0], [8363]]")
        #expect(try run("registry + '/' + container.name").0 == "'registry.example.com/web'")
        #expect(try run("true || broken").0 == "true")
        #expect(try run("broken || false").0 == "error: in 'broken': no such key: 'nothing'")
        let (_, once) = try run("size(ports)")
        let (_, twice) = try run("size(ports) + size(ports)")
        #expect(twice < 2 * once)
    }

    @Test func `paths that an expression mentions are listed`() throws {
        func paths(_ source: String) throws -> [String] {
            var environment = Environment(variables: ["container", "pod", "a.b"])
            try environment.define("context", as: "container.?securityContext.orValue({})")
            return try Expression.compile(source, in: environment).referencedPaths().map { $0.joined(separator: "/") }
        }
        #expect(
            try paths("container.?securityContext.?runAsNonRoot.or(pod.?runAsNonRoot).orValue(false)")
                == ["pod/runAsNonRoot", "container/securityContext/runAsNonRoot"])
        #expect(
            try paths("pod.containers.filter(c, c.x).all(c, c.?image.orValue('') != '' && c.ports[0] > 1)")
                == ["pod/containers", "pod/containers/*/x", "pod/containers/*/image", "pod/containers/*/ports/0"])
        #expect(try paths("context.privileged") == ["container/securityContext/privileged"])
        #expect(try paths("a.b.c == pod['odd.key'] && math.abs(-1) == 1") == ["a.b/c", "pod/odd.key"])
        #expect(try paths("cel.bind(s, pod.spec, s.x + s.y)") == ["pod/spec/x", "pod/spec/y"])
        #expect(try paths("[1, 2].all(x, x > 0)") == [])
    }
}
