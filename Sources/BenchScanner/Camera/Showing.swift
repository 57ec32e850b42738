// What is in front of the lens of the latency bench: a still scene, then a code in it until its
// token is out, then the scene again. Written by the capture thread, read by whoever takes the
// tokens.

import CheckinCore
import CheckinTesting
import Scanner
import Synchronization

final class Showing: Sendable {
    struct Scene: Sendable {
        /// Several pictures of each, that differ by their grain.
        let empty: [GreyImage]
        let shown: [GreyImage]
        let text: [UInt8]
    }

    struct Result: Sendable {
        var latencies: [Duration] = []
        /// From the light to the frame in the scanner's hands: what no scanner can do anything
        /// about, but not to be busy.
        var handed: [Duration] = []
        /// How many codes were read in the first frame, in the second, …
        var frames: [Int: Int] = [:]
        var missed = 0
    }

    private struct State {
        var random: SeededRandom
        var scene = 0
        /// Frames of the still scene to come.
        var still = 30
        /// When the first frame with the code was taken; nil while there is none.
        var shownAt: Uptime?
        var frame = 0
        var result = Result()
    }

    private let scenes: [Scene]
    private let time = RealTime()
    private let state: Mutex<State>

    init(scenes: [Scene], seed: UInt64) {
        precondition(!scenes.isEmpty, "nothing to show")
        self.scenes = scenes
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    var result: Result { state.withLock { $0.result } }

    func picture(at moment: Uptime) -> GreyImage {
        state.withLock { state in
            state.frame += 1
            let scene = scenes[state.scene]
            if let shownAt = state.shownAt, moment.since(shownAt) > LatencyBench.patience {
                state.result.missed += 1
                goOn(&state)
            } else if state.shownAt == nil {
                state.still -= 1
                if state.still < 0 {
                    state.shownAt = moment
                    state.result.handed.append(time.uptime().since(moment))
                }
            }
            let pictures = state.shownAt == nil ? scene.empty : scene.shown
            return pictures[state.frame % pictures.count]
        }
    }

    func took(_ token: TicketToken, at now: Uptime) {
        state.withLock { state in
            guard let shownAt = state.shownAt, token.bytes == scenes[state.scene].text else {
                return
            }
            state.result.latencies.append(now.since(shownAt))
            let frames = token.seenAt.since(shownAt) / PacedCamera.interval
            state.result.frames[Int(frames.rounded()) + 1, default: 0] += 1
            goOn(&state)
        }
    }

    /// The next guest stands before another scene, still for a while.
    private func goOn(_ state: inout State) {
        state.shownAt = nil
        state.scene = (state.scene + 1) % scenes.count
        state.still = Int.random(in: 2...30, using: &state.random)
    }
}
