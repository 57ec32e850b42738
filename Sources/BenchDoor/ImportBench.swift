// A million tickets from NDJSON, beside `sqlite3 .import` of the same rows into the same schema.

import CheckinCore
import Foundation
import Ledger

struct ImportBench {
    let world: World

    private var rows: String { world.folder + "/rows.ndjson" }

    func run() throws {
        let table = world.folder + "/rows.csv"
        try world.writeNDJSON(to: rows)
        try world.writeTable(to: table)
        Table.heading("import of \(world.tickets) tickets")
        Table.row("", "wall", "CPU", "peak RSS", "ratio")
        let ours = try child(["import-only", world.folder, String(world.tickets)])
        let tuning = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;"
        show("checkind, checked and forced to disk", ours, nil)
        show(
            "sqlite3 .import, same schema",
            try baseline(table, indexesFirst: true, "", then: Self.findable), ours)
        show("the same, without finding names", try baseline(table, indexesFirst: true, ""), ours)
        show(
            "sqlite3 .import, tuned, indexes afterwards",
            try baseline(table, indexesFirst: false, tuning, then: Self.findable), ours)
        show(
            "the same, without finding names",
            try baseline(table, indexesFirst: false, tuning), ours)
    }

    /// The list's index of names as SQL alone can make it: small letters, and nothing folded.
    private static let findable = """
        CREATE TEMP TABLE named AS
        SELECT lower(holder) AS words, event, line FROM ticket ORDER BY words;
        INSERT INTO holder SELECT (event << 40) + rowid, line FROM named;
        INSERT INTO holder_word (rowid, words) SELECT (event << 40) + rowid, words FROM named;
        """

    private func show(_ name: String, _ cost: Cost, _ ours: Cost?) {
        Table.row(
            name, Table.number(cost.wall, " s"), Table.number(cost.cpu, " s"),
            Table.number(cost.peak / 1_024, " MB"),
            ours.map { Table.ratio($0.wall, of: cost.wall) } ?? "")
    }

    struct Cost {
        let wall: Double
        let cpu: Double
        /// In KiB.
        let peak: Double
    }

    /// Runs this program again with `arguments`: its peak is then the import's alone.
    private func child(_ arguments: [String]) throws -> Cost {
        try cost(of: CommandLine.arguments[0], arguments)
    }

    private func baseline(
        _ table: String, indexesFirst: Bool, _ pragmas: String, then end: String = ""
    ) throws -> Cost {
        let path = world.folder + "/baseline.db"
        try? FileManager.default.removeItem(atPath: path)
        let snapshot = world.folder + "/state/snapshot-1.db"
        let indexes = "SELECT sql || ';' FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL"
        let script = world.folder + "/import.sql"
        let tables = try output(
            """
            SELECT sql || ';' FROM sqlite_schema WHERE type = 'table'
            AND name NOT LIKE 'holder\\_word\\_%' ESCAPE '\\'
            """, of: snapshot)
        let created = try output(indexes, of: snapshot)
        let seed =
            "ATTACH '\(snapshot)' AS s; INSERT INTO event SELECT * FROM s.event;"
            + " INSERT INTO tier SELECT * FROM s.tier; DETACH s;"
        let text =
            pragmas + "\n" + tables + "\n" + seed + "\n" + (indexesFirst ? created : "")
            + "\n.mode csv\n.import \(table) ticket\n" + (indexesFirst ? "" : created)
            + "\n" + end + "\nSELECT count(*) FROM ticket;\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: script))
        return try cost(of: "/usr/bin/sqlite3", [path, ".read \(script)"])
    }

    private func output(_ sql: String, of path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [path, sql]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// GNU time tells what a child cost.
    private func cost(of program: String, _ arguments: [String]) throws -> Cost {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/time")
        process.arguments = ["-f", "%e %U %S %M", program] + arguments
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let numbers = words.suffix(4).compactMap { Double($0) }
        guard numbers.count == 4, process.terminationStatus == 0 else {
            throw RawFailure(
                code: process.terminationStatus, sql: String(decoding: data, as: UTF8.self))
        }
        return Cost(wall: numbers[0], cpu: numbers[1] + numbers[2], peak: numbers[3])
    }

    /// What the child does.
    func importOnly() throws {
        let state = StateDirectory(path: world.folder + "/state")
        try FileManager.default.createDirectory(
            atPath: state.path, withIntermediateDirectories: true)
        let report = try TicketImport(format: .ndjson, events: world.imported, asOf: world.now)
            .run(file: rows, into: state, device: world.device)
        print("imported \(report.imported)")
    }
}
