// What can be known of the time: who says that a clock was right, when that was, and why a clock is
// doubted. Values only; what follows from them is ClockTrust's to say.

package import CheckinCore

/// The box's clocks at one moment.
package struct ClockReading: Hashable, Sendable {
    package let wall: Timestamp
    /// Since boot, the time asleep included: what it measures is what a wall clock measures.
    package let uptime: Uptime

    package init(wall: Timestamp, uptime: Uptime) {
        self.wall = wall
        self.uptime = uptime
    }

    /// What the wall should show at another moment of this boot, if this reading is right.
    func wall(at other: Uptime) -> Timestamp { wall + other.since(uptime) }
}

/// Who says that a clock was right.
package enum ClockWitness: String, Sendable, CaseIterable {
    /// Nobody did: the clock was later than all that was known when the box first looked at it.
    case nobody
    case ops
    /// The kernel, whose clock a time server keeps right.
    case timeServer = "time_server"
    case central
}

/// What was known of the time at one moment of one boot. It is kept: within the boot the clock must
/// go on from it, and after the next one it is the least that is known.
package struct ClockClaim: Hashable, Sendable {
    package let witness: ClockWitness
    /// Which boot; a name that no other boot has.
    package let boot: String
    package let reading: ClockReading
    /// What attempts up to this one say of the time no longer counts: the witness knew better.
    package let attempt: AttemptNumber
    /// No later moment than this can lie before it.
    package let floor: Timestamp

    package init(
        witness: ClockWitness, boot: String, reading: ClockReading, attempt: AttemptNumber,
        floor: Timestamp
    ) {
        self.witness = witness
        self.boot = boot
        self.reading = reading
        self.attempt = attempt
        self.floor = floor
    }
}

/// The newest attempt whose clock was trusted.
package struct TrustedMoment: Hashable, Sendable {
    package let number: AttemptNumber
    package let at: Timestamp

    package init(number: AttemptNumber, at: Timestamp) {
        self.number = number
        self.at = at
    }
}

/// Why a clock is doubted.
package enum ClockDoubt: Hashable, Sendable {
    /// It is before the day the program was made.
    case behindProgram(by: Duration)
    /// It is before what was known already.
    case behindKnown(by: Duration)
    /// It has left the time that `witness` knew, ahead (positive) or back; nobody says why.
    case stepped(by: Duration, from: ClockWitness)
    /// What earlier runs knew could not be read yet.
    case historyUnread
}

package enum ClockJudgement: Hashable, Sendable {
    case trusted(ClockWitness)
    case doubted(ClockDoubt)

    package var isTrusted: Bool {
        if case .trusted = self { true } else { false }
    }

    /// Trusted on somebody's word, and not only for want of a reason to doubt.
    package var isConfirmed: Bool {
        if case .trusted(let witness) = self { witness != .nobody } else { false }
    }
}
