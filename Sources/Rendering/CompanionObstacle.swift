package import ConfigModel
package import Documents

extension SiteSource {
    package func companionObstacle(beside resource: Resource, _ format: Format?) -> String? {
        let path = resource.home.path
        if path.contains(".terraform/") { return "the module is installed, not written here" }
        switch format {
        case .template: return "a new object of a chart needs a template of its own, with the names that the chart gives"
        case .json: return "the file is JSON, which holds one object"
        default: return isKustomizationFile(path) ? "the object is made by a generator" : nil
        }
    }

    package var findsEmbedded: Bool { false }
}

extension TerraformSites {
    func companionObstacle(beside resource: Resource, _ format: Format?) -> String? {
        let (id, home) = (resource.id, resource.home)
        if id.system == "terraform", id.type != "module", home.prefix.elements.first == .key("module") {
            return "the resource is written in a module that is not in the tree"
        }
        if format == .hcl, id.system == "kubernetes" { return "a new Kubernetes object needs a block of the provider" }
        if home.path.contains(".terraform/") { return "the module is installed, not written here" }
        return format == .json ? "the file is JSON, which holds one object" : nil
    }
}
