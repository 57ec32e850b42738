// Feeds arbitrary bytes to the reading of ticket codes, as they are and wrapped so that they come
// past base64, base45 and the object's braces. Built plainly it replays the files it is given;
// built for fuzzing (`-D FUZZING` and the fuzzer's sanitizer) libFuzzer drives it. It must never
// need a file, a clock or a network: a failing input alone must fail again.

import CheckinCore

#if FUZZING
    /// libFuzzer's own loop, for programs that have a `main` of theirs.
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runFuzzer(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ try: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    @main struct FuzzCodeText {
        static func main() {
            var count = CommandLine.argc
            var arguments = unsafe CommandLine.unsafeArgv
            _ = unsafe runFuzzer(&count, &arguments) { bytes, length in
                unsafe CodeTextTarget.shared.check(
                    Array(UnsafeBufferPointer(start: bytes, count: length)))
                return 0
            }
        }
    }
#else
    import Foundation

    @main struct FuzzCodeText {
        static func main() throws {
            for path in CommandLine.arguments.dropFirst() {
                CodeTextTarget.shared.check(Array(try Data(contentsOf: URL(filePath: path))))
            }
        }
    }
#endif
