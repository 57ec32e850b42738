// The client against a real PostgreSQL: what it carries, what it bounds, and what it says when
// something is wrong.

import CheckinCore
import CheckinTesting
import Synchronization
import Testing

@testable import PostgresClient

/// A database of its own for one test.
private func database() async throws -> PostgresSettings {
    let cluster = try ThrowawayCluster.shared()
    let text = try await cluster.database { sql in
        let server = try PostgresSettings(cluster.settings(of: "postgres"), name: "tests")
        try await opened(server).query(sql)
    }
    return try PostgresSettings(text, name: "tests")
}

/// The server may still be starting.
private func opened(_ settings: PostgresSettings) async throws -> PostgresConnection {
    let connection = PostgresConnection(settings)
    for _ in 0..<100_000 {
        do {
            try await connection.open()
            return connection
        } catch PostgresFault.unreachable { await Task.yield() }
    }
    throw PostgresFault.unreachable
}

@Suite(.enabled(if: ThrowawayCluster.canRun, ThrowawayCluster.absence))
struct PostgresClientTests {
    @Test func carriesEveryValueThereAndBack() async throws {
        let connection = try await opened(database())
        let bytes = (0...255).map { UInt8($0) }
        let rows = try await connection.query(
            "SELECT $1::text, $2::bytea, $3::bigint, $4::text, $5::text[], $6::boolean",
            [
                .text("Zoë \"O'Neil\" \\ 🎫"), .bytes(bytes), .number(Int64.min), .null,
                .list(["a,b", "\"", "\\", ""]), .truth(true),
            ])
        let row = try #require(rows.first)
        #expect(row.text(0) == "Zoë \"O'Neil\" \\ 🎫")
        #expect(row.text(1)?.hasPrefix("\\x000102") == true)
        #expect(row.number(2) == .min)
        #expect(row.text(3) == nil && row.bytes(3) == nil)
        #expect(row.text(4) == #"{"a,b","\"","\\",""}"#)
        #expect(row.truth(5))
        let back = try await connection.query("SELECT $1::bytea", [.bytes(bytes)], binary: true)
        #expect(back.first?.bytes(0) == bytes)
    }

    @Test func takesNoMoreThanItHasRoomFor() async throws {
        let connection = try await opened(database())
        let limit = AnswerLimit(rows: 10, bytes: 100)
        #expect(
            try await connection.query("SELECT generate_series(1, 10)", limit: limit).count == 10)
        for sql in ["SELECT generate_series(1, 100000000)", "SELECT repeat('a', 101)"] {
            await #expect(throws: PostgresFault.answerTooLarge) {
                try await connection.query(sql, limit: limit)
            }
            #expect(try await connection.query("SELECT 1").first?.number(0) == 1)
        }
    }

    @Test func saysWhatFailedAndNeverWhatStoodThere() async throws {
        let connection = try await opened(database())
        let fault = await #expect(throws: PostgresFault.self) {
            try await connection.query("SELECT $1::int", [.text("Ada Lovelace")])
        }
        #expect(fault?.state == "22P02")
        #expect(fault?.remedy == .stop)
        #expect(fault?.description.contains("Ada") == false)
        let own = await #expect(throws: PostgresFault.self) {
            try await connection.query(
                "DO $$ BEGIN RAISE EXCEPTION 'event_not_served' USING ERRCODE = 'DR003'; END $$")
        }
        #expect(own == .refused(state: "DR003", word: "event_not_served"))
    }

    @Test func endsAStatementThatTakesTooLong() async throws {
        var settings = try await database()
        settings.statementSeconds = 1
        let connection = try await opened(settings)
        let fault = await #expect(throws: PostgresFault.self) {
            try await connection.query("SELECT pg_sleep(60)")
        }
        #expect(fault?.state == "57014")
        #expect(fault?.remedy == .retry)
    }

    /// A plan whose cost PostgreSQL overrates, as it does without statistics, would be compiled for
    /// half a second each time.
    @Test func compilesNoStatement() async throws {
        let connection = try await opened(database())
        let thousand = "generate_series(1, 1000)"
        let plan = try await connection.query(
            "EXPLAIN SELECT count(*) FROM \(thousand) a, \(thousand) b, \(thousand) c")
        #expect(!plan.rows.contains { $0.text(0)?.hasPrefix("JIT") == true })
    }

    @Test func takesATransactionBackWhoseBodyThrows() async throws {
        let connection = try await opened(database())
        try await connection.run(script: "CREATE TABLE t (n int)")
        await #expect(throws: PostgresFault.busy) {
            try await connection.transaction {
                try await connection.query("INSERT INTO t VALUES (1)")
                throw PostgresFault.busy
            }
        }
        #expect(try await connection.query("SELECT count(*) FROM t").first?.number(0) == 0)
        try await connection.transaction(.repeatableRead) {
            _ = try await connection.query("INSERT INTO t VALUES (1)")
        }
        #expect(try await connection.query("SELECT count(*) FROM t").first?.number(0) == 1)
    }

    @Test func refusesAPasswordInTheText() {
        #expect(throws: PostgresFault.passwordInSettings) {
            try PostgresSettings("host=a password=b", name: "tests")
        }
        #expect(throws: PostgresFault.passwordInSettings) {
            try PostgresSettings("postgresql://me:secret@host/db", name: "tests")
        }
        #expect(throws: PostgresFault.malformedSettings) {
            try PostgresSettings("nonsense", name: "tests")
        }
    }

    @Test func saysThatNobodyIsThere() async throws {
        let connection = PostgresConnection(
            try PostgresSettings("host=/nonexistent dbname=a", name: "tests"))
        await #expect(throws: PostgresFault.unreachable) { try await connection.open() }
        await #expect(throws: PostgresFault.connectionLost) {
            try await connection.query("SELECT 1")
        }
    }
}

