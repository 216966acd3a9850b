import Archives
import Templates
internal import Projects

/// Packed charts may not grow beyond this, as in Helm.
private let maximumSize = 100 << 20

/// The files of a packed chart, without the directory that they lie in.
func unpackChart(_ archive: HelmChart.File) throws(HelmFailure) -> [HelmChart.File] {
    do {
        let files = try untar(try gunzip(archive.bytes, limit: maximumSize), limit: maximumSize)
        var result: [HelmChart.File] = []
        for file in files {
            let name = GoPath.clean(
                file.name.split(separator: "/", omittingEmptySubsequences: false).dropFirst().joined(separator: "/"))
            if name == "." || name.hasPrefix("..") || name.hasPrefix("/") {
                throw HelmFailure(
                    .load, "chart illegally contains content outside the base directory: \"\(file.name)\"")
            }
            let bytes = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.bytes.dropFirst(3)) : file.bytes
            result.append(HelmChart.File(name: name, path: "\(archive.path)!/\(file.name)", bytes: bytes))
        }
        if result.isEmpty { throw HelmFailure(.load, "no files in chart archive") }
        return result
    } catch let failure as ArchiveFailure {
        throw HelmFailure(.load, failure.message)
    } catch let failure as HelmFailure {
        throw failure
    } catch {
        throw HelmFailure(.load, "\(error)")
    }
}
