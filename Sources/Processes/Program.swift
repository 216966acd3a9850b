/// A program to run: its words are passed on as they are, since there is no shell between.
package struct Program: Sendable {
    /// The name, looked for in `PATH` unless it has a slash, and its arguments.
    package var words: [String]
    /// `NAME=value` for each variable; nil for those of this process.
    package var environment: [String]?
    /// Where it starts; nil for where this process is.
    package var folder: String?
    /// What the program reads from its standard input.
    package var input: [UInt8]
    /// Seconds until it is killed.
    package var timeout: Int
    /// How much of each output stream is kept, in bytes. A program that writes 64 times as much is killed.
    package var outputLimit: Int

    /// - Parameters:
    ///   - timeout: in seconds.
    ///   - outputLimit: in bytes, for each stream.
    package init(
        _ words: [String], environment: [String]? = nil, folder: String? = nil, input: [UInt8] = [], timeout: Int, outputLimit: Int = 1 << 20
    ) {
        self.words = words
        self.environment = environment
        self.folder = folder
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }
}

/// What a program gave back.
package struct ProgramResult: Sendable {
    /// The exit status, or 128 and the signal that ended it.
    package let status: Int32
    /// The start of standard output, at most `Program.outputLimit` bytes.
    package let output: [UInt8]
    /// The start of standard error, at most `Program.outputLimit` bytes.
    package let errors: [UInt8]
}

/// Why a program did not run to its end.
package struct ProgramError: Error, Sendable {
    /// In words, for a person.
    package let reason: String
}
