import ConfigModel
import Projects
import Testing

struct KustomizeTransformTests {
    private static let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n"
    private static let scaler = """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}

        """

    private func built(_ fields: String, _ more: [String: String] = [:]) -> KustomizeCase {
        var files = ["web.yaml": plainDeployment, "service.yaml": Self.service, "hpa.yaml": Self.scaler]
        files["kustomization.yaml"] = "resources: [web.yaml, service.yaml, hpa.yaml]\n" + fields
        return KustomizeCase(files.merging(more) { _, new in new })
    }

    @Test func `prefixes and suffixes rename objects and who refers to them`() {
        let result = built("namePrefix: a-\nnameSuffix: -z\n")
        #expect(result.names == ["Service a-web-z", "Deployment a-web-z", "HorizontalPodAutoscaler a-web-z"])
        #expect(result.value("HorizontalPodAutoscaler", "spec.scaleTargetRef.name") == "a-web-z")
    }

    @Test func `a namespace moves objects and default service accounts, not what belongs to no namespace`() {
        let result = KustomizeCase([
            "kustomization.yaml": "namespace: shop\nresources: [all.yaml]\n",
            "all.yaml": """
            apiVersion: v1
            kind: Namespace
            metadata: {name: old}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: b}
            subjects:
            - {kind: ServiceAccount, name: default, namespace: x}
            - {kind: ServiceAccount, name: own, namespace: x}
            - {kind: ServiceAccount, name: other, namespace: x}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: own, namespace: x}

            """,
        ])
        #expect(result.names.first == "Namespace shop")
        #expect(result.value("ClusterRoleBinding", "metadata.namespace") == nil)
        #expect(result.value("ServiceAccount", "metadata.namespace") == "shop")
        let subjects = result.value("ClusterRoleBinding", "subjects")?.list ?? []
        #expect(subjects.compactMap { $0["namespace"]?.value.string } == ["shop", "shop", "x"])
    }

    @Test func `labels reach selectors and templates only when asked`() {
        let plain = built("labels: [{pairs: {team: a}}]\n")
        #expect(plain.value("Service", "metadata.labels.team") == "a")
        #expect(plain.value("Service", "spec.selector.team") == nil)
        #expect(plain.value("Deployment", "spec.template.metadata") == nil)
        let templates = built("labels: [{pairs: {team: a}, includeTemplates: true}]\n")
        #expect(templates.value("Deployment", "spec.template.metadata.labels.team") == "a")
        #expect(templates.value("Deployment", "spec.selector") == nil)
        for all in ["labels: [{pairs: {team: a}, includeSelectors: true}]\n", "commonLabels: {team: a}\n"] {
            #expect(built(all).value("Service", "spec.selector.team") == "a")
            #expect(built(all).value("Deployment", "spec.selector.matchLabels.team") == "a")
        }
        #expect(built("commonAnnotations: {note: seen}\n").value("Deployment", "spec.template.metadata.annotations.note") == "seen")
    }

    @Test(arguments: [
        ("newTag: '2'", "shop/web:2"), ("newName: reg.invalid:5000/w", "reg.invalid:5000/w:1.0"), ("digest: sha256:ab", "shop/web@sha256:ab"),
        ("newTag: '2', digest: sha256:ab", "shop/web:2@sha256:ab"), ("tagSuffix: -slim", "shop/web:1.0-slim-slim"),
    ])
    // A suffix comes twice, since kustomize finds containers by name and then by path.
    func `images get names, tags and digests`(change: String, expected: String) {
        let result = built("images: [{name: shop/web, \(change)}]\n")
        #expect(result.value("Deployment", "spec.template.spec.containers[0].image") == .string(expected))
        #expect(result.value("Deployment", "spec.template.spec.containers[1].image") == "shop/proxy:1.0")
    }

    @Test(arguments: [
        ("newTag: '2'", "job:2"), ("digest: sha256:cd", "job@sha256:cd"), ("newName: other", "other:1@sha256:ab"), ("tagSuffix: -slim", "job:1-slim"),
    ])
    func `an image with a digest gets what is asked for and no more`(change: String, expected: String) {
        let object = "apiVersion: example.org/v1\nkind: Shop\nmetadata: {name: s}\nspec: {runner: \"job:1@sha256:ab\"}\n"
        let result = built(
            "images: [{name: job, \(change)}]\nconfigurations: [conf.yaml]\n",
            ["hpa.yaml": object, "conf.yaml": "images:\n- {path: spec/runner, kind: Shop}\n"])
        #expect(result.value("Shop", "spec.runner") == .string(expected))
    }

    @Test func `configurations tell where images and names stand in objects of one's own`() {
        let result = built(
            "namePrefix: p-\nimages: [{name: job, newTag: v2}]\nconfigurations: [conf.yaml]\nresources: [shop.yaml, service.yaml]\n"
                .replacing("resources: [shop.yaml, service.yaml]\n", with: ""),
            [
                "hpa.yaml": "apiVersion: example.org/v1\nkind: Shop\nmetadata: {name: s}\nspec: {runner: job:v1, door: web}\n",
                "conf.yaml":
                    "images:\n- {path: spec/runner, kind: Shop}\nnameReference:\n- kind: Service\n  fieldSpecs:\n  - {path: spec/door, kind: Shop}\n",
            ])
        #expect(result.value("Shop", "spec.runner") == "job:v2")
        #expect(result.value("Shop", "spec.door") == "p-web")
    }

    @Test func `replicas are set by name`() {
        #expect(built("replicas: [{name: web, count: 4}]\n").value("Deployment", "spec.replicas") == 4)
    }

    @Test func `replacements copy fields, whole or in part`() {
        let result = built(
            """
            replacements:
            - source: {kind: Deployment, name: web, fieldPath: spec.template.spec.containers.0.image, options: {delimiter: ':', index: 1}}
              targets:
              - select: {kind: Service}
                fieldPaths: [metadata.annotations.version]
                options: {create: true}
            - sourceValue: turbo
              targets:
              - select: {kind: Deployment}
                fieldPaths: ["spec.template.spec.containers.[name=app].env.[name=MODE].value"]

            """)
        #expect(result.failure == nil)
        #expect(result.value("Service", "metadata.annotations.version") == "1.0")
        #expect(result.value("Deployment", "spec.template.spec.containers[0].env[0].value") == "turbo")
        let missing = built("replacements: [{sourceValue: x, targets: [{select: {kind: Service}, fieldPaths: [spec.absent]}]}]\n")
        #expect(missing.failure?.contains("unable to find field") == true)
    }

    @Test func `variables stand for fields of objects after renaming`() {
        let result = built(
            "namePrefix: p-\nvars:\n- name: SERVICE\n  objref: {apiVersion: v1, kind: Service, name: web}\n",
            ["web.yaml": plainDeployment.replacing("value: plain", with: "value: http://$(SERVICE)/$$(X)/$(OTHER)")])
        #expect(result.value("Deployment", "spec.template.spec.containers[0].env[0].value") == "http://p-web/$(X)/$(OTHER)")
    }

    @Test func `built-in transformers may be written as objects of their own`() {
        let result = built(
            "transformers: [t.yaml, \"apiVersion: builtin\\nkind: PrefixTransformer\\nmetadata: {name: p}\\nprefix: x-\\nfieldSpecs: [{path: metadata/name}]\\n\"]\n",
            [
                "t.yaml":
                    "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n"
            ])
        #expect(result.failure == nil)
        #expect(result.names.first == "Service x-web")
        #expect(result.value("Service", "metadata.labels.a") == "b")
    }
}
