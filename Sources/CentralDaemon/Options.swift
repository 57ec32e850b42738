// What most commands are told: where the database is, where the server's keys are, and words that
// stand for things.

import ArgumentParser
import CentralServer
import CheckinCore
import PostgresClient

struct DatabaseOption: ParsableArguments {
    @Option(
        help: """
            Where the database is, as libpq writes it: 'host=… dbname=… user=…'. By default what \
            PGHOST and the like say.
            """)
    var database = ""

    func settings() throws -> PostgresSettings {
        try PostgresSettings(database, name: "checkin-central")
    }

    func open() async throws -> PostgresConnection {
        let connection = PostgresConnection(try settings())
        try await connection.open()
        return connection
    }
}

struct KeysOption: ParsableArguments {
    @Option(name: .customLong("keys"), help: "The file with the server's keys; 'init' makes it.")
    var file = "/etc/checkin-central/server.keys"

    func load() throws -> ServerKeys {
        try ServerKeys(fileText: String(decoding: try Files.readSecret(file), as: UTF8.self))
    }
}

/// What an administrative command does first.
struct AdministrationOptions: ParsableArguments {
    @OptionGroup var database: DatabaseOption
    @OptionGroup var keys: KeysOption

    func open() async throws -> Administration {
        Administration(
            database: try await database.open(), keys: try keys.load(), time: SystemTime())
    }
}

struct MigrationsOption: ParsableArguments {
    @Option(help: "The folder with the steps of the doors' tables.")
    var migrations = "/usr/share/checkin-central/migrations"

    func steps() throws -> [MigrationStep] {
        let names = try Files.names(in: migrations).filter { $0.hasSuffix(".sql") }
        guard !names.isEmpty else { throw FileFault.unreadable(path: migrations) }
        return try names.map { name in
            MigrationStep(
                name: String(name.dropLast(4)),
                sql: String(decoding: try Files.read("\(migrations)/\(name)"), as: UTF8.self))
        }
    }
}

extension Identifier: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension Role: ExpressibleByArgument {}
extension Direction: ExpressibleByArgument {}

extension Timestamp: ExpressibleByArgument {
    package init?(argument: String) { self.init(rfc3339: argument) }
}
