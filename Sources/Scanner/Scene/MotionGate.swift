// Lets a picture through to the decoder when something has moved, and keeps a still scene from
// being read again and again. Pure: time is an argument. It must never keep back the first picture
// that shows something new, nor starve a code that is held perfectly still.

import CheckinCore

struct MotionGate {
    /// What the gate has to say about one picture.
    struct Look: Hashable {
        /// It is to be decoded.
        let passes: Bool
        /// When the scene came to be what it still is; this very moment when something has moved.
        let sceneSince: Uptime
        let hasChanged: Bool
    }

    /// A scene that nothing was read in is tried again after so long, once: the rungs of the ladder
    /// take turns, and the light may be kinder.
    private static let retries: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]
    /// Pictures decoded after a change, for each that gives every rung its turn: a slow box gets
    /// through half of its rungs in one.
    private static let slack = 2
    /// And so many more, because the first ones may be blurred.
    private static let spare = 2

    private let settling: Int
    /// The scene as it was when something last moved, not as it was a picture ago: slow movement
    /// adds up.
    private var reference: SceneGrid?
    private var previous: SceneGrid?
    private var noise = SceneNoise(cells: 0)
    private var sceneSince = Uptime(nanoseconds: 0)
    private var picturesLeft = 0
    private var retried = 0
    private var retryAt = Uptime(nanoseconds: 0)

    init(framesForEveryRung: Int) {
        settling = max(framesForEveryRung, 1) * Self.slack + Self.spare
    }

    /// `grid` is the newest picture's.
    mutating func look(at grid: SceneGrid, now: Uptime) -> Look {
        let hasChanged = learnAndCompare(grid)
        previous = grid
        if hasChanged {
            reference = grid
            sceneSince = now
            picturesLeft = settling
            retried = 0
        }
        return Look(passes: passes(at: now), sceneSince: sceneSince, hasChanged: hasChanged)
    }

    /// What comes next is new, whatever it is.
    mutating func forget() {
        reference = nil
        previous = nil
    }

    private mutating func learnAndCompare(_ grid: SceneGrid) -> Bool {
        // A picture too small for one cell is always worth its little time.
        guard let reference, let previous, !grid.light.isEmpty, grid.isComparable(to: reference)
        else {
            if noise.cells != grid.light.count { noise = SceneNoise(cells: grid.light.count) }
            return true
        }
        // Judged by what was known before: a jump must not excuse itself.
        let hasMoved = noise.isExceeded(
            by: SceneDeviation(of: grid, from: reference, allowing: .any))
        noise.learn(SceneDeviation(of: grid, from: previous, allowing: .full))
        return hasMoved
    }

    private mutating func passes(at now: Uptime) -> Bool {
        if picturesLeft > 0 {
            picturesLeft -= 1
        } else if now >= retryAt {
            retried += 1
        } else {
            return false
        }
        retryAt = now + Self.retries[min(retried, Self.retries.count - 1)]
        return true
    }
}

extension SceneGrid {
    fileprivate func isComparable(to other: SceneGrid) -> Bool {
        columns == other.columns && rows == other.rows
    }
}
