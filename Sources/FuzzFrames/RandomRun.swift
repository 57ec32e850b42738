// Tries a folder of inputs and then random changes of them for a while, without libFuzzer: for a
// build under AddressSanitizer, whose findings libFuzzer would lose. The input being tried always
// lies in a file, which is what a crash or a hang leaves behind.

import Foundation
import Glibc

struct RandomRun {
    /// A longer look at one input is a hang; far more than a slow machine needs.
    private static let patience: UInt32 = 20
    /// As libFuzzer's own limit in the other half of the lane.
    static let longestInput = 16 << 10

    let folders: [String]
    let seconds: Int
    let seed: UInt64
    /// Where the input being tried lies.
    let keep: String

    func run() throws {
        let target = FrameTarget()
        let seeds = try folders.flatMap(Self.inputs)
        let file = unsafe open(keep, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let end = time(nil) + seconds
        var replayed = 0
        // The first folder's are few and come first; what others have gathered may be more than
        // there is time for.
        for input in seeds where time(nil) < end {
            attempt(input, on: target, file)
            replayed += 1
        }
        var mutations = Mutations(seeds: seeds, longest: Self.longestInput, seed: seed)
        var tried = 0
        while time(nil) < end {
            attempt(mutations.next(), on: target, file)
            tried += 1
        }
        alarm(0)
        close(file)
        try FileManager.default.removeItem(atPath: keep)
        let words = "\(replayed) inputs as they are, \(tried) changed ones from seed \(seed): "
        FileHandle.standardOutput.write(Data((words + "nothing found\n").utf8))
    }

    private func attempt(_ input: [UInt8], on target: FrameTarget, _ file: Int32) {
        let written = unsafe pwrite(file, input, input.count, 0)
        precondition(written == input.count, "the input cannot be kept")
        ftruncate(file, input.count)
        // The default answer to the signal is the end.
        alarm(Self.patience)
        target.check(input)
    }

    private static func inputs(in folder: String) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            Array(try Data(contentsOf: URL(filePath: folder + "/" + $0)))
        }
    }
}
