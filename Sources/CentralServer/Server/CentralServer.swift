// The room's composition: one listener over one database, started and stopped with the process. It
// keeps nothing in memory that another copy would have to know. A stop must not wait for boxes that
// wait for news.

package import CheckinCore
import Hummingbird
package import Logging
package import PostgresClient
import ServiceLifecycle
import WebEdge

package struct CentralConfiguration: Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    package var database: PostgresSettings
    package var connections: Int

    package init(host: String, port: Int, database: PostgresSettings, connections: Int = 8) {
        self.host = host
        self.port = port
        self.database = database
        self.connections = connections
    }
}

package struct CentralServer: Service, CustomStringConvertible {
    /// Said in logs; what it holds has no place there.
    package var description: String { "CentralServer" }

    /// Boxes' connections at once: each waits on one for every event, and sends on another.
    private static let maximumConnections = 4_096
    /// A connection on which nothing happens for that long is closed. Longer than a wait.
    private static let idleSeconds: Int64 = 75
    /// Longer headers than a box of ours sends.
    private static let headerBytes = 16 * 1_024
    /// Connections for what is nobody's question: sequencing, and building one snapshot.
    private static let choreConnections = 3
    private static let channels = ["door_feed", "door_outbox"]

    private let configuration: CentralConfiguration
    private let database: PostgresPool
    private let waiters = FeedWaiters()
    private let sequencer: Sequencer
    private let snapshots: SnapshotDesk
    private let keys: ServerKeys
    private let metrics = Metrics()
    private let time: any TimeSource
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameter onListening: is told the port once the listener is open.
    package init(
        configuration: CentralConfiguration, keys: ServerKeys, time: any TimeSource,
        logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.keys = keys
        self.time = time
        self.logger = logger
        self.onListening = onListening
        // A database that was restored or failed over begins each feed anew.
        let prepare: @Sendable (PostgresConnection) async throws -> Void = { connection in
            let rows = try await connection.query("SELECT door_begin()")
            if rows.first?.truth(0) == true {
                logger.warning("this is another database than before: every feed begins anew")
            }
        }
        var limits = PostgresPool.Limits()
        limits.connections = configuration.connections
        database = PostgresPool(
            configuration.database, limits: limits, time: time, prepare: prepare)
        limits.connections = Self.choreConnections
        let chores = PostgresPool(
            configuration.database, limits: limits, time: time, prepare: prepare)
        sequencer = Sequencer(database: chores, time: time, metrics: metrics, logger: logger)
        snapshots = SnapshotDesk(
            database: database, chores: chores, keys: keys, time: time, metrics: metrics,
            logger: logger)
    }

    package func run() async throws {
        let listener = PostgresListener(configuration.database, channels: Self.channels)
        try await withThrowingTaskGroup(of: Void.self) { company in
            company.addTask { await cancelWhenGracefulShutdown { await sequencer.run() } }
            company.addTask { await hear(listener) }
            company.addTask { await endWaitsAtShutdown() }
            try await serve()
            company.cancelAll()
            await listener.stop()
        }
    }

    /// What is served.
    func application() -> some ApplicationProtocol {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestMarks(time: time, metrics: metrics, logger: logger))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: DatabaseProblems(logger: logger))
        let desk = DeviceDesk(database: database)
        HealthRoutes(database: database, waiters: waiters, metrics: metrics).add(to: router)
        DeviceRoutes(desk: desk, keys: EventKeys(keys: keys, logger: logger), time: time)
            .add(to: router)
        FeedRoutes(desk: desk, waiters: waiters, time: time).add(to: router)
        AttemptRoutes(desk: desk, metrics: metrics, logger: logger).add(to: router)
        MessageRoutes(desk: desk).add(to: router)
        SnapshotRoutes(desk: desk, snapshots: snapshots).add(to: router)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(Self.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerBytes,
                        maxHeaderListSize: Self.headerBytes))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: logger)),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger)
    }

    private func serve() async throws {
        do {
            try await application().run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("cannot serve", metadata: ["error": "\(error)"])
            throw CentralFault.cannotListen(
                address: "\(configuration.host):\(configuration.port)")
        }
    }

    private func hear(_ listener: PostgresListener) async {
        for await news in listener.news {
            switch news {
            case .listening:
                metrics.listens(true)
                await waiters.wakeAll()
            case .lost:
                metrics.listens(false)
                logger.warning("notifications of the database are not heard; trying again")
            case .notified("door_feed", let event): await waiters.wake(event)
            case .notified(_, let event): sequencer.wake(event)
            }
        }
    }

    private func endWaitsAtShutdown() async {
        guard (try? await gracefulShutdown()) != nil else { return }
        await waiters.close()
        await snapshots.close()
    }
}
