// What breaks at a venue, stroke by stroke: boxes, the server, links and clocks; and what the
// platform does meanwhile. It must never do anything that cannot happen.

import CheckinCore
import CheckinTesting

struct Fate {
    /// Milliseconds between two strokes.
    private static let pause: ClosedRange<Int64> = 500...8_000
    /// How long a link or a server is away, in milliseconds.
    private static let absence: ClosedRange<Int64> = 200...40_000

    let boxes: [SimulatedBox]
    let around: Surroundings

    func strike(_ times: Int) async {
        var random = SeededRandom(seed: around.seed &+ 3_000)
        await withTaskGroup(of: Void.self) { company in
            for _ in 0..<times {
                let pause = Int64.random(in: Self.pause, using: &random)
                try? await around.clock.sleep(for: .milliseconds(pause))
                guard let box = boxes.randomElement(using: &random) else { return }
                let absence: Duration = .milliseconds(
                    Int64.random(in: Self.absence, using: &random))
                for misfortune in Self.misfortunes(around.weather, &random) {
                    around.network.count(misfortune.rawValue)
                    let seed = random.next()
                    company.addTask { await befall(misfortune, box, absence, seed) }
                }
            }
        }
    }

    enum Misfortune: String, CaseIterable, Sendable {
        case cut = "link cut"
        case venueCut = "venue cut"
        case serverCrash = "server crash"
        case serverRestore = "server restore"
        case boxCrash = "box crash"
        case boxRestore = "box restore"
        case clockStep = "clock step"
        case cancellation = "cancellation"
        case revocation = "revocation"
        case turn = "turn"
    }

    private static func misfortunes(
        _ weather: VenueWeather, _ random: inout SeededRandom
    ) -> [Misfortune] {
        Misfortune.allCases.filter { random.chance(percent(of: $0, weather)) }
    }

    private static func percent(of misfortune: Misfortune, _ weather: VenueWeather) -> Int {
        switch misfortune {
        case .cut: weather.cut
        case .venueCut: weather.venueCut
        case .serverCrash: weather.serverCrash
        case .serverRestore: weather.serverRestore
        case .boxCrash: weather.boxCrash
        case .boxRestore: weather.boxRestore
        case .clockStep: weather.clockStep
        case .cancellation: weather.cancellation
        case .revocation: weather.revocation
        case .turn: weather.turn
        }
    }

    private func befall(
        _ misfortune: Misfortune, _ box: SimulatedBox, _ absence: Duration, _ seed: UInt64
    ) async {
        var random = SeededRandom(seed: seed)
        around.chronicle.note("\(misfortune.rawValue) (\(box.device))")
        switch misfortune {
        case .cut:
            around.network.cut(box.device, true)
            try? await around.clock.sleep(for: absence)
            around.network.cut(box.device, false)
        case .venueCut:
            around.network.cutVenue(true)
            try? await around.clock.sleep(for: absence)
            around.network.cutVenue(false)
        case .serverCrash, .serverRestore:
            guard around.central.isUp else { return }
            around.central.crash()
            try? await around.clock.sleep(for: absence)
            if misfortune == .serverRestore { _ = around.central.restore(&random) }
            around.central.start()
        case .boxCrash: await box.crash()
        case .boxRestore: await box.restore()
        case .clockStep:
            box.wall.step(by: .seconds(Int64.random(in: -1_800...1_800, using: &random)))
        case .cancellation:
            let tickets = around.list.tickets(of: Fixtures.eventID)
            guard let ticket = tickets.randomElement(using: &random) else { return }
            let status: TicketStatus = random.chance(70) ? .cancelled : .valid
            around.central.change(ticket.id, to: status)
        case .revocation: around.central.revoke(box.device)
        case .turn: await box.turn()
        }
        if random.chance(30) { around.central.backUp() }
        if random.chance(30) { await box.copyDisk() }
    }
}
