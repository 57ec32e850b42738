// Measures the eyes beside their peers in the same run, looks for texts that are not there, and
// shows what a camera gives. Pictures are not part of the project: folders of them are named on the
// command line. It must never print a code's text.

import Foundation
import Scanner

@main
struct BenchScanner {
    private static let usage = """
        usage: BenchScanner photos FOLDER [--each] [PEER]     photographs, all contestants
               BenchScanner doors FOLDER [--each] [PEER]      drawn door frames, by kind
               BenchScanner speed FOLDER [PEER]               frames a second by size
               BenchScanner still FOLDER [--seconds=10]       CPU while nothing moves
               BenchScanner latency FOLDER [--shows=100] [--seed=1]
               BenchScanner ghosts doors FRAMES               frames from standard input
               BenchScanner ghosts noise SECONDS [--seed=1] [--rate=15] [--every=1]
                                                              so much of a camera's time, at so
                                                              many frames a second, every rung on
                                                              one of so many
               BenchScanner ghosts noise KIND SEED FILE.pgm   one frame of it again
               BenchScanner camera DEVICE SECONDS             DEVICE is a path, or "auto"

        FOLDER holds pictures and manifest.csv: file, width, height, codes, expected_base64[, kind].
        PEER is --python=PROGRAM --zxing=SCRIPT: the newest zxing-cpp. --each prints every picture.

        """

    private static let options: Set<String> = [
        "each", "python", "zxing", "seconds", "shows", "seed", "rate", "every",
    ]

    static func main() async {
        let arguments = Arguments(CommandLine.arguments.dropFirst())
        do {
            guard !arguments.unknown(beside: options), let isGood = try await run(arguments) else {
                say(usage)
                exit(EX_USAGE)
            }
            exit(isGood ? EXIT_SUCCESS : EXIT_FAILURE)
        } catch {
            say("BenchScanner: \(error)\n")
            exit(EX_NOINPUT)
        }
    }

    /// nil when the words make no sense; false when something is not as it must be.
    private static func run(_ arguments: Arguments) async throws -> Bool? {
        let words = arguments.words
        switch (words.first, words.count) {
        case ("photos", 2):
            return try pictures(arguments, [.everything])
        case ("doors", 2):
            return try pictures(arguments, PictureBench.Group.doors)
        case ("speed", 2):
            let manifest = try Manifest(folder: words[1])
            return SpeedBench(manifest: manifest, contestants: Contestants(arguments)).run()
        case ("still", 2):
            guard let scene = try Scenes(folder: words[1]).still else { return nil }
            let seconds = Double(arguments.number("seconds") ?? 10)
            return await StillBench(scene: scene, seconds: seconds).run()
        case ("latency", 2):
            let scenes = try Scenes(folder: words[1]).shown()
            guard !scenes.isEmpty else { return nil }
            return await LatencyBench(
                scenes: scenes, shows: Int(arguments.number("shows") ?? 100),
                seed: arguments.number("seed") ?? 1
            ).run()
        case ("ghosts", 3), ("ghosts", 5):
            return try ghosts(arguments)
        case ("camera", 3):
            guard let seconds = Double(words[2]), (0...86_400).contains(seconds) else { return nil }
            return CameraBench(device: words[1], seconds: seconds).run()
        default:
            return nil
        }
    }

    private static func pictures(
        _ arguments: Arguments, _ groups: [PictureBench.Group]
    ) throws -> Bool {
        let manifest = try Manifest(folder: arguments.words[1])
        say("milliseconds of CPU, one thread\n")
        let bench = PictureBench(
            manifest: manifest, contestants: Contestants(arguments).ofPictures(), groups: groups)
        return bench.run(printingEach: arguments["each"] != nil)
    }

    private static func ghosts(_ arguments: Arguments) throws -> Bool? {
        let words = arguments.words
        if words.count == 5, words[1] == "noise", let kind = NoiseKind(rawValue: words[2]),
            let seed = UInt64(words[3])
        {
            return try NoiseGhosts.draw(kind, seed: seed, into: words[4])
        }
        guard words.count == 3, let count = Int(words[2]), (1...1_000_000).contains(count) else {
            return nil
        }
        switch words[1] {
        case "doors": return try DoorGhosts(frames: count).run(FileHandle.standardInput)
        case "noise":
            let rate = arguments.number("rate") ?? UInt64(NoiseGhosts.rate)
            let every = arguments.number("every") ?? 1
            guard (1...UInt64(NoiseGhosts.fastestRate)).contains(rate),
                (1...1_000_000).contains(every)
            else { return nil }
            return NoiseGhosts(
                seconds: count, seed: arguments.number("seed") ?? 1, rate: Int(rate),
                every: Int(every)
            ).run()
        default: return nil
        }
    }
}