@Suite(.enabled(if: ThrowawayCluster.canRun, ThrowawayCluster.absence))
struct PostgresPoolTests {
    private func pool(
        _ settings: PostgresSettings, connections: Int, waiting: Int = 10, time: VirtualClock
    ) -> PostgresPool {
        var limits = PostgresPool.Limits()
        limits.connections = connections
        limits.waiting = waiting
        return PostgresPool(settings, limits: limits, time: time)
    }

    @Test func neverOpensMoreThanItMay() async throws {
        let settings = try await database()
        _ = try await opened(settings)
        let pool = pool(settings, connections: 3, waiting: 50, time: VirtualClock())
        let most = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await pool.query(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE '%pool of three%'
                        """
                    ).first?.number(0)
                }
            }
            return try await group.reduce(into: [Int64]()) { $0.append($1 ?? 0) }.max()
        }
        #expect((1...3).contains(most ?? 0))
        let usage = await pool.usage
        #expect(usage.open <= 3 && usage.idle == usage.open && usage.waiting == 0)
    }

    @Test func sendsAwayWhoComesWhenTheLineIsFullOrWaitsTooLong() async throws {
        let settings = try await database()
        _ = try await opened(settings)
        let clock = VirtualClock()
        let pool = pool(settings, connections: 1, waiting: 1, time: clock)
        try await pool.use { _ in
            let patient = Task { try await pool.query("SELECT 1") }
            while await pool.usage.waiting == 0 { await Task.yield() }
            await #expect(throws: PostgresFault.busy) { try await pool.query("SELECT 1") }
            while await pool.usage.waiting > 0 {
                clock.advance(by: .seconds(1))
                await Task.yield()
            }
            await #expect(throws: PostgresFault.busy) { try await patient.value }
        }
        #expect(try await pool.query("SELECT 1").first?.number(0) == 1)
    }

    @Test func aConnectionThatWasCutIsNotLentAgain() async throws {
        let settings = try await database()
        let other = try await opened(settings)
        let pool = pool(settings, connections: 2, time: VirtualClock())
        let process = try #require(
            try await pool.query("SELECT pg_backend_pid()").first?.number(0))
        try await other.query("SELECT pg_terminate_backend($1)", [.number(process)])
        while try await other.query(
            "SELECT 1 FROM pg_stat_activity WHERE pid = $1", [.number(process)]
        ).count > 0 {}
        // The server may still be closing its end; then one statement fails, and passes again.
        do { try await pool.query("SELECT 1") } catch let fault as PostgresFault {
            #expect(fault.remedy == .retry)
        }
        #expect(try await pool.query("SELECT 1").first?.number(0) == 1)
        #expect(await pool.usage.open == 1)
    }

    @Test func aTransactionLeftOpenEndsWithItsConnection() async throws {
        let settings = try await database()
        _ = try await opened(settings)
        let pool = pool(settings, connections: 1, time: VirtualClock())
        _ = try await pool.use { try await $0.query("BEGIN") }
        #expect(await pool.usage.open == 0)
        let fault = await #expect(throws: PostgresFault.self) {
            try await pool.query("SAVEPOINT a")
        }
        // no_active_sql_transaction
        #expect(fault?.state == "25P01")
    }

    @Test func asksADatabaseThatIsGoneOnlyNowAndThen() async throws {
        let clock = VirtualClock()
        let tries = Mutex(0)
        let pool = PostgresPool(
            try PostgresSettings("host=/nonexistent dbname=a", name: "tests"), time: clock,
            connecting: { tries.withLock { $0 += 1 } })
        for _ in 0..<3 {
            await #expect(throws: PostgresFault.unreachable) { try await pool.query("SELECT 1") }
        }
        #expect(tries.withLock { $0 } == 1)
        clock.advance(by: .milliseconds(100))
        await #expect(throws: PostgresFault.unreachable) { try await pool.query("SELECT 1") }
        #expect(tries.withLock { $0 } == 2)
        clock.advance(by: .milliseconds(99))
        await #expect(throws: PostgresFault.unreachable) { try await pool.query("SELECT 1") }
        #expect(tries.withLock { $0 } == 2)
        #expect(await pool.usage.open == 0)
    }
}

@Suite(.enabled(if: ThrowawayCluster.canRun, ThrowawayCluster.absence))
struct PostgresListenerTests {
    @Test func hearsWhatIsNotifiedAndComesBackAfterACut() async throws {
        let settings = try await database()
        let other = try await opened(settings)
        let listener = PostgresListener(settings, channels: ["door_feed"])
        var news = listener.news.makeAsyncIterator()
        #expect(await news.next() == .listening)
        try await other.query("SELECT pg_notify('door_feed', 'event-1')")
        #expect(await news.next() == .notified(channel: "door_feed", payload: "event-1"))
        try await other.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE query LIKE 'LISTEN%' AND datname = current_database()
            """)
        #expect(await news.next() == .lost)
        #expect(await news.next() == .listening)
        try await other.query("SELECT pg_notify('door_feed', 'event-2')")
        #expect(await news.next() == .notified(channel: "door_feed", payload: "event-2"))
        await listener.stop()
        #expect(await news.next() == nil)
    }
}
