/// Names for conditions about Kubernetes objects; `rules/README.md` says for which selectors each is there.
let kubernetesBindings: [Rule.Let] = [
    Rule.Let(
        name: "self.inKubeSystem",
        expression: #"known(resource.?metadata.?namespace.orValue("")) && resource.?metadata.?namespace.orValue("") == "kube-system""#),
    Rule.Let(name: "self.isBootstrap", expression: #"resource.?metadata.?name.orValue("").startsWith("system:")"#),
    Rule.Let(
        name: "pod.onNode",
        expression: "pod.?hostPID.orValue(false) || pod.?hostIPC.orValue(false) || self.inKubeSystem || "
            + #"(resource.kind == "DaemonSet" && (pod.?hostNetwork.orValue(false) || pod.?volumes.orValue([]).exists(v, has(v.hostPath))))"#),
    Rule.Let(
        name: "container.words", expression: "(container.?command.orValue([]) + container.?args.orValue([])).map(w, string(w))"),
    Rule.Let(
        name: "container.programs", expression: "container.words.map(w, w.substring(w.lastIndexOf('/') + 1))"),
    Rule.Let(
        name: "container.flagsInArgs", expression: #"container.?args.orValue([]).exists(w, string(w).startsWith("--"))"#),
    Rule.Let(name: "grant.verbs", expression: "item.?verbs.orValue([])"),
    Rule.Let(name: "grant.resources", expression: "item.?resources.orValue([])"),
    Rule.Let(name: "grant.groups", expression: "item.?apiGroups.orValue([])"),
    Rule.Let(name: "grant.isNamed", expression: "size(item.?resourceNames.orValue([])) > 0"),
]
