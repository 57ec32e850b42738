// An evening of a venue with many doors and a central server, in virtual time and in one order
// that the seed decides: guests push, staff act, fate breaks things; then everything heals, must
// agree within a bound, and some tickets are shown at two doors one after the other.

import CheckinCore
import CheckinTesting
import Synchronization

struct Venue: Sendable {
    /// Within that everybody has everything, after the last fault. It is the longest that a server
    /// may ask to be left alone, and then the longest patience after many failures, twice.
    static let drainBound: Duration = .minutes(5)
    private static let drainLook: Duration = .seconds(5)
    private static let presentations = 5
    private static let strokes = 14
    private static let looks = 8
    private static let probes = 2
    /// More than all steps of a clock in one evening together.
    private static let keyLife: Duration = .hours(48)

    let seed: UInt64
    var defect = VenueDefect.none
    var weather: VenueWeather

    init(seed: UInt64, defect: VenueDefect = .none) {
        self.seed = seed
        self.defect = defect
        weather = VenueWeather(seed: seed)
    }

    private var tickets: [TicketID] {
        (1...max(2, weather.guests - 1)).map { TicketID(stringLiteral: "t-\($0)") }
    }

    /// Runs the evening to its end, on the caller's thread.
    func run() -> VenueEvening {
        let clock = VirtualClock()
        let executor = SeededExecutor(seed: seed)
        let around = surroundings(clock, executor)
        let end = Mutex<VenueEvening?>(nil)
        Task(executorPreference: executor) {
            let evening = await live(around)
            end.withLock { $0 = evening }
        }
        executor.drain(with: clock)
        guard let evening = end.withLock({ $0 }) else {
            preconditionFailure("evening \(seed) never ended: something waits outside the clock")
        }
        return evening
    }

    private func surroundings(_ clock: VirtualClock, _ executor: SeededExecutor) -> Surroundings {
        var event = Fixtures.event()
        event.stale = .warn
        let listed = tickets.map { Fixtures.ticket($0) }
        let codes = Dictionary(
            uniqueKeysWithValues: tickets.map {
                ($0.text, CodeReading.claims(Fixtures.claims($0)))
            })
        return Surroundings(
            seed: seed, clock: clock, executor: executor,
            central: SimulatedCentral(
                event: Fixtures.eventID, tickets: listed, clock: clock, executor: executor,
                defect: defect),
            network: Network(seed: seed &+ 1, weather: weather),
            chronicle: Chronicle(clock: clock), weather: weather, defect: defect,
            reader: ManualReader(
                codes, keyWindow: Fixtures.now - Self.keyLife..<Fixtures.now + Self.keyLife),
            list: TicketList(
                events: [event, Fixtures.event(Fixtures.otherEventID)], tickets: listed))
    }

    private func live(_ around: Surroundings) async -> VenueEvening {
        around.chronicle.note("weather \(weather)")
        let boxes = makeBoxes(around)
        for box in boxes { await box.start() }
        await withTaskGroup(of: Void.self) { company in
            for guest in 0..<weather.guests {
                company.addTask { await visit(guest, boxes, around) }
            }
            for (index, box) in boxes.enumerated() where weather.staff > 0 {
                company.addTask { await work(at: box, UInt64(index), around) }
            }
            company.addTask { await Fate(boxes: boxes, around: around).strike(Self.strokes) }
        }
        await heal(boxes, around)
        let drained = await drain(boxes, around)
        let probes = drained == nil ? [] : await probe(boxes, around)
        let isStill = await drain(boxes, around) != nil
        var disks: [DeviceID: Disk] = [:]
        for box in boxes { disks[box.device] = await box.disk() }
        for box in boxes { await box.shutDown() }
        let chronicle = around.chronicle
        return VenueEvening(
            seed: seed, trace: chronicle.trace, shown: chronicle.shown, lost: chronicle.lost,
            waits: chronicle.waits, disks: disks, central: around.central.database,
            probes: probes, drained: isStill ? drained : nil, happened: around.network.happened)
    }

