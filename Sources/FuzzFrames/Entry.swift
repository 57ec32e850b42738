// Hands arbitrary bytes to the scanner as frames of every format, as picture files and as films.
// Built for fuzzing (`-D FUZZING` and the fuzzer's sanitizer) libFuzzer drives it; built plainly or
// under AddressSanitizer it replays files, or tries changes of them for a while. It must never need
// a camera, a clock or a network: a failing input alone must fail again.

#if FUZZING
    /// libFuzzer's own loop, for programs that have a `main` of theirs.
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runFuzzer(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ try: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    /// libFuzzer calls from one thread alone.
    nonisolated(unsafe) private let target = FrameTarget()

    @main struct FuzzFrames {
        static func main() {
            var count = CommandLine.argc
            var arguments = unsafe CommandLine.unsafeArgv
            _ = unsafe runFuzzer(&count, &arguments) { bytes, length in
                unsafe target.check(Array(UnsafeBufferPointer(start: bytes, count: length)))
                return 0
            }
        }
    }
#else
    import Foundation

    @main struct FuzzFrames {
        private static let usage = """
            usage: FuzzFrames FILE...                      looks at each file
                   FuzzFrames random SECONDS SEED KEEP FOLDER...
            random tries the files of the folders, then random changes of them for SECONDS; the
            input being tried lies in the file KEEP

            """

        static func main() throws {
            let words = Array(CommandLine.arguments.dropFirst())
            if words.count > 4, words[0] == "random", let seconds = Int(words[1]),
                (1...86_400).contains(seconds), let seed = UInt64(words[2])
            {
                let folders = Array(words[4...])
                try RandomRun(folders: folders, seconds: seconds, seed: seed, keep: words[3]).run()
            } else if words.isEmpty || words[0] == "random" {
                FileHandle.standardError.write(Data(usage.utf8))
                exit(EX_USAGE)
            } else {
                let target = FrameTarget()
                for path in words { target.check(Array(try Data(contentsOf: URL(filePath: path)))) }
            }
        }
    }
#endif
