import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Dockerfiles

struct RenderDockerfileTests {
    private func render(_ text: String) -> [Resource] {
        renderDockerfile(DockerfileDocument.parse(SourceFile(path: "src/web/Dockerfile.dev", text: text)))
    }

    @Test func `a Dockerfile is one resource`() throws {
        let resource = try #require(render("ARG A\nFROM a AS b\nRUN ls\nFROM b\n").first)
        #expect(resource.id == ResourceID(system: "dockerfile", type: "dockerfile", name: "Dockerfile.dev"))
        #expect(resource.home == Resource.Home(path: "src/web/Dockerfile.dev", span: Span(0, 32)))
        #expect(resource.headline == Span(6, 17))
        #expect(resource.value["stages"]?.value.list?.count == 2)
        #expect(resource.value["stages"]?[1]?["base"]?["stage"]?.value == "b")
    }

    @Test func `what counts stages follows from all of them that it has to see`() throws {
        let text = "FROM a AS b\nRUN ls\nFROM c AS d\nFROM b\n"
        let tree = MemoryTree(texts: ["Dockerfile": text])
        let rendered = try #require(discover(tree).map { BuiltInTechnologies.render($0, in: tree) }.first)
        let resource = try #require(rendered.resources.first)
        func read(_ path: String) throws -> [String] {
            let part = RenderedPart(resource: resource, renderCase: 0, path: try ValuePath(parsing: path))
            return rendered.sites.derivations.origins(of: part, in: rendered.documents).compactMap { origin in
                rendered.document(origin.path)?.source.text(origin.span)
            }
        }
        for stage in 0..<3 { #expect(try read("stages[\(stage)].isFinal").first?.hasSuffix("FROM b") == true) }
        #expect(try read("stages[1].index").first?.contains("FROM b") == false)
        #expect(try read("stages[1].index").first?.hasPrefix("FROM a AS b") == true)
    }

    @Test func `a broken Dockerfile renders to nothing`() {
        #expect(render("FROM a\nLS\n").isEmpty)
        #expect(render("").isEmpty)
    }
}
