// What a scanner costs while nothing moves in front of its camera: the share of a core that the
// real service takes, beside the same pictures merely taken.

import CheckinCore
import Logging
import Scanner

struct StillBench {
    /// The most that a still scene may cost beyond capture itself, in cores.
    static let budget = 0.03
    /// Of a webcam in a lit hall, and in a dim one.
    private static let strengths = [1.5, 4.0]
    /// Pictures that are shown one after the other; more would only take longer to draw.
    private static let copies = 16
    /// Until the scanner has seen that nothing moves.
    private static let settling = 3.0

    let scene: GreyImage
    let seconds: Double

    /// False when the budget is exceeded.
    func run() async -> Bool {
        let size = "\(scene.width)x\(scene.height)"
        say("\nstill scene, \(size) at \(PacedCamera.rate) frames/s, \(seconds) s each; cores\n")
        say(Table.row("", ["reading", "capture", "beyond"]))
        var isWithin = true
        for strength in Self.strengths {
            var grain = Grain(strength: strength, seed: 1)
            let copies = grain.copies(Self.copies, of: scene)
            let reading = await readingShare(copies)
            let capture = drainingShare(copies)
            isWithin = isWithin && reading - capture <= Self.budget
            let shares = [reading, capture, reading - capture]
            say(Table.row("noise \(strength)", shares.map { Table.number($0, digits: 4) }))
        }
        say("budget: \(Self.budget) beyond capture\(isWithin ? "" : ", EXCEEDED")\n")
        return isWithin
    }

    private func readingShare(_ copies: [GreyImage]) async -> Double {
        let service = ScannerService(
            makeSource: { bell in PacedCamera(bell: bell, picture: Self.show(copies)) },
            time: RealTime(), conditions: Unreported(), logger: .silent)
        service.start()
        let time = RealTime()
        try? await time.sleep(for: .seconds(Self.settling))
        let (spent, start) = (RealTime.spentMilliseconds, time.uptime())
        try? await time.sleep(for: .seconds(seconds))
        let share = Self.share(since: spent, start)
        await service.stop()
        return share
    }

    private func drainingShare(_ copies: [GreyImage]) -> Double {
        let camera = PacedCamera(bell: Bell(), picture: Self.show(copies))
        let (spent, start) = (RealTime.spentMilliseconds, RealTime().uptime())
        while RealTime().uptime().since(start) < .seconds(seconds) {
            _ = camera.next(patience: .milliseconds(250))
        }
        return Self.share(since: spent, start)
    }

    private static func share(since spent: Double, _ start: Uptime) -> Double {
        let span = RealTime().uptime().since(start)
        return (RealTime.spentMilliseconds - spent) / Double(max(span.milliseconds, 1))
    }

    /// One after the other.
    private static func show(_ copies: [GreyImage]) -> (Uptime) -> GreyImage {
        var number = 0
        return { _ in
            number += 1
            return copies[number % copies.count]
        }
    }
}

/// A bench has nobody to tell.
struct Unreported: ConditionReporter {
    func raise(_ code: ConditionCode, detail: String) async {}
    func clear(_ code: ConditionCode) async {}
}

extension Logger {
    static let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
}
