// The steps of the doors' tables, applied to a real PostgreSQL beside the platform's tables.

import Foundation
import PostgresClient
import Testing

@testable import CentralServer

private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

private func steps() throws -> [MigrationStep] {
    let folder = root.appending(path: "Sources/CentralServer/Migrations")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".sql") }
        .map { name in
            MigrationStep(
                name: String(name.dropLast(4)),
                sql: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
}

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

/// A new database, with the platform's tables unless it is said otherwise.
private func database(withPlatform: Bool = true) async throws -> PostgresConnection {
    let cluster = try ThrowawayCluster.shared()
    let text = try await cluster.database { sql in
        let server = try PostgresSettings(cluster.settings(of: "postgres"), name: "tests")
        try await opened(server).query(sql)
    }
    let connection = try await opened(PostgresSettings(text, name: "tests"))
    if withPlatform {
        let file = root.appending(path: "Tests/Central/platform.sql")
        try await connection.run(script: String(contentsOf: file, encoding: .utf8))
    }
    return connection
}

@Suite(.enabled(if: ThrowawayCluster.canRun, ThrowawayCluster.absence))
struct MigrationTests {
    @Test func appliesEachStepOnceAndInOrder() async throws {
        let connection = try await database()
        let all = try steps()
        let runner = MigrationRunner(all.shuffled())
        await #expect(throws: CentralFault.migrationsMissing(count: all.count)) {
            try await runner.check(connection)
        }
        #expect(try await runner.migrate(connection) == all.map(\.name).sorted())
        #expect(try await runner.migrate(connection) == [])
        try await runner.check(connection)
    }

    @Test func twoAtOnceApplyEachStepOnce() async throws {
        let first = try await database()
        let name = try await first.query("SELECT current_database()").first?.text(0) ?? ""
        let cluster = try ThrowawayCluster.shared()
        let second = try await opened(PostgresSettings(cluster.settings(of: name), name: "tests"))
        let runner = MigrationRunner(try steps())
        async let one = runner.migrate(first)
        async let two = runner.migrate(second)
        let (applied, others) = (try await one, try await two)
        #expect(Set([applied.count, others.count]) == [0, try steps().count])
    }

    @Test func findsAStepThatWasChangedOrIsUnknown() async throws {
        let connection = try await database()
        let all = try steps()
        _ = try await MigrationRunner(all).migrate(connection)
        var changed = all.sorted { $0.name < $1.name }
        changed[1] = MigrationStep(name: changed[1].name, sql: changed[1].sql + "\n")
        await #expect(throws: CentralFault.migrationChanged(name: changed[1].name)) {
            try await MigrationRunner(changed).migrate(connection)
        }
        let last = changed.removeLast()
        changed[1] = MigrationStep(
            name: changed[1].name, sql: String(changed[1].sql.dropLast()))
        await #expect(throws: CentralFault.migrationUnknown(name: last.name)) {
            try await MigrationRunner(changed).check(connection)
        }
    }

    @Test func aStepThatFailsLeavesNothing() async throws {
        let connection = try await database()
        let steps = [
            MigrationStep(name: "0001-good", sql: "CREATE TABLE good (n int)"),
            MigrationStep(name: "0002-bad", sql: "CREATE TABLE half (n int); SELECT nonsense"),
        ]
        let fault = await #expect(throws: PostgresFault.self) {
            try await MigrationRunner(steps).migrate(connection)
        }
        #expect(fault?.state == "42703")
        let left = try await connection.query(
            "SELECT to_regclass('good') IS NOT NULL, to_regclass('half') IS NULL")
        #expect(left.first?.truth(0) == true && left.first?.truth(1) == true)
        // The lock was given back: somebody else can go on.
        let whole = [steps[0], MigrationStep(name: "0002-bad", sql: "SELECT 1")]
        #expect(try await MigrationRunner(whole).migrate(connection) == ["0002-bad"])
    }

    @Test func refusesADatabaseThatIsNotThePlatforms() async throws {
        let connection = try await database(withPlatform: false)
        await #expect(throws: CentralFault.platformMissing) {
            try await MigrationRunner(steps()).migrate(connection)
        }
    }
}
