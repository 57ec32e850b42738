// From a genuine code's claims to the commit, beside the same writes through SQLite's C interface;
// both in turns in one run, because a shared disk has moods.

import CheckinCore
import Foundation
import Ledger
import Validation

struct AdmitBench {
    let world: World
    private static let turn = 200

    /// - Parameter scans: admissions each way.
    func run(scans: Int, title: String, beside load: (() throws -> Process)? = nil) async throws {
        let state = StateDirectory(path: world.folder + "/state")
        let ledger = try await SQLiteLedger.open(state, device: world.device)
        let raw = try await RawJournal(world: world)
        let background = try load?()
        var ours = Samples()
        var theirs = Samples()
        let clock = ContinuousClock()
        let first = Int(
            try await ledger.newestAttempts(before: nil, limit: 1).first?.attempt.number.value ?? 0)
        var number = first % world.tickets
        var done = 0
        while done < scans {
            for _ in 0..<Self.turn {
                number = number % world.tickets + 1
                let scan = try scan(number)
                let start = clock.now
                let recorded = try await admit(scan, ledger)
                ours.add(clock.now - start)
                guard recorded.attempt.answer.kind.isEntry || done > world.tickets else {
                    throw RawFailure(code: 0, sql: "refused")
                }
                let ticket = world.ticketID(number)
                try theirs.measure { try raw.admit(world, number, ticket: ticket) }
            }
            done += Self.turn
        }
        background?.terminate()
        background?.waitUntilExit()
        Table.heading(title)
        Table.row("", "p50 µs", "p99 µs", "p50 ratio", "p99 ratio")
        let (p50, p99) = (theirs.microseconds(at: 0.5), theirs.microseconds(at: 0.99))
        Table.row("the same writes, raw sqlite3", Table.number(p50), Table.number(p99))
        Table.row(
            "admit: read, decide, append, commit", Table.number(ours.microseconds(at: 0.5)),
            Table.number(ours.microseconds(at: 0.99)),
            Table.ratio(ours.microseconds(at: 0.5), of: p50),
            Table.ratio(ours.microseconds(at: 0.99), of: p99))
    }

    func scan(_ number: Int) throws -> Scan {
        guard let ticket = TicketID(world.ticketID(number)) else {
            throw RawFailure(code: 0, sql: "identifier")
        }
        let claims = Claims(
            ticket: ticket, event: world.event.id, scheme: .ns2Ed25519, issuedAt: world.now,
            generation: world.generation(number))
        return Scan(
            reading: .claims(claims), fingerprint: CodeFingerprint(UInt64(number)),
            source: .camera, at: world.now)
    }

    func admit(_ scan: Scan, _ ledger: SQLiteLedger) async throws -> Recorded {
        guard let door = DoorID("a") else { throw RawFailure(code: 0, sql: "identifier") }
        let post = Post(
            event: world.event.id, door: Door(id: door, name: "A", direction: .entry),
            timeTrusted: true)
        return try await ledger.record(scan, at: post) { facts in
            guard let event = facts.event else { return .unavailable(.noSnapshot) }
            return .verdict(
                decide(
                    Presentation(reading: scan.reading), ticket: facts.ticket,
                    history: facts.history, policy: Policy(event: event, door: post.door),
                    at: scan.at))
        }
    }
}

/// The writes of one admission, each prepared once.
struct RawJournal {
    private let connection: RawConnection
    private let statements: [RawStatement]

    init(world: World) async throws {
        let state = StateDirectory(path: world.folder + "/raw")
        try? FileManager.default.removeItem(atPath: state.path)
        try FileManager.default.createDirectory(
            atPath: state.path, withIntermediateDirectories: true)
        // The ledger makes the schema, and lets go of the file.
        _ = try await SQLiteLedger.open(state, device: world.device)
        connection = try RawConnection(path: state.journal)
        try connection.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        statements = try [
            "BEGIN IMMEDIATE",
            """
            INSERT INTO attempt (number, at, clock, tick, time_trusted, door, direction, source, \
            fingerprint, event, ticket, ticket_event, scheme, issued_at, generation, tier, \
            outcome, flags, act, people) SELECT ifnull(max(number), 0) + 1, ?, ?, \
            (ifnull(max(number), 0) + 1) % 65536, 1, 'a', 'entry', 'camera', ?, ?, ?, ?, \
            'ns2_ed25519', ?, 6, ?, 'admitted', 0, 'scan', 1 FROM attempt
            """,
            """
            REPLACE INTO presence (event, ticket, inside, entries, tier, generation, first_door, \
            first_at, last_door, last_at) VALUES (?, ?, 1, 1, ?, 6, 'a', ?, 'a', ?)
            """,
            """
            INSERT INTO occupancy (event, kind, name, inside, admitted) VALUES (?, ?, ?, 1, 1) \
            ON CONFLICT DO UPDATE SET inside = inside + 1, admitted = admitted + 1
            """,
            """
            INSERT INTO arrival (event, minute, entries) VALUES (?, ?, 1) \
            ON CONFLICT DO UPDATE SET entries = entries + 1
            """,
            "COMMIT",
        ].map(connection.prepare)
    }

    func admit(_ world: World, _ number: Int, ticket id: String) throws {
        let event = RawStatement.Value.text(world.event.id.text)
        let ticket = RawStatement.Value.text(id)
        let tier = RawStatement.Value.text(number % 10 == 0 ? "vip" : "general")
        let now = RawStatement.Value.number(world.now.milliseconds)
        try statements[0].run()
        try statements[1].run(
            [now, now, .number(Int64(number)), event, ticket, event, now, tier])
        try statements[2].run([event, ticket, tier, now, now])
        try statements[3].run([event, .text("event"), .text("")])
        try statements[3].run([event, .text("tier"), tier])
        try statements[4].run([event, now])
        try statements[5].run()
    }
}
