internal import Projects

/// Names for conditions about Kubernetes objects; `rules/README.md` says for which selectors each is there.
let kubernetesBindings: [NamedExpression] = [
    NamedExpression(
        name: "self.inKubeSystem",
        expression: #"known(resource.?metadata.?namespace.orValue("")) && resource.?metadata.?namespace.orValue("") == "kube-system""#),
    NamedExpression(name: "self.isBootstrap", expression: #"resource.?metadata.?name.orValue("").startsWith("system:")"#),
    NamedExpression(
        name: "pod.onNode",
        expression: "pod.?hostPID.orValue(false) || pod.?hostIPC.orValue(false) || self.inKubeSystem || "
            + #"(resource.kind == "DaemonSet" && (pod.?hostNetwork.orValue(false) || pod.?volumes.orValue([]).exists(v, has(v.hostPath))))"#),
    NamedExpression(
        name: "container.words", expression: "(container.?command.orValue([]) + container.?args.orValue([])).map(w, string(w))"),
    NamedExpression(
        name: "container.programs", expression: "container.words.map(w, w.substring(w.lastIndexOf('/') + 1))"),
    NamedExpression(
        name: "container.flagsInArgs", expression: #"container.?args.orValue([]).exists(w, string(w).startsWith("--"))"#),
    NamedExpression(name: "grant.verbs", expression: "item.?verbs.orValue([])"),
    NamedExpression(name: "grant.resources", expression: "item.?resources.orValue([])"),
    NamedExpression(name: "grant.groups", expression: "item.?apiGroups.orValue([])"),
    NamedExpression(name: "grant.isNamed", expression: "size(item.?resourceNames.orValue([])) > 0"),
]
