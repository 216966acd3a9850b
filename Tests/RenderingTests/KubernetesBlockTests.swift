import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private func project(_ text: String) throws -> RenderedProject {
    let tree = MemoryTree(["main.tf": Array(text.utf8)])
    let found = try #require(discover(tree).first { $0.kind == .terraform })
    return render(found, in: tree)
}

private let deployment = """
    resource "kubernetes_deployment_v1" "web" {
      metadata {
        name   = "web"
        labels = { my_app = "web" }
      }
      spec {
        template {
          spec {
            host_ipc = true
            container {
              name = "web"
              port {
                container_port = 80
              }
              resources {
                limits = { cpu = "1" }
              }
            }
            container {
              name = "side"
            }
            volume {
              name = "sock"
              host_path {
                path = "/run"
              }
            }
          }
        }
      }
    }
    """

struct KubernetesBlockTests {
    @Test func `a block of the provider is the object that it makes`() throws {
        let object = try #require(try project(deployment).resources.first)
        #expect(object.id.system == "kubernetes")
        #expect(object.id.address == "kubernetes_deployment_v1.web")
        func text(_ path: String) throws -> String? { object.value.at(try ValuePath(parsing: path))?.value.string }
        #expect(try text("apiVersion") == "apps/v1")
        #expect(try text("kind") == "Deployment")
        #expect(try text("metadata.namespace") == "default", "as the provider does where none is named")
        #expect(try text("metadata.labels.my_app") == "web", "keys of maps are the user's own")
        #expect(try text("spec.template.spec.containers[1].name") == "side")
        #expect(try text("spec.template.spec.containers[0].resources.limits.cpu") == "1")
        #expect(try text("spec.template.spec.volumes[0].hostPath.path") == "/run")
        #expect(object.value.at(try ValuePath(parsing: "spec.template.spec.hostIPC"))?.value == .bool(true))
        #expect(object.value.at(try ValuePath(parsing: "spec.template.spec.containers[0].ports[0].containerPort"))?.value == .int(80))
    }

    @Test func `words that mean different things in different kinds are told apart`() throws {
        let text = """
            resource "kubernetes_service" "s" {
              spec {
                selector = { app = "x" }
                port {
                  port = 80
                }
              }
            }
            resource "kubernetes_ingress_v1" "i" {
              spec {
                rule {
                  http {
                    path {
                      backend {
                        service {
                          name = "s"
                          port {
                            number = 80
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
            resource "kubernetes_cluster_role" "r" {
              rule {
                non_resource_urls = ["*"]
                verbs = ["get"]
              }
            }
            resource "kubernetes_network_policy" "n" {
              spec {
                pod_selector {}
                ingress {
                  from {
                    namespace_selector {}
                  }
                  ports {
                    port = "80"
                  }
                }
              }
            }
            """
        let resources = try project(text).resources
        func has(_ index: Int, _ path: String) throws -> Bool { resources[index].value.at(try ValuePath(parsing: path)) != nil }
        #expect(try has(0, "spec.ports[0].port"))
        #expect(try has(1, "spec.rules[0].http.paths[0].backend.service.port.number"))
        #expect(try has(2, "rules[0].nonResourceURLs[0]"))
        #expect(try has(3, "spec.ingress[0].from[0].namespaceSelector"))
        #expect(try has(3, "spec.ingress[0].ports[0].port"))
    }

    @Test func `what a manifest argument holds is the object`() throws {
        let text = """
            resource "kubernetes_manifest" "m" {
              manifest = {
                apiVersion = "v1"
                kind       = "Namespace"
                metadata   = { name = "shop" }
              }
            }
            """
        let object = try #require(try project(text).resources.first)
        #expect(object.id.system == "kubernetes")
        #expect(object.value["metadata"]?["name"]?.value == .string("shop"))
    }

    @Test func `other types of the provider stay as they are`() throws {
        let text = """
            resource "kubernetes_annotations" "a" {
              kind = "ConfigMap"
            }
            resource "kubernetes_manifest" "unknown" {
              manifest = yamldecode(data.http.it.body)
            }
            """
        #expect(try project(text).resources.map(\.id.system) == ["terraform", "terraform"])
    }

    @Test(arguments: [
        ("spec.template.spec.hostIPC", "spec[0].template[0].spec[0].host_ipc"),
        ("spec.template.spec.securityContext.runAsNonRoot", "spec[0].template[0].spec[0].security_context[0].run_as_non_root"),
        ("spec.template.spec.containers[1].resources.limits.memory", "spec[0].template[0].spec[0].container[1].resources[0].limits.memory"),
        ("spec.template.spec.volumes[0].hostPath.path", "spec[0].template[0].spec[0].volume[0].host_path[0].path"),
        ("metadata.annotations.x", "metadata[0].annotations.x"),
    ])
    func `a field is changed where the block writes it`(field: String, argument: String) throws {
        let project = try project(deployment)
        let request = SiteRequest(
            resource: try #require(project.resources.first), renderCase: 0, path: try ValuePath(parsing: field), action: .set(.bool(true)))
        let sites = project.sites.sites(for: request, in: project.documents)
        #expect(sites.map { "\($0.documentPath)" } == ["resource[0].\(argument)"])
    }

    @Test func `maps are written as blocks, except arguments that are maps`() throws {
        let project = try project(deployment)
        let value = NewValue.map([
            .init("capabilities", .map([.init("drop", .list([.string("ALL")]))])), .init("allowPrivilegeEscalation", .bool(false)),
        ])
        let path = try ValuePath(parsing: "spec.template.spec.containers[0].securityContext")
        let request = SiteRequest(resource: try #require(project.resources.first), renderCase: 0, path: path, action: .set(value))
        let site = try #require(project.sites.sites(for: request, in: project.documents).first)
        let written = NewValue.map([
            .init("capabilities", .list([.map([.init("drop", .list([.string("ALL")]))])])), .init("allow_privilege_escalation", .bool(false)),
        ])
        #expect(site.action == .set(written))
    }

    @Test func `a field that the provider does not have is refused by name`() throws {
        let project = try project(deployment)
        let path = try ValuePath(parsing: "spec.template.spec.securityContext.appArmorProfile")
        let request = SiteRequest(resource: try #require(project.resources.first), renderCase: 0, path: path, action: .remove)
        let site = try #require(project.sites.sites(for: request, in: project.documents).first)
        #expect(site.obstacle == "the Kubernetes provider has no argument app_armor_profile")
    }
}
