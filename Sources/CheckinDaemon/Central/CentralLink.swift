// The box's part of a venue: its journal goes to the central server, and what others did and sold
// comes back. It runs beside the door and must never hold it up; only a revocation that the
// server's key has signed ends it, and the box with it.

import CheckinCore
import Ledger
import Logging
import ServiceLifecycle
import SyncAgent
import Wire

final class CentralLink: Service {
    /// Keys change a few times an evening at most, and their entries in the feed say so.
    private static let betweenLooks: Duration = .hours(1)
    /// Until the server has answered.
    private static let afterFailure: Duration = .seconds(30)
    /// PEM of one authority and those above it.
    private static let maximumPEMBytes = 256 << 10

    private let central: HTTPCentral
    private let trust: ServerTrust
    private let enrolment: Enrolment
    private let file: EnrolmentFile
    private let ledger: SQLiteLedger
    private let name: JournalName
    private let events: [EventID]
    private let retention: Retention
    private let keys: CurrentKeys
    private let news: FeedNews
    private let conditions: any ConditionReporter
    private let time: any TimeSource
    private let logger: Logger
    /// That somebody asks what this box should be: one wish that is not yet met is enough.
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation

    /// Uses the keys that came with the enrolment, or last; asks nobody yet.
    init(
        choice: CentralChoice, enrolment: Enrolment, file: EnrolmentFile,
        configuration: Configuration, ledger: SQLiteLedger, keys: CurrentKeys,
        news: FeedNews, conditions: any ConditionReporter, clock: BoxClock, time: any TimeSource,
        logger: Logger
    ) async throws {
        guard enrolment.server == choice.address.text else {
            throw EnrolmentFault.otherServer(enrolled: enrolment.server)
        }
        guard enrolment.box.device == configuration.device else {
            throw EnrolmentFault.otherDevice(enrolment.box.device)
        }
        trust = try ServerTrust(
            serverKey: enrolment.box.serverKey, device: configuration.device)
        central = try HTTPCentral(
            try Self.settings(choice, token: enrolment.token), trust: trust, time: time,
            isClockTrusted: { clock.isTrusted(at: time.now()) },
            onServerTime: { moment, uptime in
                let newest = try? await ledger.views.newestAttempts(before: nil, limit: 1).first
                clock.learnServerTime(
                    moment, at: uptime, newest: newest?.attempt.number ?? AttemptNumber(0))
            })
        self.enrolment = enrolment
        self.file = file
        self.ledger = ledger
        let box = try await ledger.box()
        name = JournalName(device: box.device, incarnation: box.incarnation)
        let served = Set(enrolment.box.events.map(\.id))
        events = configuration.events.map(\.event.id).filter(served.contains)
        retention = Retention(
            state: StateDirectory(path: configuration.stateDirectory),
            device: configuration.device)
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.keys = keys
        self.news = news
        self.conditions = conditions
        self.time = time
        self.logger = logger
        use(enrolment.box)
        for event in configuration.events.map(\.event.id) where !served.contains(event) {
            logger.warning(
                "the central server does not give this box an event: it is not shared",
                metadata: ["event": "\(event)"])
        }
    }

