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

    @Test func `a broken Dockerfile renders to nothing`() {
        #expect(render("FROM a\nLS\n").isEmpty)
        #expect(render("").isEmpty)
    }
}
