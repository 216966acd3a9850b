internal import FoundationEssentials
internal import Projects
internal import SourceText
internal import Helm

/// A folder of real charts and what real Helm printed for them, as `helm-corpus` builds it.
struct Corpus {
    /// The folder of charts (helmcorp).
    let charts: String
    /// The folder of Helm's output, with cases.tsv (helmgold).
    let golden: String

    /// One chart with one set of values.
    struct Case {
        let chart: String
        let name: String
        let values: [String]
        let arguments: [String]
        let isError: Bool
        /// Lines, from 1, that differ between two runs of Helm.
        let maskedLines: Set<Int>
        let error: String
        /// User time of Helm in seconds, the smaller of two runs.
        let helmSeconds: Double
    }

    /// The cases whose chart's folder contains `only`.
    func cases(only: String?) throws -> [Case] {
        guard let data = FileManager.default.contents(atPath: golden + "/cases.tsv") else {
            throw DevFailure("no cases.tsv in \(golden)")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 15, only.map({ columns[0].contains($0) }) ?? true else { return nil }
            let arguments = (try? JSONDecoder().decode([String].self, from: Data(columns[6].utf8))) ?? []
            return Case(
                chart: columns[0], name: columns[1], values: columns[5].split(separator: ",").map(String.init),
                arguments: arguments,
                isError: columns[8] == "err",
                maskedLines: Set(columns[10].split(separator: ",").compactMap { Int($0) }), error: columns[14], helmSeconds: Double(columns[13]) ?? 0)
        }
    }

    /// The chart's files.
    func files(of one: Case) throws -> MemoryTree {
        let directory = charts + "/" + one.chart
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            var isDirectory = false
            let full = directory + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory,
                let data = FileManager.default.contents(atPath: full)
            else { continue }
            files[path] = Array(data)
        }
        return MemoryTree(files)
    }

    /// What Helm was told for the case.
    func inputs(of one: Case) throws -> ([ValuesLayer], HelmRelease) {
        var release = HelmRelease(name: "rel", namespace: "ns")
        var layers: [ValuesLayer] = []
        for path in one.values {
            guard let data = FileManager.default.contents(atPath: charts + "/" + path) else {
                throw DevFailure("no file \(path)")
            }
            layers.append(.file(path: path, bytes: Array(data)))
        }
        var index = 0
        while index < one.arguments.count {
            var flag = one.arguments[index]
            var value = index + 1 < one.arguments.count ? one.arguments[index + 1] : ""
            var length = 2
            if let equals = flag.firstIndex(of: "="), flag.hasPrefix("--") {
                value = String(flag[flag.index(after: equals)...])
                flag = String(flag[..<equals])
                length = 1
            }
            switch flag {
            case "--set": layers.append(.set(value))
            case "--set-string": layers.append(.setString(value))
            case "--set-json": layers.append(.setJSON(value))
            case "--kube-version": release.kubeVersion = value
            case "--api-versions", "-a": release.apiVersions += value.split(separator: ",").map(String.init)
            default:
                if flag == "--include-crds" { release.includesCustomResourceDefinitions = true }
                if flag == "--is-upgrade" { release.isUpgrade = true }
                if flag == "--skip-schema-validation" { release.validatesSchemas = false }
                length = 1
            }
            index += length
        }
        return (layers, release)
    }

    /// What Helm printed.
    func output(of one: Case) -> [UInt8] {
        FileManager.default.contents(atPath: "\(golden)/\(one.chart)/\(one.name).yaml").map { Array($0) } ?? []
    }
}