    static func settings(
        _ choice: CentralChoice, token: DeviceToken?
    ) throws -> CentralSettings {
        var settings = CentralSettings(address: choice.address, token: token)
        if let path = choice.authorityFile {
            do throws(FileProblem) {
                settings.authority = .pinned(
                    try Machinery.read(path, limit: maximumPEMBytes))
            } catch { throw KeyStoreFault.unreadable(error) }
        }
        if let files = choice.identity {
            settings.identity = CentralSettings.Identity(
                chain: try KeyStore.secret(inFile: files.certificate, limit: maximumPEMBytes),
                key: try KeyStore.privateKey(inFile: files.key, limit: maximumPEMBytes))
        }
        settings.proxy = choice.proxy
        return settings
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { company in
                company.addTask { await self.lookAgainAndAgain() }
                company.addTask { await self.agree() }
                // Whoever ends first was revoked, or was told to end.
                await company.next()
                company.cancelAll()
            }
        }
        await central.close()
    }

    private func agree() async {
        let (isRevoked, revoked) = AsyncStream.makeStream(of: Void.self)
        let service = SyncService(
            central: central, journal: ledger, store: ledger, name: name, events: events,
            conditions: conditions, time: time, random: { .random(in: .min ... .max) },
            logger: logger,
            onRevoked: { [weak self] revocation in
                await self?.end(by: revocation)
                revoked.finish()
            },
            onPage: { [weak self, news] page in
                await news.hear(page)
                if page.changes.contains(where: \.isAboutBox) { self?.wish.yield() }
            },
            snapshots: SnapshotSide(central: central, store: ledger, trust: trust) {
                [weak self, news] in
                await news.hearEverything()
                self?.wish.yield()
            })
        let messages = MessageService(
            central: central, messages: ledger, events: events, time: time,
            random: { .random(in: .min ... .max) }, logger: logger)
        await withTaskGroup(of: Void.self) { company in
            company.addTask { await service.run() }
            company.addTask { await messages.run() }
            company.addTask { [news] in await news.run() }
            company.addTask { for await _ in isRevoked {} }
            await company.next()
            company.cancelAll()
        }
    }

    /// Guests' data goes at once, and the box does not start again; its journal stays.
    private func end(by revocation: Revocation) async {
        logger.critical("this box was revoked: guests' data is removed and the door is closed")
        do throws(FileProblem) {
            try file.markRevoked(revocation)
        } catch {
            logger.critical(
                "the revocation is not written down: the next start has to hear of it again",
                metadata: ["reason": "\(error.reason)"])
        }
        do {
            _ = try await retention.removeAll(at: time.now())
        } catch {
            logger.critical(
                "guests' data not removed: it is tried again at the next start",
                metadata: ["reason": "\(error.toldMessage)"])
        }
    }

    /// At the start, once an hour, and when the feed says that something has changed: one look at a
    /// time, and again until there was an answer. Ends when the box was revoked.
    private func lookAgainAndAgain() async {
        await withTaskGroup(of: Void.self) { company in
            company.addTask {
                while !Task.isCancelled {
                    self.wish.yield()
                    try? await self.time.sleep(for: Self.betweenLooks)
                }
            }
            for await _ in wishes {
                var isDone = false
                while !isDone, !Task.isCancelled {
                    switch await look() {
                    case .answered: isDone = true
                    case .revoked(let revocation):
                        await end(by: revocation)
                        company.cancelAll()
                        return
                    case .silent: try? await time.sleep(for: Self.afterFailure)
                    }
                }
            }
            company.cancelAll()
        }
    }

    private enum Look {
        case answered
        case silent
        case revoked(Revocation)
    }

    /// Asks what this box should be now. What is wrong with the connection is told by those who
    /// send and follow.
    private func look() async -> Look {
        let box: DeviceDescription
        do throws(SyncFault) {
            box = try await central.device()
        } catch {
            if case .revoked(let revocation) = error { return .revoked(revocation) }
            return .silent
        }
        use(box)
        // Somebody may have enrolled this box anew, for its next start.
        guard let kept = try? file.read(), kept.token == enrolment.token else { return .answered }
        do {
            try file.write(enrolment.described(as: box))
        } catch {
            logger.warning(
                "what the central server said of this box is not kept",
                metadata: ["reason": "\(error.reason)"])
        }
        return .answered
    }

    private func use(_ box: DeviceDescription) {
        let served = Set(events)
        // A revoked key does nothing, and there may be many.
        let wanted = box.keys.filter { served.contains($0.event) && $0.status != .revoked }
        do {
            let unusable = try keys.use(wanted, openedBy: enrolment.key)
            guard unusable > 0 else { return }
            logger.warning(
                "keys of the central server cannot be used", metadata: ["keys": "\(unusable)"])
        } catch {
            logger.warning(
                "the central server's keys are not used",
                metadata: ["reason": "\(error.toldMessage)"])
        }
    }
}

extension FeedChange {
    /// It changes what `GET /v1/device` says.
    fileprivate var isAboutBox: Bool {
        switch self {
        case .other(kind: "key", _, _), .other(kind: "event", _, _): true
        default: false
        }
    }
}
