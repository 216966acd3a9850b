package import ConfigModel
package import Documents
import SourceText
internal import Projects

/// One resource for a whole Dockerfile; selectors bind its stages, instructions and commands.
///
/// A file that could not be read to its end renders to nothing, and neither does one without a stage: what is left would be guesswork.
package func renderDockerfile(_ document: DockerfileDocument) -> [Resource] {
    guard document.isSound, let root = document.roots.first, let first = document.stages.first else { return [] }
    let path = document.source.path
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return [
        Resource(
            id: ResourceID(system: "dockerfile", type: "dockerfile", name: name),
            value: root,
            home: Resource.Home(path: path, span: Span(0, document.source.bytes.count)),
            headline: document.instructions[first.from].span)
    ]
}
