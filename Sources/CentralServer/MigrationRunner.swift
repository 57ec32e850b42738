// Brings a database to the shape this program needs. Each step is applied once, in a transaction of
// its own, while nobody else does; its SHA-256 is kept, so that a step which was changed afterwards
// is found and not passed over. It must never change what a step says.

import Cryptography
package import PostgresClient

/// One step: the name of its file without the ending, and the file's text.
package struct MigrationStep: Sendable {
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    var hash: [UInt8] { SHA256.digest(of: Array(sql.utf8).span) }
}

package struct MigrationRunner: Sendable {
    /// Adding triggers waits for a sale at most this long, so that no sale waits for us for longer.
    private static let lockSeconds = 5
    /// The longest step builds an index.
    private static let stepSeconds = 600
    /// Everybody who migrates takes this lock first.
    private static let lock = "hashtext('door_migration')"

    private let steps: [MigrationStep]

    package init(_ steps: [MigrationStep]) {
        self.steps = steps.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Applies what is new. Returns the names of the steps that were.
    package func migrate(_ database: PostgresConnection) async throws -> [String] {
        try await database.run(script: "SET statement_timeout = '\(Self.stepSeconds)s'")
        try await database.query("SELECT pg_advisory_lock(\(Self.lock))")
        let applied: [String]
        do { applied = try await migrateAlone(database) } catch {
            _ = try? await database.query("SELECT pg_advisory_unlock(\(Self.lock))")
            throw error
        }
        try await database.query("SELECT pg_advisory_unlock(\(Self.lock))")
        return applied
    }

    /// Throws when a step is missing, changed, or unknown here.
    package func check(_ database: PostgresConnection) async throws {
        let table = try await database.query("SELECT to_regclass('door_migration') IS NOT NULL")
        guard table.first?.truth(0) == true else {
            throw CentralFault.migrationsMissing(count: steps.count)
        }
        let missing = try await missing(in: database)
        if !missing.isEmpty { throw CentralFault.migrationsMissing(count: missing.count) }
    }

    private func migrateAlone(_ database: PostgresConnection) async throws -> [String] {
        try await database.run(
            script: """
                CREATE TABLE IF NOT EXISTS door_migration
                    (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
                ALTER TABLE door_migration ADD COLUMN IF NOT EXISTS sha256 bytea;
                """)
        let platform = try await database.query("SELECT to_regclass('tickets') IS NOT NULL")
        guard platform.first?.truth(0) == true else { throw CentralFault.platformMissing }
        let missing = try await missing(in: database)
        for step in missing {
            try await database.transaction {
                try await database.run(script: "SET LOCAL lock_timeout = '\(Self.lockSeconds)s'")
                try await database.run(script: step.sql)
                try await database.query(
                    "INSERT INTO door_migration (name, sha256) VALUES ($1, $2)",
                    [.text(step.name), .bytes(step.hash)])
            }
        }
        return missing.map(\.name)
    }

    private func missing(in database: PostgresConnection) async throws -> [MigrationStep] {
        let rows = try await database.query(
            "SELECT name, encode(sha256, 'hex') FROM door_migration")
        var applied: [String: String?] = [:]
        for row in rows.rows { if let name = row.text(0) { applied[name] = row.text(1) } }
        for (name, hash) in applied.sorted(by: { $0.key < $1.key }) {
            guard let step = steps.first(where: { $0.name == name }) else {
                throw CentralFault.migrationUnknown(name: name)
            }
            // Without a hash it was applied by hand.
            if let hash, hash != Hex.text(of: step.hash) {
                throw CentralFault.migrationChanged(name: name)
            }
        }
        return steps.filter { applied[$0.name] == nil }
    }
}
