// What an answer costs without a disk: proving the code, and deciding.

import CheckinCore
import Cryptography
import Validation

struct ThinkBench {
    let world: World
    private static let rounds = 20_000

    func run() throws {
        guard let tier = world.tiers.first, let ticket = TicketID(world.ticketID(1)),
            let door = DoorID("a")
        else { return }
        let row = Ticket(
            id: ticket, event: world.event.id, tier: tier, number: "NS-1", generation: 6,
            asOf: world.now)
        let claims = Claims(
            ticket: ticket, event: world.event.id, scheme: .ns2Ed25519, issuedAt: world.now,
            generation: 6)
        let policy = Policy(
            event: world.event, door: Door(id: door, name: "A", direction: .entry))
        var samples = Samples()
        var admitted = 0
        for round in 0..<Self.rounds {
            let history = History(
                occupancy: Occupancy(event: round, tier: round), snapshotAsOf: world.now)
            let verdict = samples.measure {
                decide(
                    Presentation(reading: .claims(claims)), ticket: row, history: history,
                    policy: policy, at: world.now)
            }
            if verdict.outcome.kind.isEntry { admitted += 1 }
        }
        guard admitted == Self.rounds else { throw RawFailure(code: 0, sql: "refused") }
        Table.heading("proof and decision, without disk")
        Table.row("", "p50 µs", "p99 µs")
        show("decide", samples)
        let secret = try Randomness.secret(count: EventKey.minimumSecretBytes)
        try proof("read and prove ns1", .ns1(secret), ticket)
        try proof("read and prove ns2, HMAC", .ns2HMAC(secret), ticket)
        try proof("read and prove ns2, Ed25519", .ns2Signing(.generate()), ticket)
    }

    private func proof(_ name: String, _ material: KeyMaterial, _ ticket: TicketID) throws {
        let key = try EventKey(id: 1, event: world.event.id, material: material)
        let reader = TicketReader(ring: try KeyRing([key]), served: [world.event.id])
        let claims = Claims(
            ticket: ticket, event: world.event.id, scheme: key.scheme, issuedAt: world.now,
            generation: key.scheme == .ns1 ? nil : 6)
        let code = try CodeMaker(key: key, at: world.now).code(for: claims)
        let token = TicketToken(
            bytes: code.utf8, source: .camera, seenAt: Uptime(nanoseconds: 0))
        var samples = Samples()
        for _ in 0..<Self.rounds {
            let reading = samples.measure {
                reader.read(token, at: world.now, timeTrusted: true)
            }
            guard case .claims = reading else { throw RawFailure(code: 0, sql: "not genuine") }
        }
        show(name, samples)
    }

    private func show(_ name: String, _ samples: Samples) {
        Table.row(
            name, Table.number(samples.microseconds(at: 0.5)),
            Table.number(samples.microseconds(at: 0.99)))
    }
}
