// One box of a simulated venue: the real gate and rules over a ledger, and the real agent of the
// central server beside them, in a process that can die at any point of suspension. What was
// committed is there again when it starts.

import CheckinCore
import CheckinTesting
import Ledger
import Logging
import SyncAgent
import Validation
import Wire

/// What all boxes of a venue share.
struct Surroundings: Sendable {
    let seed: UInt64
    let clock: VirtualClock
    let executor: SeededExecutor
    let central: SimulatedCentral
    let network: Network
    let chronicle: Chronicle
    let weather: VenueWeather
    let defect: VenueDefect
    let reader: ManualReader
    let list: TicketList
}

actor SimulatedBox {
    /// From a crash until the service runs again.
    private static let restartTime: Duration = .seconds(2)
    /// Milliseconds from the answer to the screen, at worst.
    private static let slowestPage: Int64 = 2_000
    /// How many of the newest attempts a restore may lose.
    private static let lostAtMost = 5
    private static let quiet = Logger(label: "box") { _ in SwiftLogNoOpLogHandler() }

    nonisolated let device: DeviceID
    nonisolated let wall: WallClock
    private let index: Int
    private let around: Surroundings
    private let timeTrusted: Bool
    private let health: Health
    private let link: Link
    private var random: SeededRandom
    private var ledger: any SimulatedLedger
    /// Of this life of the process; nil while there is none.
    private var store: Store?
    private var agent: Task<Void, Never>?
    private var copies: [MemoryJournal] = []
    private var direction = Direction.entry
    /// Counts the lives of the process; an answer of an earlier life is never shown.
    private var life = 1
    private var journals = 1
    private var isUp = true
    private var isRevoked = false
    private var isCalm = false

    init(_ index: Int, wall: WallClock, timeTrusted: Bool, around: Surroundings) {
        self.index = index
        self.around = around
        self.wall = wall
        self.timeTrusted = timeTrusted
        let device = DeviceID(stringLiteral: "box-\(index)")
        self.device = device
        health = Health(time: wall)
        random = SeededRandom(seed: around.seed &+ UInt64(index) &* 7_919 &+ 1_000)
        link = Link(
            device, central: around.central, network: around.network, clock: around.clock,
            executor: around.executor, weather: around.weather)
        if around.weather.isOnDisk, let real = try? RealLedger(device: device, list: around.list) {
            ledger = real
        } else {
            let name = JournalName(device: device, incarnation: Self.incarnation(index, 1))
            ledger = MemoryLedger(
                list: around.list, journal: MemoryJournal(name: name), ticket: TicketText.ticket)
        }
    }

    private static func incarnation(_ box: Int, _ life: Int) -> Incarnation {
        Incarnation(stringLiteral: "life-\(box)-\(life)")
    }

    var door: DoorID { DoorID(stringLiteral: "door-\(index)") }

    // MARK: The process

    func start() async {
        let life = life
        let name = await ledger.stored().name
        let store = Store(
            ledger, seed: random.next(), weather: around.weather, defect: around.defect,
            dies: { [weak self] in await self?.dies(in: life) ?? true },
            asks: { [link] in await link.ask() })
        if isCalm { store.becomeCalm() }
        self.store = store
        isUp = true
        agent = startAgent(name, store: store, seed: random.next())
    }

    private nonisolated func startAgent(
        _ name: JournalName, store: Store, seed: UInt64
    ) -> Task<Void, Never> {
        let central: any Central =
            around.defect == .weary ? WearyCentral(central: link) : link
        let bits = Bits(seed: seed, isLawless: around.defect == .lawless)
        let service = SyncService(
            central: central, journal: store, store: store, name: name,
            events: [Fixtures.eventID], conditions: health, time: wall, random: { bits.next() },
            logger: Self.quiet,
            onRevoked: { [weak self] _ in await self?.end() })
        return Task(executorPreference: around.executor) { await service.run() }
    }

    private func end() async {
        around.chronicle.note("\(device) is revoked")
        isRevoked = true
        await stop()
    }

    private func stop() async {
        life += 1
        isUp = false
        store?.die()
        store = nil
        agent?.cancel()
        agent = nil
    }

    func shutDown() async { if isUp { await stop() } }

    func becomeCalm() {
        isCalm = true
        store?.becomeCalm()
    }

    private func dies(in life: Int) async -> Bool {
        guard life == self.life else { return true }
        guard isUp, !isCalm, random.chance(around.weather.crashAtStep) else { return false }
        around.network.count("box died between steps")
        await crash()
        return true
    }

    /// Kills the process where it stands; what was committed is still there when it starts again.
    func crash() async {
        guard isUp else { return }
        around.chronicle.note("\(device) crashes")
        await stop()
        var journal = await ledger.stored()
        if around.defect == .forgetfulDisk { journal.forget(newest: 1) }
        await startAgain(from: journal)
    }

    private func startAgain(from journal: MemoryJournal) async {
        try? await around.clock.sleep(for: Self.restartTime)
        guard !isRevoked else { return }
        ledger = await ledger.openedAgain(with: journal)
        await start()
        around.chronicle.note("\(device) starts")
    }

    func copyDisk() async {
        guard isUp else { return }
        copies = [await ledger.stored()]
    }

    /// The disk fails, and the box goes on from what is left of it: the newest attempts are gone,
    /// or everything since somebody made a copy.
    func restore() async {
        guard isUp, ledger.canLose else { return }
        around.network.count("disk failed")
        await stop()
        let old = await ledger.stored()
        var journal = old
        if let copy = copies.last, copy.lives == old.lives, random.chance(50) {
            journal = copy
        } else {
            journal.forget(newest: Int.random(in: 0...Self.lostAtMost, using: &random))
        }
        journals += 1
        journal.beginLife(Self.incarnation(index, journals))
        let kept = journal.attempts.count
        let lost = old.attempts.dropFirst(kept).map {
            PlacedAttempt(journal: old.name(of: $0.number), attempt: $0)
        }
        around.chronicle.noteLost(lost, at: device)
        await startAgain(from: journal)
    }

    // MARK: The door

    /// Presents a code. nil: the box was down, or it or its page died before anybody saw an answer.
    func present(_ text: String, at event: EventID = Fixtures.eventID) async -> Announcement? {
        guard isUp, let store else { return nil }
        let life = life
        let asked = around.clock.uptime()
        let token = Fixtures.token(text, seenAt: asked)
        let announcement = await gate(event, store).admit(token)
        guard life == self.life else { return nil }
        let waited = around.clock.uptime().since(asked)
        if waited > .zero || announcement.elapsed > .zero {
            around.chronicle.noteWaited(waited, at: device)
        }
        return await show(announcement, in: life) ? announcement : nil
    }

    /// What staff do. They see what came of it on the same page.
    func order(_ whim: SimulatedStaff) async {
        guard isUp, let store else { return }
        let life = life
        guard let order = whim.order(by: await ledger.stored()) else { return }
        if order == .turn { turn() }
        let done = try? await gate(Fixtures.eventID, store).perform(
            order, by: SimulatedStaff.manager, cause: .known, remark: nil)
        guard life == self.life else { return }
        around.chronicle.note("\(device) \(done == nil ? "does not" : "does") \(order)")
        for announcement in done ?? [] { _ = await show(announcement, in: life) }
    }

    private func show(_ announcement: Announcement, in life: Int) async -> Bool {
        let drawing = Int64.random(in: 0...Self.slowestPage, using: &random)
        try? await around.clock.sleep(for: .milliseconds(drawing))
        guard life == self.life, isCalm || !random.chance(around.weather.pageDies) else {
            return false
        }
        around.chronicle.noteShown(announcement, at: device)
        if let number = announcement.attempt?.number { try? await store?.acknowledge(number) }
        return true
    }

    func turn(to wanted: Direction? = nil) {
        direction = wanted ?? (direction == .entry ? .exit : .entry)
        around.chronicle.note("\(device) turns to \(direction.rawValue)")
    }

    private func gate(_ event: EventID, _ store: Store) -> Gate {
        let post = Fixtures.post(
            event: event, door: Fixtures.door(door, direction: direction),
            timeTrusted: timeTrusted)
        return Gate(reader: around.reader, ledger: store, time: wall, conditions: health) { _ in
            post
        }
    }

    // MARK: What is looked at

    func progress() async -> Progress {
        let journal = await ledger.stored()
        let newest = AttemptNumber(Int64(journal.attempts.count))
        return Progress(
            journal: journal.name(of: newest), newest: newest.value,
            held: (try? await ledger.heldByCentral().value) ?? -1,
            cursor: await ledger.cursor(), isRevoked: isRevoked,
            conditions: Set(await health.conditions().map(\.kind.code)))
    }

    func disk() async -> Disk {
        let tickets = around.list.tickets(of: Fixtures.eventID).map(\.id)
        return Disk(
            journal: await ledger.stored(), isRevoked: isRevoked,
            standings: await ledger.standings(of: tickets),
            conflicts: await ledger.conflicts(of: tickets),
            differences: await ledger.differences())
    }
}
