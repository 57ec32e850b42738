// One box of the simulated venue: the real gate and the real rules on a ledger in memory, with a
// process that can die at any point of suspension and a page that can die before it shows.

import CheckinCore
import CheckinTesting
import Ledger

/// What is wrong with a box on purpose, to see whether the invariants notice.
enum Defect: Sendable {
    case none
    /// Its disk loses the newest attempt in a crash, although it said it was written.
    case forgetfulDisk
    /// Its ledger hides what happened before.
    case blindLedger
    /// Its ledger forgets which answers were seen.
    case deafLedger
    /// It believes a clock that nobody should believe.
    case credulousBox
}

actor SimulatedDoor {
    /// From a crash until the service runs again.
    private static let restartTime: Duration = .seconds(2)
    /// Milliseconds from the answer to the screen, at worst: a page that is just being loaded.
    private static let slowestPage: Int64 = 2_000

    nonisolated let id: DoorID
    private let reader: ManualReader
    private let clock: VirtualClock
    private let chronicle: Chronicle
    private let weather: Weather
    private let defect: Defect
    private let health: Health
    private var random: SeededRandom
    private var ledger: MemoryLedger
    private var direction = Direction.entry
    /// Counts the lives of the process; an answer of an earlier life is never shown.
    private var life = 1
    private var isUp = true

    init(
        _ id: DoorID, seed: UInt64, reader: ManualReader, list: TicketList, clock: VirtualClock,
        chronicle: Chronicle, weather: Weather, defect: Defect
    ) {
        self.id = id
        self.reader = reader
        self.clock = clock
        self.chronicle = chronicle
        self.weather = weather
        self.defect = defect
        health = Health(time: clock)
        random = SeededRandom(seed: seed)
        ledger = MemoryLedger(list: list)
    }

    /// Presents a code. nil: the box was down, or it or its page died before anybody saw an answer.
    func present(_ text: String) async -> Announcement? {
        guard isUp else { return nil }
        let life = life
        let asked = chronicle.count()
        if random.chance(weather.commitFailsBefore) { await ledger.fail(.before) }
        if random.chance(weather.commitFailsAfter) { await ledger.fail(.after) }
        let announcement = await gate().admit(Fixtures.token(text, seenAt: clock.uptime()))
        // A page takes its time; the process may not live to see it.
        let drawing = Int64.random(in: 0...Self.slowestPage, using: &random)
        try? await clock.sleep(for: .milliseconds(drawing))
        guard life == self.life else {
            chronicle.note("\(id) died with the answer to \(text)")
            return nil
        }
        guard !random.chance(weather.pageDies) else {
            chronicle.note("\(id) answers \(text) to nobody")
            return nil
        }
        chronicle.noteShown(announcement, at: id, asked: asked)
        if let number = announcement.attempt?.number { await acknowledge(number, in: life) }
        return announcement
    }

    private func acknowledge(_ number: AttemptNumber, in life: Int) async {
        if defect != .deafLedger { try? await ledger.acknowledge(number) }
        // A process that died meanwhile may not have written it down.
        if life == self.life { chronicle.noteAcknowledged(number, at: id) }
    }

    /// Kills the process where it stands; what was committed is still there when it starts again.
    func crash() async throws {
        guard isUp else { return }
        life += 1
        isUp = false
        chronicle.note("\(id) crashes")
        var journal = await ledger.journal
        if defect == .forgetfulDisk { journal.forget(newest: 1) }
        let list = await ledger.list
        try await clock.sleep(for: Self.restartTime)
        ledger = MemoryLedger(list: list, journal: journal)
        isUp = true
        chronicle.note("\(id) starts")
    }

    func turn() {
        direction = direction == .entry ? .exit : .entry
        chronicle.note("\(id) turns to \(direction.rawValue)")
    }

    func cancel(_ ticket: TicketID) async {
        guard var list = await ledger.list, var row = list.ticket(ticket, of: Fixtures.eventID)
        else { return }
        row.status = .cancelled
        list.put(row)
        await ledger.replaceList(list)
        chronicle.note("\(id) learns that \(ticket) is cancelled")
    }

    func journal() async -> MemoryJournal { await ledger.journal }

    private func gate() -> Gate {
        let post = Fixtures.post(
            door: Fixtures.door(id, direction: direction),
            timeTrusted: weather.wallClock.isTrusted || defect == .credulousBox)
        let ledger: any DoorLedger =
            defect == .blindLedger ? BlindLedger(ledger: self.ledger) : self.ledger
        return Gate(reader: reader, ledger: ledger, time: clock, conditions: health) { _ in post }
    }
}

/// A ledger that writes everything down and tells nothing of it.
private struct BlindLedger: DoorLedger {
    let ledger: MemoryLedger

    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        try await ledger.record(scan, at: post) { facts in
            decide(
                Facts(
                    event: facts.event, ticket: facts.ticket, otherEvent: facts.otherEvent,
                    history: History(snapshotAsOf: facts.history.snapshotAsOf)))
        }
    }

    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        try await ledger.perform(instruction, at: post, deciding: decide)
    }

    func acknowledge(_ number: AttemptNumber) async throws {
        try await ledger.acknowledge(number)
    }
}
