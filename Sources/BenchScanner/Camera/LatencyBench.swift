// How long it takes from the light of the first frame that shows a code to the token coming out of
// the real service, while a still scene is before and after it.

import CheckinCore
import Logging
import Scanner

struct LatencyBench {
    /// Longer than any guest waits: the code counts as missed, and there is something to mend.
    static let patience: Duration = .seconds(3)

    /// Frames without a code, and with one, of the same scene.
    let scenes: [Showing.Scene]
    let shows: Int
    let seed: UInt64

    /// A code in plain view is read in its first frame or its second.
    private static let mostFrames = 2

    /// False when a code was missed, or read late.
    func run() async -> Bool {
        let showing = Showing(scenes: scenes, seed: seed)
        let time = RealTime()
        let service = ScannerService(
            makeSource: { bell in PacedCamera(bell: bell) { showing.picture(at: $0) } },
            time: time, conditions: Unreported(), logger: .silent)
        service.start()
        let reading = Task {
            for await token in service.tokens { showing.took(token, at: time.uptime()) }
        }
        var result = showing.result
        while result.latencies.count + result.missed < shows {
            try? await time.sleep(for: .milliseconds(200))
            result = showing.result
        }
        await service.stop()
        await reading.value
        report(result)
        return result.missed == 0 && result.frames.keys.allSatisfy { $0 <= Self.mostFrames }
    }

    private func report(_ result: Showing.Result) {
        say("\nlight of the first frame with a code → token, 1280x720 at 15 frames/s, ")
        say("\(result.latencies.count) codes after 2 to 30 still frames, \(result.missed) missed\n")
        say(Table.row("", ["p50 ms", "p99 ms", "max ms", "interval"]))
        say(row("light → frame in hand", result.handed))
        say(row("light → token", result.latencies))
        for (frames, codes) in result.frames.sorted(by: { $0.key < $1.key }) {
            say("  read in frame \(frames) of the code: \(codes)\n")
        }
    }

    private func row(_ name: String, _ spans: [Duration]) -> String {
        let sorted = spans.map { $0 / .milliseconds(1) }.sorted()
        let quantiles = [0.5, 0.99, 1].map { part in
            let index = Int((part * Double(sorted.count)).rounded(.up)) - 1
            return sorted.isEmpty ? "-" : Table.number(sorted[max(index, 0)], digits: 1)
        }
        let interval = Table.number(PacedCamera.interval / .milliseconds(1), digits: 1)
        return Table.row(name, quantiles + [interval])
    }
}
