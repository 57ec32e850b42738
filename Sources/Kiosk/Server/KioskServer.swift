// The room's composition: two listeners over the same state, started and stopped with the process.
// It must stop within a tenth of a second although pages hold streams open for hours, and trouble
// on the venue's network must never stop the door.

import CheckinCore
package import Hummingbird
package import Logging
import ServiceLifecycle
import WebEdge

package struct KioskServer: Service {
    /// Connections at once: a few pages on the box, each with a stream and some requests.
    private static let doorConnections = 64
    /// Managers' telephones, each with a stream and some requests.
    private static let venueConnections = 256
    /// Nobody at a door reads faster.
    private static let standingSpan: Duration = .seconds(1)
    /// Nobody waits for a conflict, and looking for them costs more than anything else on a page.
    private static let conflictSpan: Duration = .seconds(10)
    /// Open manager pages.
    private static let venuePages = 100
    /// A manager's stream ends after that, and the session is looked at again.
    private static let venueStreamLifetime: Duration = .minutes(15)
    /// A connection on which nothing is asked for that long is closed.
    private static let idleSeconds: Int64 = 30
    /// Longer headers than any browser of ours sends.
    private static let headerBytes = 16 * 1_024
    /// How long a stream may take to end by itself before its connection is cut.
    private static let endingSpan: Duration = .milliseconds(200)
    /// Between tries to listen on the venue's network, which may come up after the box.
    private static let venueRetrySpan: Duration = .seconds(5)

    private let configuration: KioskConfiguration
    private let ports: KioskPorts
    private let screen: DoorScreen
    private let pages: StaticFiles
    private let storybook: Storybook?
    private let state: KioskState
    let venueHub: EventHub
    let pulse: Pulse
    let previewDesk: PreviewDesk?
    private let sessions: Sessions?
    private let desk: LoginDesk?
    private let logger: Logger
    private let onListening: @Sendable (KioskListener, Int) async -> Void

    /// `onListening` is told the port once a listener is open.
    package init(
        configuration: KioskConfiguration, ports: KioskPorts, screen: DoorScreen, logger: Logger,
        onListening: @escaping @Sendable (KioskListener, Int) async -> Void = { _, _ in }
    ) throws {
        if configuration.venue != nil, configuration.verifiesPassphrase == nil {
            throw KioskFault.venueWithoutSecret
        }
        let (words, identity) = (screen.words, screen.identity)
        guard words.vocabularies[identity.language] != nil else {
            throw KioskFault.languageUnknown(identity.language)
        }
        self.configuration = configuration
        self.ports = ports
        self.screen = screen
        self.logger = logger
        self.onListening = onListening
        pages = try StaticFiles(folder: configuration.resources)
        storybook = configuration.showsStorybook ? Storybook(words: words) : nil
        state = KioskState(
            ports: ports, identity: identity, time: words.time,
            watch: SharedLook(ports: ports, freshFor: Self.standingSpan) { event in
                try await ports.venue.standing(of: event, at: ports.time.now())
            },
            conflicts: SharedLook(ports: ports, freshFor: Self.conflictSpan) { event in
                try await ports.conflicts.conflicts(of: event)
            },
            desk: StaffDesk(ports: ports, logger: logger), logger: logger)
        venueHub = EventHub(
            limits: EventHub.Limits(
                listeners: Self.venuePages, replaySpan: .zero, lifetime: Self.venueStreamLifetime),
            time: ports.time)
        pulse = Pulse(
            state: state, door: screen.hub, venue: venueHub,
            pages: "\(pages.version)-\(identity.language)")
        previewDesk = ports.preview.map(PreviewDesk.init(source:))
        sessions = configuration.verifiesPassphrase.map { _ in Sessions(time: ports.time) }
        desk = configuration.verifiesPassphrase.flatMap { [sessions] verify in
            sessions.map { LoginDesk(time: ports.time, sessions: $0, verify: verify) }
        }
    }

    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { company in
            company.addTask { await cancelWhenGracefulShutdown { await pulse.run() } }
            company.addTask { await endStreamsAtShutdown() }
            try await serve()
            company.cancelAll()
        }
    }

    private func serve() async throws {
        try await withThrowingTaskGroup(of: Void.self) { listeners in
            listeners.addTask { try await serveDoor() }
            if configuration.venue != nil {
                listeners.addTask { try await serveVenue() }
            }
            try await listeners.waitForAll()
        }
    }

    /// What the loopback listener serves.
    package func doorApplication() -> some ApplicationProtocol {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: HostGuard())
        router.add(middleware: SameOrigin())
        CommonRoutes(pages: pages, health: ports.health, namesConditions: true).add(to: router)
        DoorRoutes(pages: pages, state: state, screen: screen, pulse: pulse, logger: logger)
            .add(to: router)
        StaffRoutes(state: state, orders: orders).add(to: router)
        TicketRoutes(state: state, orders: orders).add(to: router)
        PreviewRoute(desk: previewDesk).add(to: router)
        venueRoutes.add(to: router)
        if let storybook { StorybookRoutes(storybook: storybook).add(to: router) }
        return application(
            router, .door, at: configuration.door, connections: Self.doorConnections)
    }

    /// What the venue's network is served; nil when it is served nothing.
    package func venueApplication() -> (some ApplicationProtocol)? {
        configuration.venue.map { address in
            let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
            router.add(middleware: SecurityHeaders())
            router.add(middleware: ProblemMiddleware())
            router.add(middleware: SameOrigin())
            CommonRoutes(pages: pages, health: ports.health, namesConditions: false)
                .add(to: router)
            venueRoutes.add(to: router)
            return application(router, .venue, at: address, connections: Self.venueConnections)
        }
    }

    private var orders: OrderDesk { OrderDesk(state: state, screen: screen, pulse: pulse) }

    private var venueRoutes: VenueRoutes {
        VenueRoutes(
            pages: pages, state: state, hub: venueHub, pulse: pulse, orders: orders,
            sessions: sessions, desk: desk)
    }

    private func application(
        _ router: Router<WebContext>, _ listener: KioskListener, at address: ListenAddress,
        connections: Int
    ) -> some ApplicationProtocol {
        let onListening = onListening
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(Self.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerBytes,
                        maxHeaderListSize: Self.headerBytes))),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(connections, logger: logger)),
            onServerRunning: { channel in
                await onListening(listener, channel.localAddress?.port ?? address.port)
            },
            logger: logger)
    }

    private func serveDoor() async throws {
        do {
            try await doorApplication().run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("The door's pages cannot be served", metadata: ["error": "\(error)"])
            throw KioskFault.cannotListen(address: "\(configuration.door)")
        }
    }

    /// Tries again for as long as the process lives: the network may come later.
    private func serveVenue() async throws {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await venueApplication()?.run()
                return
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.warning(
                    "The manager's page cannot be served to the network; trying again",
                    metadata: ["error": "\(error)"])
            }
            await cancelWhenGracefulShutdown {
                try? await ports.time.sleep(for: Self.venueRetrySpan)
            }
        }
    }

    private func endStreamsAtShutdown() async {
        guard (try? await gracefulShutdown()) != nil else { return }
        let hubs = [screen.hub, venueHub]
        for hub in hubs { await hub.close() }
        try? await ports.time.sleep(for: Self.endingSpan)
        for hub in hubs { await hub.disconnectAll() }
    }
}
