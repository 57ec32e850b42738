// `checkin-central migrate`: brings the database to the shape this program needs.

import ArgumentParser
import CentralServer
import PostgresClient

struct MigrateCommand: AsyncParsableCommand {
    /// The step that ties our triggers to the platform's tables.
    private static let triggers = "0006-triggers"

    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Add what doors need to the platform's database.",
        discussion: """
            Adds tables and functions called door_… and triggers on the platform's tables; changes \
            none of those. Each step is a transaction, applied once. Servers may run meanwhile.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var migrations: MigrationsOption

    @Option(
        name: .customLong("with-platform-tables"),
        help: "Make the platform's tables from this file first: for trying without the platform.")
    var platform: String?

    func run() async throws {
        let steps = try migrations.steps()
        let connection = try await database.open()
        if let platform {
            let sql = String(decoding: try Files.read(platform), as: UTF8.self)
            let rows = try await connection.query("SELECT to_regclass('tickets') IS NULL")
            if rows.first?.truth(0) == true {
                try await connection.transaction { try await connection.run(script: sql) }
                CommandOutput.note("made the platform's tables")
            }
        }
        let applied = try await MigrationRunner(steps).migrate(connection)
        for name in applied { CommandOutput.line(name) }
        CommandOutput.note(applied.isEmpty ? "nothing to do" : "\(applied.count) steps applied")
        guard applied.contains(Self.triggers) else { return }
        let adopted = try await Administration.adoptEverything(in: connection)
        if adopted > 0 {
            CommandOutput.note("\(adopted) events of the platform are now the doors'")
        }
    }
}
