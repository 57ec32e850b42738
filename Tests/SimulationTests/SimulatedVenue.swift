// The simulated venue: two doors that know nothing of each other, guests who push, and a fate that
// breaks things, all in virtual time and in one order that the seed decides.

import CheckinCore
import CheckinTesting
import Synchronization

struct SimulatedVenue: Sendable {
    private static let tickets: [TicketID] = ["t-1", "t-2", "t-3", "t-4"]
    /// The last two guests carry copies of the first two's tickets.
    private static let guests = 6
    private static let presentations = 8
    /// How often a guest insists at a door that gives no answer.
    private static let patience = 3
    private static let doors: [DoorID] = ["door-a", "door-b"]
    /// Fate strikes every few seconds, this many times.
    private static let strokes = 25
    /// Somebody of the staff at each door looks up every few seconds, this many times.
    private static let looks = 30
    /// More than all steps of a clock in one evening together.
    private static let keyLife: Duration = .hours(48)

    let seed: UInt64
    var defect = Defect.none

    /// Runs the evening to its end. Must be called from a synchronous stretch: the caller's thread
    /// does all the work.
    func run() -> Evening {
        let executor = SeededExecutor(seed: seed)
        let weather = Weather(seed: seed)
        let clock = VirtualClock(startingAt: weather.wallClock.start)
        let chronicle = Chronicle(clock: clock)
        let disks = Disks()
        chronicle.note("weather \(weather)")
        Task(executorPreference: executor) {
            let doors = makeDoors(clock, chronicle, weather)
            await withTaskGroup(of: Void.self) { group in
                for guest in 0..<Self.guests {
                    group.addTask { await visit(guest, doors, clock, weather) }
                }
                for (index, door) in doors.enumerated() where weather.staff > 0 {
                    group.addTask { await work(at: door, UInt64(index), clock, weather) }
                }
                group.addTask { await fate(doors, clock, chronicle, weather) }
            }
            var journals: [DoorID: MemoryJournal] = [:]
            for door in doors { journals[door.id] = await door.journal() }
            disks.put(journals)
        }
        executor.drain(with: clock)
        guard let journals = disks.take() else {
            preconditionFailure("evening \(seed) never ended: something waits outside the clock")
        }
        return chronicle.evening(
            seed: seed, timeTrusted: weather.wallClock.isTrusted, journals: journals)
    }

    private func makeDoors(
        _ clock: VirtualClock, _ chronicle: Chronicle, _ weather: Weather
    ) -> [SimulatedDoor] {
        let codes = Dictionary(
            uniqueKeysWithValues: Self.tickets.map {
                ($0.text, CodeReading.claims(Fixtures.claims($0)))
            })
        let reader = ManualReader(
            codes, keyWindow: Fixtures.now - Self.keyLife..<Fixtures.now + Self.keyLife)
        var event = Fixtures.event()
        event.stale = .refuse
        event.prompts = weather.asksForPapers ? [.age18] : []
        let list = TicketList(events: [event], tickets: Self.tickets.map { Fixtures.ticket($0) })
        return Self.doors.enumerated().map { index, id in
            SimulatedDoor(
                id, seed: seed &+ UInt64(index) &+ 1_000, reader: reader, list: list, clock: clock,
                chronicle: chronicle, weather: weather, defect: defect)
        }
    }

    /// A guest who comes to a door again and again, and insists when there is no answer.
    private func visit(
        _ guest: Int, _ doors: [SimulatedDoor], _ clock: VirtualClock, _ weather: Weather
    ) async {
        var random = SeededRandom(seed: seed &+ UInt64(guest) &+ 2_000)
        let code = Self.tickets[guest % Self.tickets.count].text
        for _ in 0..<Self.presentations {
            let longest: Int64 = weather.isHasty ? 4_000 : 60_000
            let pause = Int64.random(in: 0...longest, using: &random)
            try? await clock.sleep(for: .milliseconds(pause))
            guard let door = doors.randomElement(using: &random) else { return }
            for _ in 0..<Self.patience {
                if await door.present(code) != nil { break }
                let pause = Int64.random(in: 500...5_000, using: &random)
                try? await clock.sleep(for: .milliseconds(pause))
            }
        }
    }

    /// Somebody of the staff, for the whole evening.
    private func work(
        at door: SimulatedDoor, _ number: UInt64, _ clock: VirtualClock, _ weather: Weather
    ) async {
        var random = SeededRandom(seed: seed &+ number &+ 4_000)
        for _ in 0..<Self.looks {
            let longest: Int64 = weather.isHasty ? 4_000 : 20_000
            let pause = Int64.random(in: 200...longest, using: &random)
            try? await clock.sleep(for: .milliseconds(pause))
            guard random.chance(weather.staff) else { continue }
            await door.order(SimulatedStaff.whim(&random))
        }
    }

    private func fate(
        _ doors: [SimulatedDoor], _ clock: VirtualClock, _ chronicle: Chronicle,
        _ weather: Weather
    ) async {
        var random = SeededRandom(seed: seed &+ 3_000)
        for _ in 0..<Self.strokes {
            let pause = Int64.random(in: 500...15_000, using: &random)
            try? await clock.sleep(for: .milliseconds(pause))
            guard let door = doors.randomElement(using: &random) else { return }
            if random.chance(weather.crash) { try? await door.crash() }
            if random.chance(weather.turn) { await door.turn() }
            if random.chance(weather.revocation),
                let ticket = Self.tickets.randomElement(using: &random)
            {
                await door.cancel(ticket)
            }
            if random.chance(weather.clockStep) {
                let step = Int64.random(in: -3_600...3_600, using: &random)
                clock.setWall(clock.now() + .seconds(step))
                chronicle.note("the wall clock steps by \(step) s")
            }
        }
    }
}

/// Carries the end of an evening out of its task.
private final class Disks: Sendable {
    private let journals = Mutex<[DoorID: MemoryJournal]?>(nil)

    func put(_ journals: [DoorID: MemoryJournal]) { self.journals.withLock { $0 = journals } }
    func take() -> [DoorID: MemoryJournal]? { journals.withLock { $0.take() } }
}