    /// Some with a clock that is wrong: a little, more than anybody believes, or by decades.
    private func makeBoxes(_ around: Surroundings) -> [SimulatedBox] {
        var random = SeededRandom(seed: seed &+ 2)
        return (1...weather.doors).map { index in
            guard random.chance(weather.wrongClock) else {
                return SimulatedBox(
                    index, wall: WallClock(base: around.clock, offset: .zero), timeTrusted: true,
                    around: around)
            }
            around.network.count("wrong clock")
            let minutes = [-120, -25, -3, 4, 9, 25, 60 * 24 * 365 * 10, -60 * 24 * 365 * 40]
            let offset = minutes.randomElement(using: &random) ?? 0
            return SimulatedBox(
                index, wall: WallClock(base: around.clock, offset: .minutes(Int64(offset))),
                timeTrusted: abs(offset) < 30 && random.chance(70), around: around)
        }
    }

    /// A guest who comes to one door after the other; the last has a copy of the first's ticket.
    private func visit(
        _ guest: Int, _ boxes: [SimulatedBox], _ around: Surroundings
    ) async {
        var random = SeededRandom(seed: seed &+ UInt64(guest) &+ 2_000)
        let code = tickets[guest % tickets.count].text
        for _ in 0..<Self.presentations {
            let longest: Int64 = weather.isHasty ? 3_000 : 20_000
            let pause = Int64.random(in: 0...longest, using: &random)
            try? await around.clock.sleep(for: .milliseconds(pause))
            guard let box = boxes.randomElement(using: &random) else { return }
            let isStray = random.chance(weather.stray)
            _ = await box.present(
                code, at: isStray ? Fixtures.otherEventID : Fixtures.eventID)
        }
    }

    private func work(
        at box: SimulatedBox, _ number: UInt64, _ around: Surroundings
    ) async {
        var random = SeededRandom(seed: seed &+ number &+ 4_000)
        for _ in 0..<Self.looks {
            let longest: Int64 = weather.isHasty ? 4_000 : 15_000
            let pause = Int64.random(in: 200...longest, using: &random)
            try? await around.clock.sleep(for: .milliseconds(pause))
            let whim = SimulatedStaff.whim(&random)
            guard random.chance(weather.staff) else { continue }
            await box.order(whim)
        }
    }

    // MARK: The end

    private func heal(_ boxes: [SimulatedBox], _ around: Surroundings) async {
        around.chronicle.note("everything heals")
        around.network.becomeCalm()
        if !around.central.isUp { around.central.start() }
        for box in boxes { await box.becomeCalm() }
        // Whoever is just starting again has started by then.
        try? await around.clock.sleep(for: .seconds(5))
    }

    /// How long it takes until everybody has everything; nil: too long.
    private func drain(_ boxes: [SimulatedBox], _ around: Surroundings) async -> Duration? {
        let begun = around.clock.uptime()
        while around.clock.uptime().since(begun) < Self.drainBound {
            var isDone = true
            let database = around.central.database
            for box in boxes where isDone {
                isDone = await box.progress().hasEverything(of: database)
            }
            if isDone { return around.clock.uptime().since(begun) }
            try? await around.clock.sleep(for: Self.drainLook)
        }
        around.chronicle.note("not everybody has everything")
        return nil
    }

    private func probe(_ boxes: [SimulatedBox], _ around: Surroundings) async -> [Probe] {
        var random = SeededRandom(seed: seed &+ 3)
        var probes: [Probe] = []
        for _ in 0..<Self.probes {
            let pair = boxes.shuffled(using: &random).prefix(2)
            guard let ticket = tickets.randomElement(using: &random), pair.count == 2 else {
                return probes
            }
            var answers: [Announcement] = []
            for box in pair {
                await box.turn(to: .entry)
                if let answer = await box.present(ticket.text) { answers.append(answer) }
                guard await drain(boxes, around) != nil else { return probes }
            }
            guard answers.count == 2 else { continue }
            probes.append(
                Probe(
                    ticket: ticket, first: answers[0], second: answers[1],
                    devices: pair.map(\.device)))
        }
        return probes
    }
}
