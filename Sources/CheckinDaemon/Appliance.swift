// The whole box, built from a configuration: the program and its tests both build it here, and
// nowhere else does one room meet another.

import CheckinCore
import Cryptography
import Kiosk
import Ledger
import Logging
import Scanner
import ServiceLifecycle
import UnixSignals
import Validation

/// What a box is made of beside its configuration.
struct ApplianceParts: Sendable {
    var machinery: Machinery
    var keys: KeyRing
    var passphrase: ManagerPassphrase?
    var logger: Logger
    /// Shown every verdict beside the door page.
    var displays: [any DoorDisplay] = []
    /// The scanner's pictures; nil for the configured camera.
    var replay: ReplayPlan?
    var onPicture: (@Sendable (PictureReading) -> Void)?
    /// The replay has shown its last picture, and every answer is on the displays; true to end.
    var onPicturesEnd: @Sendable () async -> Bool = { false }
    var onListening: @Sendable (KioskListener, Int) async -> Void = { _, _ in }
}

struct Appliance {
    let ledger: SQLiteLedger
    private let services: [any Service]
    private let logger: Logger

    /// Opens the ledger and connects everything; nothing runs yet.
    static func build(
        _ configuration: Configuration, _ parts: ApplianceParts
    ) async throws -> Appliance {
        let time = parts.machinery.time
        let state = StateDirectory(path: configuration.stateDirectory)
        let ledger = try await SQLiteLedger.open(
            state, device: configuration.device, logger: parts.logger)
        try await ledger.apply(configuration.events)
        let health = Health(time: time)
        let conditions = LoggedConditions(board: health, logger: parts.logger)
        // The camera and the hand scanners can both say that codes come too fast.
        let readings = SharedConditions(board: conditions)
        let camera = try camera(configuration, parts, conditions: readings.part("camera"))
        let words = try Words(resources: configuration.resources)
        let clockCheck = clockCheck(configuration, parts, views: ledger.views)
        let (post, staff) = try await post(
            configuration, views: ledger.views, clock: clockCheck.clock, time: time)
        let screen = screen(configuration, words: words, hasCamera: camera != nil, time: time)
        let keys = CurrentKeys(
            ofFiles: parts.keys, served: Set(configuration.events.map(\.event.id)))
        let gate = Gate(
            reader: keys, ledger: ledger, time: time, conditions: conditions
        ) { post.post(for: $0) }
        let seen: SQLiteLedger? = configuration.pages.requireDisplay ? nil : ledger
        let orders = DoorOrders(gate: gate, acknowledgements: seen, logger: parts.logger)
        let central = try await central(
            configuration, parts, keys: keys,
            news: FeedNews(ledger: ledger, post: post, staff: staff, orders: orders, time: time),
            conditions: conditions, clock: clockCheck.clock)
        let admissions = DoorAdmissions(
            gate: gate, time: time, acknowledgements: seen, logger: parts.logger)
        let display = Displays(all: [screen] + parts.displays)
        // One that nobody has heard yet is enough.
        let (unheard, apologies) = AsyncStream.makeStream(
            of: Announcement.self, bufferingPolicy: .bufferingNewest(1))
        let handScanners = handScanners(
            configuration, parts, conditions: readings.part("hand scanners")
        ) { apologies.yield(admissions.busy(since: $0)) }
        let door = DoorService(
            camera: camera?.tokens, handScanners: handScanners?.tokens, apologies: unheard,
            gate: admissions, display: display,
            requiresDisplay: configuration.pages.requireDisplay, time: time,
            onEnd: parts.onPicturesEnd, onUnseen: unseen(by: camera, parts.logger))
        let manager = ServiceManager(environment: parts.machinery.environment)
        let checks = PeriodicChecks(
            ledger: ledger, conditions: conditions, event: { post.post().event },
            keys: keys, clockCheck: clockCheck, time: time)
        await checks.check()
        let kiosk = try kiosk(
            configuration, parts, manager: manager, screen: screen,
            ports: KioskPorts(
                venue: ledger.views, conflicts: ledger.views, health: health,
                admissions: admissions, acknowledgements: ledger, orders: orders, staff: staff,
                search: ledger, setting: post, messages: ledger, preview: camera, time: time))
        let readers = ([camera, handScanners] as [(any Reader)?]).compactMap { $0 }
        let heartbeat = Heartbeat(
            manager: manager, ledger: ledger, door: door, camera: camera, health: health,
            time: time)
        let evening = EventWatch(
            venue: ledger.views, orders: orders, setting: post, clock: clockCheck.clock,
            conditions: conditions, time: time, logger: parts.logger)
        let retention = retention(configuration, parts, clock: clockCheck.clock)
        let watch = DisplayWatch(display: display, conditions: conditions, time: time)
        return Appliance(
            ledger: ledger,
            services: [kiosk, door, checks, evening, heartbeat, retention]
                + (configuration.pages.requireDisplay ? [watch] : [])
                + (central.map { [$0] } ?? []) + readers.map { ReaderRun(reader: $0, door: door) },
            logger: parts.logger)
    }

    /// The door as it was when the daemon stopped. A journal that cannot tell is the gate's to
    /// report, and keeps no box from saying so.
    private static func post(
        _ configuration: Configuration, views: LedgerViews, clock: BoxClock,
        time: any TimeSource
    ) async throws -> (DoorPost, StaffRegister) {
        let post = DoorPost(
            door: configuration.door, events: configuration.doorEvents, event: configuration.event,
            time: time
        ) { clock.isTrusted(at: $0) }
        post.learn((try? await views.events()) ?? [])
        if let turn = (try? await views.newestTurn()) ?? nil { post.resume(turn) }
        let staff = try StaffRegister(
            state: StateDirectory(path: configuration.stateDirectory),
            device: configuration.device, time: time, event: { post.current().event })
        // Whose shift it was goes on with it, and types the PIN for the next order.
        post.signIn((try? await staff.unfinishedShift()) ?? nil)
        return (post, staff)
    }

