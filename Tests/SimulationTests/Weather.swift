// What goes wrong in one simulated evening, drawn from its seed. Each evening turns some faults off
// and others up, so that a rare pair of faults meets often in some evening.

import CheckinCore
import CheckinTesting

/// What the boxes' wall clock shows when the evening begins. Where it is not right, the boxes know
/// that they do not know.
enum WallClock: Sendable {
    case right
    /// A box without a battery.
    case inThePast
    /// A hand that slipped.
    case inTheFuture

    var isTrusted: Bool { self == .right }

    var start: Timestamp {
        switch self {
        case .right: VirtualClock.evening
        case .inThePast: Timestamp(milliseconds: 0)
        case .inTheFuture: VirtualClock.evening + .hours(24 * 365 * 10)
        }
    }
}

/// Chances in a hundred, for each occasion.
struct Weather: CustomStringConvertible {
    var commitFailsBefore = 0
    var commitFailsAfter = 0
    /// Of each stroke of fate.
    var crash = 0
    var turn = 0
    var clockStep = 0
    var revocation = 0
    /// Of each answer.
    var pageDies = 0
    /// Of each step on the way of an answer.
    var crashAtStep = 0
    /// Of each moment in which somebody of the staff looks up: a second look at a refusal, a hand
    /// on the counter, an alarm.
    var staff = 0
    var asksForPapers = false
    /// Guests come back within seconds instead of minutes.
    var isHasty = false
    var wallClock = WallClock.right

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed ^ 0x57EA_7E4E_5EED)
        func draw(upTo limit: Int) -> Int {
            random.chance(50) ? 0 : Int.random(in: 1...limit, using: &random)
        }
        commitFailsBefore = draw(upTo: 20)
        commitFailsAfter = draw(upTo: 20)
        crash = draw(upTo: 30)
        turn = draw(upTo: 30)
        clockStep = draw(upTo: 10)
        revocation = draw(upTo: 10)
        pageDies = draw(upTo: 40)
        isHasty = random.chance(50)
        if random.chance(30) { wallClock = random.chance(50) ? .inThePast : .inTheFuture }
        crashAtStep = draw(upTo: 6)
        staff = draw(upTo: 100)
        asksForPapers = random.chance(20)
    }

    var description: String {
        "before=\(commitFailsBefore) after=\(commitFailsAfter) crash=\(crash) turn=\(turn) "
            + "step=\(clockStep) revoke=\(revocation) page=\(pageDies) hasty=\(isHasty) "
            + "clock=\(wallClock) steps=\(crashAtStep) staff=\(staff) papers=\(asksForPapers)"
    }
}
