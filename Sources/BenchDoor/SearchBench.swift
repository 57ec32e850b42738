// A supervisor's look-up by name among 200,000 holders, beside what a look through all of them by
// SQLite costs in the same run.

import CheckinCore
import Foundation
import Ledger

struct SearchBench {
    private static let holders = 200_000
    private static let rounds = 300
    private static let scans = 20
    /// The most common beginnings, rare ones, none, and the fewest letters in the most words.
    private static let typed = [
        "raj", "ram", "mar", "kum", "शर्मा", "mun jo", "ra sh", "r s k", "m ku", "sharma",
        "priya sharma",
        "lukasz", "zzz", "raj zzz",
    ]

    let world: World

    init(folder: String, tickets: Int) throws {
        world = try World(folder: folder + "/search", tickets: min(tickets, Self.holders))
    }

    func run() async throws {
        let rows = world.folder + "/tickets.ndjson"
        let state = StateDirectory(path: world.folder + "/state")
        try FileManager.default.createDirectory(
            atPath: state.path, withIntermediateDirectories: true)
        try world.writeNDJSON(to: rows)
        let report = try TicketImport(format: .ndjson, events: world.imported, asOf: world.now)
            .run(file: rows, into: state, device: world.device)
        let raw = try RawConnection(path: state.path + "/snapshot-\(report.snapshot).db")
        let scan = try raw.prepare(
            """
            SELECT count(*) FROM (SELECT line FROM ticket WHERE event = 1 AND holder LIKE ? \
            ORDER BY holder LIMIT 26)
            """)
        let views = LedgerViews(state: state)
        Table.heading("look-up by name among \(world.tickets) holders")
        Table.row("", "p50 µs", "p99 µs", "LIKE p50 µs", "of LIKE", "rows")
        let clock = ContinuousClock()
        for text in Self.typed {
            var ours = Samples()
            var rows = 0
            for _ in 0..<Self.rounds {
                let start = clock.now
                let found = try await views.tickets(heldBy: text, of: world.event.id)
                ours.add(clock.now - start)
                rows = found.rows.count
            }
            var theirs = Samples()
            // LIKE knows no words: the longest one stands for the question.
            let word = text.split(separator: " ").max { $0.count < $1.count } ?? ""
            for _ in 0..<Self.scans {
                try theirs.measure { try scan.run([.text("%\(word)%")]) }
            }
            let (p50, peer) = (ours.microseconds(at: 0.5), theirs.microseconds(at: 0.5))
            Table.row(
                "“\(text)”", Table.number(p50), Table.number(ours.microseconds(at: 0.99)),
                Table.number(peer), Table.ratio(p50, of: peer), String(rows))
        }
        try await number(views)
    }

    private func number(_ views: LedgerViews) async throws {
        var samples = Samples()
        let clock = ContinuousClock()
        for round in 0..<Self.rounds {
            let start = clock.now
            let typed = "ns-\(1_000_000 + round * 7 % world.tickets + 1)"
            let found = try await views.tickets(numbered: typed, of: world.event.id)
            samples.add(clock.now - start)
            guard found.rows.count == 1 else { throw RawFailure(code: 0, sql: "not found") }
        }
        Table.row(
            "a number", Table.number(samples.microseconds(at: 0.5)),
            Table.number(samples.microseconds(at: 0.99)))
    }
}
