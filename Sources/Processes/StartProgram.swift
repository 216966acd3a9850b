internal import CSpawn
internal import Glibc
internal import SourceText

/// Starts the program with three descriptors of ours as its standard streams and no other open file.
/// - Returns: its process id, which the caller waits for.
package func startProgram(_ program: Program, input: Int32, output: Int32, errors: Int32) -> Result<Int32, ProgramError> {
    guard let name = program.words.first else { return .failure(ProgramError(reason: "no program is named")) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let folder = program.folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    for (target, descriptor) in [input, output, errors].enumerated() {
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    // SAFETY: the words are copied here and freed after the child has its own copy.
    let arguments: [UnsafeMutablePointer<CChar>?] = program.words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = (program.environment ?? []).map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let code =
        program.environment == nil
        ? posix_spawnp(&child, name, &actions, nil, arguments, environ)
        : posix_spawnp(&child, name, &actions, nil, arguments, &variables)
    guard code == 0 else { return .failure(ProgramError(reason: "'\(name)' cannot be run: \(systemReason(code))")) }
    return .success(child)
}
