// One simulated evening of a venue: what happened, in order, and what everybody held when it was
// over. The invariants look at nothing else.

import CheckinCore
import CheckinTesting
import Synchronization
import Validation

/// An answer that a guest has seen.
struct Shown: Sendable {
    let device: DeviceID
    let announcement: Announcement
}

/// What is on a box's disk in the end.
struct Disk: Sendable {
    let journal: MemoryJournal
    let isRevoked: Bool
    let standings: [TicketID: BoxStanding]
    /// By their names.
    let conflicts: Set<ConflictName>
    /// What the ledger finds wrong with itself.
    let differences: [String]
}

/// How far a box has come in sending and hearing.
struct Progress: Sendable {
    let journal: JournalName
    let newest: Int64
    /// What the box believes that the server holds.
    let held: Int64
    let cursor: FeedCursor
    let isRevoked: Bool
    /// What the box says is wrong with it.
    let conditions: Set<ConditionCode>

    func hasEverything(of database: CentralState) -> Bool {
        if isRevoked { return true }
        let isSent = newest == 0 || database.journals[journal]?.entries[newest] != nil
        return isSent && held == newest && cursor.generation == database.feedLife
            && cursor.position == database.head
            && conditions.isDisjoint(with: [.centralUnreachable, .feedUnreadable])
    }
}

/// One ticket shown at two boxes, with everything told between the two.
struct Probe: Sendable {
    let ticket: TicketID
    let first: Announcement
    let second: Announcement
    let devices: [DeviceID]
}

struct VenueEvening: Sendable {
    let seed: UInt64
    let trace: [String]
    let shown: [Shown]
    /// What disks lost when boxes were restored.
    let lost: Set<Fold.Place>
    /// Verdicts that took time.
    let waits: [String]
    let disks: [DeviceID: Disk]
    let central: CentralState
    let probes: [Probe]
    /// How long it took after healing until everybody had everything; nil: it never was so.
    let drained: Duration?
    /// How often each kind of fault happened.
    let happened: [String: Int]
}

/// Takes down what happens while an evening runs.
final class Chronicle: Sendable {
    private struct Notes {
        var trace: [String] = []
        var shown: [Shown] = []
        var lost: Set<Fold.Place> = []
        var waits: [String] = []
    }

    private let notes = Mutex(Notes())
    private let clock: VirtualClock

    init(clock: VirtualClock) { self.clock = clock }

    var trace: [String] { notes.withLock { $0.trace } }
    var shown: [Shown] { notes.withLock { $0.shown } }
    var lost: Set<Fold.Place> { notes.withLock { $0.lost } }
    var waits: [String] { notes.withLock { $0.waits } }

    func note(_ line: String) {
        let uptime = clock.uptime().nanoseconds / 1_000_000
        notes.withLock { $0.trace.append("\(uptime) \(line)") }
    }

    func noteShown(_ announcement: Announcement, at device: DeviceID) {
        let ticket = announcement.attempt?.claims?.ticket.text ?? "-"
        let number = announcement.attempt?.number.description ?? "-"
        note(
            "\(device) shows \(ticket) #\(number) \(announcement.answer.kind.rawValue) "
                + "\(announcement.answer.reason ?? "")")
        notes.withLock { $0.shown.append(Shown(device: device, announcement: announcement)) }
    }

    func noteLost(_ attempts: [PlacedAttempt], at device: DeviceID) {
        note("\(device) lost \(attempts.count) and begins another life")
        notes.withLock { notes in
            for placed in attempts {
                notes.lost.insert(
                    Fold.Place(journal: placed.journal, number: placed.attempt.number.value))
            }
        }
    }

    func noteWaited(_ span: Duration, at device: DeviceID) {
        note("\(device) waited \(span) with an answer")
        notes.withLock { $0.waits.append("\(device) waited \(span)") }
    }
}
