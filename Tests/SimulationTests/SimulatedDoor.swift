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
    /// Its ledger writes down what is taken back, and counts it all the same.
    case stubbornLedger
    /// It forgets in a restart that an emergency holds.
    case forgetfulLatch
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
        return await show(announcement, asked: asked, in: life, of: text) ? announcement : nil
    }

    /// What staff do. They see what came of it on the same page.
    func order(_ whim: SimulatedStaff) async {
        guard isUp else { return }
        let life = life
        let asked = chronicle.count()
        guard let order = whim.order(by: await ledger.journal) else { return }
        if order == .turn { turn() }
        if random.chance(weather.commitFailsBefore) { await ledger.fail(.before) }
        if random.chance(weather.commitFailsAfter) { await ledger.fail(.after) }
        do {
            let done = try await gate().perform(
                order, by: SimulatedStaff.manager, cause: .known, remark: nil)
            chronicle.note("\(id) carries out \(order)")
            for announcement in done {
                _ = await show(announcement, asked: asked, in: life, of: "staff")
            }
        } catch let fault as OrderFault {
            chronicle.note("\(id) does not \(order): \(fault.rawValue)")
        } catch {
            chronicle.note("\(id) cannot \(order)")
        }
    }

    /// True when somebody saw it. A page takes its time; the process may not live to see it.
    private func show(
        _ announcement: Announcement, asked: Int, in life: Int, of text: String
    ) async -> Bool {
        let drawing = Int64.random(in: 0...Self.slowestPage, using: &random)
        try? await clock.sleep(for: .milliseconds(drawing))
        if life == self.life { await dies(.beforeDisplay) }
        guard life == self.life else {
            chronicle.note("\(id) died with the answer to \(text)")
            return false
        }
        guard !random.chance(weather.pageDies) else {
            chronicle.note("\(id) answers \(text) to nobody")
            return false
        }
        chronicle.noteShown(announcement, at: id, asked: asked)
        guard let number = announcement.attempt?.number else { return true }
        await dies(.beforeAcknowledgement)
        // Whoever saw it has seen it, whatever becomes of the box.
        guard life == self.life else { return true }
        await acknowledge(number, in: life)
        if life == self.life { await dies(.afterAcknowledgement) }
        return true
    }

    private func acknowledge(_ number: AttemptNumber, in life: Int) async {
        if defect != .deafLedger { try? await ledger.acknowledge(number) }
        // A process that died meanwhile may not have written it down.
        if life == self.life { chronicle.noteAcknowledged(number, at: id) }
    }

    /// Perhaps the process dies here, between two steps; then true, after it has started again.
    @discardableResult
    func dies(_ point: CrashPoint) async -> Bool {
        guard isUp, random.chance(weather.crashAtStep) else { return false }
        chronicle.noteDeath(point, at: id)
        try? await crash()
        return true
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
        let mortal = MortalLedger(
            ledger: ledger, defect: defect, hasRestarted: life > 1,
            dies: { [self] point in await dies(point) })
        return Gate(reader: reader, ledger: mortal, time: clock, conditions: health) { _ in post }
    }
}
