import ConfigModel
import Projects
import SourceText
import Kustomize

/// A small tree and what came of building one of its kustomizations.
struct KustomizeCase {
    let files: [String: String]
    let rendering: KustomizeRendering

    init(_ files: [String: String], build folder: String = "") {
        self.files = files
        rendering = renderKustomization(MemoryTree(texts: files), folder)
    }

    var failure: String? { rendering.failure?.message }

    /// `Kind name` of each object, in order.
    var names: [String] {
        rendering.objects.map { "\($0.value["kind"]?.value.string ?? "") \($0.value["metadata"]?["name"]?.value.string ?? "")" }
    }

    func object(_ kind: String) -> Traced? { rendering.objects.first { $0.value["kind"]?.value.string == kind }?.value }

    /// The value at a path of the first object of a kind.
    func value(_ kind: String, _ path: String) -> Value? { traced(kind, path)?.value }

    func traced(_ kind: String, _ path: String) -> Traced? {
        guard let path = try? ValuePath(parsing: path) else { return nil }
        return object(kind)?.at(path)
    }

    /// Where a value is written: `file: text` for each of its places, nearest first.
    func places(_ kind: String, _ path: String) -> [String] { traced(kind, path).map { spelled($0.provenance) } ?? [] }

    /// Where the key of a value is written.
    func keyPlaces(_ kind: String, _ path: String) -> [String] {
        guard let path = try? ValuePath(parsing: path), let provenance = object(kind)?.keyProvenance(at: path) else { return [] }
        return spelled(provenance)
    }

    private func spelled(_ provenance: Provenance) -> [String] {
        provenance.origins.map { origin in
            let bytes = Array((files[origin.path] ?? "").utf8)
            guard origin.span.end <= bytes.count else { return "\(origin.path): outside" }
            return "\(origin.path): \(String(decoding: bytes[origin.span.range], as: UTF8.self))"
        }
    }
}

/// A deployment with one container, for builds that change it.
let plainDeployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - name: app
            image: shop/web:1.0
            env:
            - name: MODE
              value: plain
            - name: LEVEL
              value: low
          - name: sidecar
            image: shop/proxy:1.0

    """
