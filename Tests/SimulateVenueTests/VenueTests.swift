// Evenings of a venue with many doors and a central server, each held against every invariant. A
// failure names the seed and the command that replays it.

import CheckinCore
import CheckinTesting
import Synchronization
import Testing
import Validation

@testable import SimulateVenue

@Suite struct VenueTests {
    /// As many as a small machine has.
    private static let lanes = 2

    @Test func everyEveningKeepsItsPromises() async {
        let failure = await Evenings.failure(of: 1..<151, on: Self.lanes)
        #expect(failure == nil)
    }

    /// Evenings that found something once: a way out by a fast clock that let a ticket in again and
    /// again (7, 211, 251), a number that was never written down (75, 89), and an undo that meant
    /// one number in two lives of a journal (13221).
    @Test(arguments: [7, 75, 89, 211, 251, 13_221] as [UInt64])
    func whatWasFoundOnceStaysMended(seed: UInt64) async {
        let failure = await Evenings.failure(of: seed..<seed + 1, on: 1)
        #expect(failure == nil)
    }

    @Test func sameSeedIsTheSameEvening() async {
        let difference = await Evenings.first(of: 1..<21, on: Self.lanes) { evening in
            let violations = D1.violations(evening, Venue(seed: evening.seed).run())
            return violations.isEmpty
                ? nil : VenueInvariants.report(evening, violations)
        }
        #expect(difference == nil)
    }

    /// Everything that can go wrong did, and what the invariants look at was there.
    @Test func eveningsAreEventful() async {
        let seen = Sightings()
        _ = await Evenings.first(of: 1..<81, on: Self.lanes) { evening -> Never? in
            seen.look(at: evening)
            return nil
        }
        let kinds =
            Fate.Misfortune.allCases.map(\.rawValue) + [
                "request lost", "answer lost", "dripping", "repeated", "refused", "busy", "failed",
                "garbled", "cut off", "wrong clock", "disk failed", "box died between steps",
            ]
        for kind in kinds {
            let count = seen.counts.withLock { $0[kind] ?? 0 }
            #expect(count >= 5, "\(kind) happened \(count) times")
        }
        for sight in Sightings.wanted {
            let count = seen.counts.withLock { $0[sight] ?? 0 }
            #expect(count > 0, "no evening has \(sight)")
        }
    }
}

/// What was seen in some evenings, and how often.
private final class Sightings: Sendable {
    static let wanted = [
        "conflicts", "a second that was refused", "attempts that were refused",
        "lives that ended", "feeds that began anew", "revoked boxes", "undos", "clear-outs",
        "ten doors", "real ledgers", "a real wire",
    ]

    let counts = Mutex<[String: Int]>([:])

    func look(at evening: VenueEvening) {
        let central = evening.central
        let fold = Fold(central.attempts, of: Fixtures.eventID, lives: central.lives)
        let acts = central.attempts.map(\.attempt.act.kind)
        let refused = evening.probes.count {
            $0.second.answer.reason == RefusalCode.alreadyInside.rawValue
        }
        let weather = VenueWeather(seed: evening.seed)
        let counted = [
            fold.conflicts.count, refused,
            central.journals.values.reduce(0) { $0 + $1.refused.count },
            evening.disks.values.reduce(0) { $0 + $1.journal.lives.count - 1 },
            central.generation - 1, evening.disks.values.count(where: \.isRevoked),
            acts.count { $0 == .undo }, acts.count { $0 == .clearOut },
            weather.doors >= 10 ? 1 : 0, weather.isOnDisk ? 1 : 0, weather.isWritten ? 1 : 0,
        ]
        counts.withLock { counts in
            counts.merge(evening.happened) { $0 + $1 }
            counts.merge(zip(Self.wanted, counted)) { $0 + $1 }
        }
    }
}
