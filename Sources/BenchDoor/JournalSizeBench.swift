// Whether a door gets slower as its journal gets longer: the same admissions into a journal of many
// attempts and into a short one, in turns in one run; and how long the long one takes to open.

import CheckinCore
import Foundation
import Ledger

struct JournalSizeBench {
    let world: World
    /// Attempts in the long journal, and in the short one.
    let rows: Int
    static let fewRows = 10_000
    private static let turn = 100

    /// - Parameter scans: admissions each way.
    func run(scans: Int) async throws {
        let clock = ContinuousClock()
        let long = try await journal("long", rows: rows)
        let short = try await journal("short", rows: Self.fewRows)
        Table.heading("a journal of \(rows) attempts beside one of \(Self.fewRows)")
        // As the daemon starts: open, apply the configuration, look at the door and the last rows.
        var opening = Samples()
        for _ in 0..<5 {
            let start = clock.now
            let ledger = try await SQLiteLedger.open(long, device: world.device)
            try await ledger.apply(world.imported)
            _ = try await ledger.standing(of: world.event.id, at: world.now)
            _ = try await ledger.newestAttempts(before: nil, limit: LedgerViews.maximumRows)
            opening.add(clock.now - start)
        }
        Table.row("opened, slowest of 5", Table.number(opening.microseconds(at: 1) / 1_000, " ms"))
        let ledgers = (
            long: try await SQLiteLedger.open(long, device: world.device),
            short: try await SQLiteLedger.open(short, device: world.device)
        )
        let door = AdmitBench(world: world)
        var (inLong, inShort) = (Samples(), Samples())
        var number = 0
        while number < scans {
            for _ in 0..<Self.turn {
                number += 1
                let scan = try door.scan(number)
                var start = clock.now
                _ = try await door.admit(scan, ledgers.long)
                inLong.add(clock.now - start)
                start = clock.now
                _ = try await door.admit(scan, ledgers.short)
                inShort.add(clock.now - start)
            }
        }
        let (p50, p99) = (inShort.microseconds(at: 0.5), inShort.microseconds(at: 0.99))
        Table.row("", "p50 µs", "p99 µs", "p50 ratio", "p99 ratio")
        Table.row("admit, short journal", Table.number(p50), Table.number(p99))
        Table.row(
            "admit, long journal", Table.number(inLong.microseconds(at: 0.5)),
            Table.number(inLong.microseconds(at: 0.99)),
            Table.ratio(inLong.microseconds(at: 0.5), of: p50),
            Table.ratio(inLong.microseconds(at: 0.99), of: p99))
    }

    /// A box with the world's ticket list and `rows` attempts of earlier evenings.
    private func journal(_ name: String, rows: Int) async throws -> StateDirectory {
        let state = StateDirectory(path: world.folder + "/" + name)
        try? FileManager.default.removeItem(atPath: state.path)
        try FileManager.default.createDirectory(
            atPath: state.path, withIntermediateDirectories: true)
        let list = world.folder + "/list.ndjson"
        if !FileManager.default.fileExists(atPath: list) { try world.writeNDJSON(to: list) }
        _ = try await SQLiteLedger.open(state, device: world.device)
        _ = try TicketImport(format: .ndjson, events: world.imported, asOf: world.now)
            .run(file: list, into: state, device: world.device)
        try fill(state.journal, rows: rows)
        return state
    }

    /// Straight into the tables: indexes and triggers are put aside meanwhile, and come back as
    /// they were. Each ticket is blocked once and let in once; a million attempts are one event.
    private func fill(_ path: String, rows: Int) throws {
        let journal = try RawConnection(path: path)
        try journal.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")
        let aside = try journal.texts(
            """
            SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name = 'attempt' \
            AND type IN ('index', 'trigger')
            """)
        let drops = try journal.texts(
            """
            SELECT 'DROP ' || type || ' ' || name FROM sqlite_schema \
            WHERE sql IS NOT NULL AND tbl_name = 'attempt' AND type IN ('index', 'trigger')
            """)
        for drop in drops { try journal.run(drop) }
        let event = "printf('00000000-0000-4000-8000-%012x', (i - 1) / 1000000)"
        // Scattered as random ones are, and each only once.
        let ticket = """
            printf('%08x-0000-4000-8000-%012x', \
            ((i + 1) / 2 * 2654435761) & 4294967295, (i + 1) / 2)
            """
        let start = world.now.milliseconds - Int64(rows) * 1_000 - 86_400_000
        try journal.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) \
            INSERT INTO attempt (number, at, clock, tick, time_trusted, door, direction, source, \
            fingerprint, event, ticket, ticket_event, scheme, issued_at, generation, tier, \
            outcome, reason, flags, act, people) \
            SELECT i, \(start) + i * 1000, \(start) + i * 1000, 0, 1, 'a', 'entry', 'camera', \
            i * 7919, \(event), \(ticket), \(event), 'ns2_ed25519', \(start), 1, 'general', \
            iif(i % 2, 'refused', 'admitted'), iif(i % 2, 'blocked', NULL), 0, 'scan', 0 FROM n;
            INSERT INTO presence (event, ticket, inside, entries, tier, generation, first_door, \
            first_at, last_door, last_at) SELECT ticket_event, ticket, 1, 1, tier, generation, \
            door, at, door, at FROM attempt WHERE outcome = 'admitted' \
            ORDER BY ticket_event, ticket;
            INSERT INTO occupancy (event, kind, name, inside, admitted) \
            SELECT event, 'event', '', count(*), count(*) FROM presence GROUP BY event;
            INSERT INTO occupancy (event, kind, name, inside, admitted) \
            SELECT event, 'tier', tier, count(*), count(*) FROM presence GROUP BY event, tier;
            INSERT INTO arrival (event, minute, entries) SELECT event, at - at % 60000, count(*) \
            FROM attempt WHERE outcome = 'admitted' GROUP BY 1, 2;
            INSERT INTO refusal (event, reason, count) SELECT event, reason, count(*) \
            FROM attempt WHERE outcome = 'refused' GROUP BY 1, 2;
            """)
        for sql in aside { try journal.run(sql) }
        try journal.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
    }
}
