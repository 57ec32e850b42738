// `checkin-central serve`: the server.

import ArgumentParser
import CentralServer
import CheckinCore
import Logging
import PostgresClient
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    /// A download that goes on after that is cut.
    private static let stopLimit: Duration = .seconds(8)
    private static let cancelLimit: Duration = .seconds(2)

    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the doors until SIGTERM.",
        discussion: """
            Speaks plain HTTP: put a reverse proxy with TLS before it wherever the network is not \
            its own. Any number of copies may serve one database.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var keys: KeysOption
    @OptionGroup var migrations: MigrationsOption

    @Option(help: "Address and port to listen on; port 0 lets the system choose.")
    var listen = "127.0.0.1:8421"

    @Option(help: "Connections to the database, 1 to 100.")
    var connections = 8

    @Option(name: .customLong("log-level"), help: "debug, info, notice, warning or error.")
    var logLevel = "info"

    func validate() throws {
        guard (1...100).contains(connections) else {
            throw ValidationError("Between 1 and 100 connections.")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("There is no such level of logs.")
        }
        _ = try address()
    }

    func run() async throws {
        let (host, port) = try address()
        let keys = try keys.load()
        let steps = try migrations.steps()
        let connection = try await database.open()
        try await MigrationRunner(steps).check(connection)
        await connection.close()
        var logger = Logger(label: "checkin-central") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        let server = CentralServer(
            configuration: CentralConfiguration(
                host: host, port: port, database: try database.settings(),
                connections: connections),
            keys: keys, time: SystemTime(), logger: logger,
            onListening: { [logger] port in
                logger.notice("serving", metadata: ["port": "\(port)"])
            })
        var plan = ServiceGroupConfiguration(
            services: [
                .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        plan.maximumGracefulShutdownDuration = Self.stopLimit
        plan.maximumCancellationDuration = Self.cancelLimit
        try await ServiceGroup(configuration: plan).run()
        logger.notice("stopped")
    }

    private func address() throws -> (String, Int) {
        guard let colon = listen.lastIndex(of: ":"),
            let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port)
        else { throw ValidationError("Write address and port: 127.0.0.1:8421 or [::1]:8421.") }
        var host = listen[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw ValidationError("Write address and port.") }
        return (String(host), port)
    }
}
