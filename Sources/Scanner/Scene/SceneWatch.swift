// All that is asked of a picture before it is decoded: has anything moved, and is it any good? One
// grid a picture serves both. Pure: time is an argument.

import CheckinCore

struct SceneWatch {
    private var gate: MotionGate
    private var quality = SceneQuality()
    private let framesForEveryRung: Int

    init(framesForEveryRung: Int) {
        self.framesForEveryRung = framesForEveryRung
        gate = MotionGate(framesForEveryRung: framesForEveryRung)
    }

    var flaws: Set<SceneFlaw> { quality.flaws }

    mutating func look(at image: GreyImage, now: Uptime) -> MotionGate.Look {
        let grid = SceneGrid(image)
        let look = gate.look(at: grid, now: now)
        quality.look(at: grid, hasMoved: look.hasChanged, now: now)
        return look
    }

    /// A code has been read in the picture of `now`.
    mutating func sawCode(at now: Uptime) { quality.sawCode(at: now) }

    /// What comes next is new, however much it resembles what was there.
    mutating func expectAnything() { gate.forget() }

    /// The camera was away: nothing known of before says anything of what comes.
    mutating func forget() { self = SceneWatch(framesForEveryRung: framesForEveryRung) }
}