    /// What becomes of a token whose answer nobody would see.
    private static func unseen(
        by camera: ScannerService?, _ logger: Logger
    ) -> @Sendable (TicketToken) -> Void {
        { token in
            logger.info(
                "nobody sees the answer: left alone", metadata: ["source": "\(token.source)"])
            if token.source == .camera { camera?.presentAgain(token) }
        }
    }

    /// Runs until SIGTERM, SIGINT or, where asked, the end of the pictures. Stops the reader first
    /// and the pages last.
    func run() async throws {
        var plan = ServiceGroupConfiguration(
            services: services.map { service in
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // A driver that hangs must not hold up the stop until systemd kills us.
        plan.maximumGracefulShutdownDuration = Self.stopLimit
        plan.maximumCancellationDuration = Self.cancelLimit
        try await ServiceGroup(configuration: plan).run()
    }

    private static let stopLimit: Duration = .seconds(8)
    private static let cancelLimit: Duration = .seconds(3)

    private static func clockCheck(
        _ configuration: Configuration, _ parts: ApplianceParts, views: LedgerViews
    ) -> ClockCheck {
        let file = ClockFile(stateDirectory: configuration.stateDirectory)
        let clock = BoxClock(
            time: parts.machinery.time, kernel: parts.machinery.kernel, remembered: file.read())
        return ClockCheck(clock: clock, file: file, views: views)
    }

    private static func retention(
        _ configuration: Configuration, _ parts: ApplianceParts, clock: BoxClock
    ) -> RetentionService {
        RetentionService(
            retention: Retention(
                state: StateDirectory(path: configuration.stateDirectory),
                device: configuration.device),
            rule: RetentionRule(days: configuration.retentionDays), clock: clock,
            time: parts.machinery.time, logger: parts.logger)
    }

    private static func screen(
        _ configuration: Configuration, words: Words, hasCamera: Bool, time: any TimeSource
    ) -> DoorScreen {
        let (door, pages) = (configuration.door, configuration.pages)
        return DoorScreen(
            words: words,
            identity: KioskIdentity(
                doorNames: [door.id: door.name], language: pages.language,
                showsNames: pages.showNames,
                picture: !hasCamera
                    ? .none : configuration.camera.isMirrored ? .mirrored : .plain),
            time: time)
    }

    /// What connects the box with its central server, and keeps keys up to date: nothing where
    /// there is none, or the box is not enrolled there.
    private static func central(
        _ configuration: Configuration, _ parts: ApplianceParts, keys: CurrentKeys,
        news: FeedNews, conditions: any ConditionReporter, clock: BoxClock
    ) async throws -> CentralLink? {
        guard let choice = configuration.central else { return nil }
        let file = EnrolmentFile(stateDirectory: configuration.stateDirectory)
        do {
            guard let enrolment = try file.read() else {
                parts.logger.warning(
                    "this box is not enrolled at its central server: it works on its own",
                    metadata: ["hint": "checkind enrol CODE"])
                return nil
            }
            return try await CentralLink(
                choice: choice, enrolment: enrolment, file: file, configuration: configuration,
                ledger: news.ledger, keys: keys, news: news, conditions: conditions, clock: clock,
                time: parts.machinery.time, logger: parts.logger)
        } catch let fault as any Fault {
            // A door opens without its server, whatever is wrong there.
            parts.logger.error(
                "the central server is not used: the box works on its own",
                metadata: ["reason": "\(fault.message)", "hint": "\(fault.hint)"])
            await conditions.raise(.centralRefusesUs, detail: fault.message)
            return nil
        }
    }

    /// `onUnanswered` is told of each line that nobody could look at.
    private static func handScanners(
        _ configuration: Configuration, _ parts: ApplianceParts,
        conditions: any ConditionReporter, onUnanswered: @escaping @Sendable (Uptime) -> Void
    ) -> HandScannerService? {
        guard !configuration.handScanners.isEmpty, parts.replay == nil else { return nil }
        return HandScannerService(
            wishes: configuration.handScanners, time: parts.machinery.time,
            conditions: conditions, logger: parts.logger, onUnanswered: onUnanswered)
    }

    private static func camera(
        _ configuration: Configuration, _ parts: ApplianceParts,
        conditions: any ConditionReporter
    ) throws -> ScannerService? {
        let replay = parts.replay.map(FrameSourceDescription.replay)
        guard let source = try replay ?? configuration.camera.source() else { return nil }
        return ScannerService(
            source: source, time: parts.machinery.time, conditions: conditions,
            logger: parts.logger, onPicture: parts.onPicture)
    }

    private static func kiosk(
        _ configuration: Configuration, _ parts: ApplianceParts, manager: ServiceManager,
        screen: DoorScreen, ports: KioskPorts
    ) throws -> KioskServer {
        let verify = parts.passphrase.map { passphrase in
            { @Sendable (guess: String) async -> Bool in passphrase.matches(guess) }
        }
        return try KioskServer(
            configuration: KioskConfiguration(
                resources: configuration.resources, door: configuration.pages.doorListen,
                venue: configuration.pages.venueListen, verifiesPassphrase: verify),
            ports: ports, screen: screen, logger: parts.logger,
            onListening: { listener, port in
                if listener == .door { manager.ready("scanning") }
                await parts.onListening(listener, port)
            })
    }
}

/// A reader's life within the box's.
private struct ReaderRun: Service {
    let reader: any Reader
    let door: DoorService

    func run() async {
        reader.start()
        try? await gracefulShutdown()
        door.expectEnd()
        await reader.stop()
    }
}
