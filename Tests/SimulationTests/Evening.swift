// One simulated evening: what happened, in order, and what was on the disks when it was over. The
// invariants look at nothing else.

import CheckinCore
import CheckinTesting
import Synchronization

/// An answer that a guest has seen.
struct Shown: Sendable {
    let door: DoorID
    let announcement: Announcement
    /// When the code was presented, in the order of everything that `Chronicle` counted.
    let asked: Int
}

/// A page said that it had shown an answer, and was heard.
struct Acknowledged: Sendable {
    let door: DoorID
    let number: AttemptNumber
    /// When the page knew that it was heard, in the same order.
    let heard: Int
}

struct Evening: Sendable {
    let seed: UInt64
    let trace: [String]
    let shown: [Shown]
    let acknowledged: [Acknowledged]
    /// Whether the boxes knew what time it was.
    let timeTrusted: Bool
    /// What each door's disk held in the end.
    let journals: [DoorID: MemoryJournal]
    /// How often a process died at each point.
    var deaths: [CrashPoint: Int] = [:]
}

/// Takes down what happens while an evening runs.
final class Chronicle: Sendable {
    private struct Notes {
        var trace: [String] = []
        var shown: [Shown] = []
        var acknowledged: [Acknowledged] = []
        var deaths: [CrashPoint: Int] = [:]
        var order = 0
    }

    private let notes = Mutex(Notes())
    private let clock: VirtualClock

    init(clock: VirtualClock) { self.clock = clock }

    func note(_ line: String) {
        let uptime = clock.uptime().nanoseconds / 1_000_000
        notes.withLock { $0.trace.append("\(uptime) \(line)") }
    }

    /// The next place in the order of what happens. Wall time cannot give it, since it jumps, nor
    /// uptime, in which much happens at once.
    func count() -> Int {
        notes.withLock { notes in
            notes.order += 1
            return notes.order
        }
    }

    func noteShown(_ announcement: Announcement, at door: DoorID, asked: Int) {
        let ticket = announcement.attempt?.claims?.ticket.text ?? "-"
        let number = announcement.attempt?.number.description ?? "-"
        note(
            "\(door) shows \(ticket) #\(number) \(announcement.answer.kind.rawValue) "
                + "\(announcement.answer.reason ?? "")")
        let shown = Shown(door: door, announcement: announcement, asked: asked)
        notes.withLock { $0.shown.append(shown) }
    }

    func noteAcknowledged(_ number: AttemptNumber, at door: DoorID) {
        let acknowledged = Acknowledged(door: door, number: number, heard: count())
        notes.withLock { $0.acknowledged.append(acknowledged) }
    }

    func noteDeath(_ point: CrashPoint, at door: DoorID) {
        note("\(door) crashes \(point.rawValue)")
        notes.withLock { $0.deaths[point, default: 0] += 1 }
    }

    func evening(
        seed: UInt64, timeTrusted: Bool, journals: [DoorID: MemoryJournal]
    ) -> Evening {
        notes.withLock {
            Evening(
                seed: seed, trace: $0.trace, shown: $0.shown, acknowledged: $0.acknowledged,
                timeTrusted: timeTrusted, journals: journals, deaths: $0.deaths)
        }
    }
}
