// One simulated evening: what happened, in order, and what was on the disks when it was over. The
// invariants look at nothing else.

import CheckinCore
import CheckinTesting
import Synchronization

/// An answer that a guest has seen.
struct Shown: Sendable {
    let door: DoorID
    let announcement: Announcement
}

struct Evening: Sendable {
    let seed: UInt64
    let trace: [String]
    let shown: [Shown]
    /// What each door's disk held in the end.
    let journals: [DoorID: MemoryJournal]
}

/// Takes down what happens while an evening runs.
final class Chronicle: Sendable {
    private struct Notes {
        var trace: [String] = []
        var shown: [Shown] = []
    }

    private let notes = Mutex(Notes())
    private let clock: VirtualClock

    init(clock: VirtualClock) { self.clock = clock }

    func note(_ line: String) {
        let uptime = clock.uptime().nanoseconds / 1_000_000
        notes.withLock { $0.trace.append("\(uptime) \(line)") }
    }

    func noteShown(_ announcement: Announcement, at door: DoorID) {
        let ticket = announcement.attempt?.claims?.ticket.text ?? "-"
        let number = announcement.attempt?.number.description ?? "-"
        note(
            "\(door) shows \(ticket) #\(number) \(announcement.answer.kind.rawValue) "
                + "\(announcement.answer.reason ?? "")")
        notes.withLock { $0.shown.append(Shown(door: door, announcement: announcement)) }
    }

    func evening(seed: UInt64, journals: [DoorID: MemoryJournal]) -> Evening {
        notes.withLock {
            Evening(seed: seed, trace: $0.trace, shown: $0.shown, journals: journals)
        }
    }
}
