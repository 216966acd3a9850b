import Primitives

extension FunctionTable {
    /// Sprig's random values, here from the rendering's seed, so that a rendering can be repeated; their origin says `random`.
    static let randomFunctions: [GoFunction] = [
        GoFunction("randAlphaNum", [.int], .own) { arguments, execution in
            try execution.randomText(arguments.int(0), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        },
        GoFunction("randAlpha", [.int], .own) { arguments, execution in
            try execution.randomText(arguments.int(0), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        },
        GoFunction("randNumeric", [.int], .own) { arguments, execution in
            try execution.randomText(arguments.int(0), "0123456789")
        },
        GoFunction("randAscii", [.int], .own) { arguments, execution in
            try execution.randomText(arguments.int(0), String(decoding: (UInt8(32)...126).map { $0 }, as: UTF8.self))
        },
        GoFunction("randBytes", [.int], .own) { arguments, execution in
            try execution.require((arguments.int(0), false))
            let bytes = (0..<max(0, arguments.int(0))).map { _ in UInt8.random(in: 0...255, using: &execution.random) }
            return .text(Base64.encoded(bytes), execution.randomTrace())
        },
        GoFunction("randInt", [.int, .int], .own) { arguments, execution in
            guard arguments.int(1) > arguments.int(0) else { throw CallFailure("invalid argument to Intn") }
            return .int(
                Int.random(in: arguments.int(0)..<arguments.int(1), using: &execution.random), execution.randomTrace())
        },
        GoFunction("shuffle", [.string], .own) { arguments, execution in
            .text(String(arguments.string(0).shuffled(using: &execution.random)), execution.randomTrace())
        },
        GoFunction("uuidv4", [], .own) { _, execution in
            var hex = ""
            for index in 0..<16 {
                var byte = UInt8.random(in: 0...255, using: &execution.random)
                if index == 6 { byte = byte & 0x0F | 0x40 }
                if index == 8 { byte = byte & 0x3F | 0x80 }
                hex += (byte < 16 ? "0" : "") + String(byte, radix: 16)
                if [3, 5, 7, 9].contains(index) { hex += "-" }
            }
            return .text(hex, execution.randomTrace())
        },
    ]
}

extension Execution {
    func randomTrace() -> TraceID {
        isDeterministic = false
        return table.add(.random)
    }

    fileprivate func randomText(_ count: Int, _ alphabet: String) throws -> GoValue {
        try require((count, false))
        let letters = Array(alphabet.utf8)
        let bytes = (0..<max(0, count)).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
        return .string(Text(bytes, randomTrace()))
    }
}
