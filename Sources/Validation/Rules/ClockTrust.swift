// Whether the box knows what time it is. A box without a battery boots in 1970, one with a broken
// battery in any year; what it then calls "too early" must not be held against a guest. Pure:
// evidence in, answer out. It must never read a clock, and never take a step of the clock for
// right because it was made.

package import CheckinCore

package struct ClockTrust: Sendable {
    /// How far a clock may be from what is known. The same as for codes made in the future and for
    /// other boxes' clocks: what is further off is broken, and within it every rule still holds.
    package static let tolerance = Policy.defaultClockTolerance

    private let boot: String
    /// No build of the program ran before.
    private let earliest: Timestamp
    /// The newest word on the time, of this boot or of an earlier one.
    package private(set) var claim: ClockClaim?
    /// The newest time known to have been: now cannot be before it.
    package private(set) var floor: Timestamp
    /// What the journal knows has been learnt.
    package private(set) var knowsHistory = false

    /// - Parameter remembered: the claim that the run before kept.
    package init(boot: String, earliest: Timestamp, remembered: ClockClaim? = nil) {
        self.boot = boot
        self.earliest = earliest
        claim = remembered
        floor = max(earliest, remembered?.floor ?? earliest)
    }

    /// The newest trusted attempt of the journal, by number; nil when there is none. One that was
    /// made before the newest word on the time adds nothing to it.
    package mutating func learnHistory(_ newest: TrustedMoment?) {
        knowsHistory = true
        guard let newest, newest.number > settled else { return }
        floor = max(floor, newest.at)
    }

    /// Attempts up to this one say nothing of the time any more.
    package var settled: AttemptNumber { claim?.attempt ?? AttemptNumber(0) }

    /// Takes a witness's word that `reading` is right. It replaces what was known before, even when
    /// that was later: a clock that ran ahead is put right by it. `newest` is the newest attempt.
    ///
    /// Ignored is a time before the program was made, what is older than the word we have, and
    /// anybody who speaks after the central server did in this boot: its time is the venue's.
    @discardableResult
    package mutating func learn(
        _ witness: ClockWitness, _ reading: ClockReading, newest: AttemptNumber
    ) -> Bool {
        adopt(
            ClockClaim(
                witness: witness, boot: boot, reading: reading, attempt: newest,
                floor: reading.wall))
    }

    /// Takes a claim of this boot that somebody else has written down.
    @discardableResult
    package mutating func adopt(_ other: ClockClaim) -> Bool {
        guard other.boot == boot, other.witness != .nobody,
            other.reading.wall + Self.tolerance >= earliest
        else { return false }
        if let anchor {
            if other.reading.uptime < anchor.reading.uptime { return false }
            if anchor.witness == .central, other.witness != .central { return false }
        }
        claim = other
        floor = max(earliest, other.floor)
        return true
    }

    /// Looks at the clock as it is. From the first time that it is trusted in a boot, a step is
    /// noticed; and time that has passed is known to have passed.
    package mutating func observe(_ reading: ClockReading) {
        guard judge(reading).isTrusted else { return }
        floor = max(floor, reading.wall)
        guard anchor == nil else { return }
        claim = ClockClaim(
            witness: .nobody, boot: boot, reading: reading, attempt: settled, floor: floor)
    }

    package func judge(_ reading: ClockReading) -> ClockJudgement {
        let known = reading.wall + Self.tolerance
        if known < earliest {
            return .doubted(.behindProgram(by: earliest.since(reading.wall)))
        }
        if let anchor {
            let step = reading.wall.since(anchor.reading.wall(at: reading.uptime))
            if step > Self.tolerance || step < .zero - Self.tolerance {
                return .doubted(.stepped(by: step, from: anchor.witness))
            }
            // Whoever vouched for the time knew better than any attempt.
            if anchor.witness != .nobody { return .trusted(anchor.witness) }
        }
        if !knowsHistory { return .doubted(.historyUnread) }
        if known < floor { return .doubted(.behindKnown(by: floor.since(reading.wall))) }
        return .trusted(.nobody)
    }

    /// The newest word on the time in this boot.
    private var anchor: ClockClaim? { claim?.boot == boot ? claim : nil }
}
