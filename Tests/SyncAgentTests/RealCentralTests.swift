// The client against the real central server on a real PostgreSQL: what the two say to each other
// is what the database stored.

import CentralServer
import CheckinCore
import CheckinTesting
import Cryptography
import Foundation
import Logging
import NIOCore
import NIOPosix
import PostgresClient
import ServiceLifecycle
import Testing
import Wire

@testable import SyncAgent

private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

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

/// A central server with one event and a tier, at a free port of this machine.
private struct Installation {
    let connection: PostgresConnection
    let administration: Administration
    let event: EventID
    let tier: String
    let settings: PostgresSettings
    let keys: ServerKeys

    static func make() async throws -> Installation {
        let cluster = try ThrowawayCluster.shared()
        let text = try await cluster.database { sql in
            let server = try PostgresSettings(cluster.settings(of: "postgres"), name: "tests")
            try await opened(server).query(sql)
        }
        let settings = try PostgresSettings(text, name: "tests")
        let connection = try await opened(settings)
        let platform = root.appending(path: "Sources/CentralServer/Trial/platform.sql")
        try await connection.run(script: String(contentsOf: platform, encoding: .utf8))
        let folder = root.appending(path: "Sources/CentralServer/Migrations")
        let steps = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".sql") }
            .map { name in
                MigrationStep(
                    name: String(name.dropLast(4)),
                    sql: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
            }
        _ = try await MigrationRunner(steps).migrate(connection)
        let keys = try ServerKeys.generate()
        let event = try await connection.query(
            """
            INSERT INTO events (title, slug, start_datetime, status)
            VALUES ('An evening', 'evening', now(), 'published') RETURNING id::text
            """)
        let id = try #require(event.first?.text(0))
        let tier = try await connection.query(
            """
            INSERT INTO ticket_tiers (event_id, name, price, capacity)
            VALUES ($1::uuid, 'General', 0, 100) RETURNING id::text
            """, [.text(id)])
        return Installation(
            connection: connection,
            administration: Administration(
                database: connection, keys: keys, time: VirtualClock()),
            event: try #require(EventID(id)), tier: try #require(tier.first?.text(0)),
            settings: settings, keys: keys)
    }

    /// Runs `work` beside the server.
    func serving(_ work: (Int) async throws -> Void) async throws {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let server = CentralServer(
            configuration: CentralConfiguration(host: "127.0.0.1", port: 0, database: settings),
            keys: keys, time: PromptTime(),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
            onListening: { told.yield($0) })
        let running = Task { try await server.run() }
        for await port in ports {
            try await work(port)
            break
        }
        running.cancel()
        _ = try? await running.value
    }

    func sellTicket() async throws -> TicketID {
        let rows = try await connection.query(
            """
            INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data, holder_name)
            VALUES ($1::uuid, gen_random_uuid()::text, gen_random_uuid()::text, 'Asha Rao')
            RETURNING id::text
            """, [.text(tier)])
        return try #require(rows.first?.text(0).flatMap { TicketID($0) })
    }
}

/// Clocks that stand, while whoever sleeps is woken soon: the server and the services look for news
/// again and again, and nobody waits long for that.
private struct PromptTime: TimeSource {
    private static let nap = TimeAmount.milliseconds(20)

    func now() -> Timestamp { VirtualClock.evening }
    func uptime() -> Uptime { Uptime(nanoseconds: 0) }

    func sleep(for span: Duration) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        try await loop.scheduleTask(in: Self.nap) {}.futureResult.get()
        try Task.checkCancellation()
    }
}

@Suite(.serialized, .enabled(if: ThrowawayCluster.canRun, ThrowawayCluster.absence))
struct RealCentralTests {
    private func box(at port: Int, token: DeviceToken?, trust: ServerTrust? = nil) throws
        -> HTTPCentral
    {
        try HTTPCentral(
            CentralSettings(address: CentralAddress("http://127.0.0.1:\(port)"), token: token),
            trust: trust, time: VirtualClock())
    }

    private func enrol(
        _ name: DeviceID, _ installation: Installation, at port: Int
    ) async throws -> EnrolmentAnswer {
        let code = try await installation.administration.newEnrolment(
            EnrolmentPlan(
                name: "Front door", door: "front", events: [installation.event],
                validity: .hours(1)))
        let stranger = try box(at: port, token: nil)
        let key = try X25519PrivateKey.generate()
        let request = try #require(
            EnrolmentRequest(
                code: code, device: name, publicKey: key.publicKey,
                signingKey: Ed25519PrivateKey.generate().publicKey.bytes))
        let answer = try await stranger.enrol(request)
        let again = await fault { () async throws(SyncFault) in try await stranger.enrol(request) }
        #expect(again == .refused(code: "enrolment_used"))
        await stranger.close()
        return answer
    }

    private func fault<Value>(_ ask: () async throws(SyncFault) -> Value) async -> SyncFault? {
        do throws(SyncFault) {
            _ = try await ask()
            return nil
        } catch { return error }
    }

    private func admission(_ number: Int64, _ ticket: TicketID, of event: EventID) -> JournalEntry {
        let now = VirtualClock.evening
        return JournalEntry(
            attempt: Attempt(
                number: AttemptNumber(number), at: now,
                clock: HybridTime(milliseconds: now.milliseconds, counter: UInt16(number)),
                timeTrusted: true, door: "front", direction: .entry, source: .camera,
                fingerprint: CodeFingerprint(7),
                claims: Claims(
                    ticket: ticket, event: event, scheme: .ns2HMAC, issuedAt: now, generation: 0),
                tier: nil, event: event, answer: .verdict(Verdict(.admitted))))
    }

    @Test func aBoxEnrolsSendsAndHears() async throws {
        let installation = try await Installation.make()
        let ticket = try await installation.sellTicket()
        try await installation.serving { port in
            let first = try await enrol("box-1", installation, at: port)
            let second = try await enrol("box-2", installation, at: port)
            #expect(first.box.serverKey == installation.keys.signing.publicKey.bytes)
            #expect(first.box.door == "front" && first.box.device == "box-1")
            #expect(first.box.events.map(\.id) == [installation.event])
            let one = try box(at: port, token: first.token)
            #expect(try await one.device().device == "box-1")
            try await sending(ticket, installation, by: one)
            let two = try box(at: port, token: second.token)
            try await hearing(ticket, installation, by: two)
            await one.close()
            await two.close()
        }
    }

    private func sending(
        _ ticket: TicketID, _ installation: Installation, by box: HTTPCentral
    ) async throws {
        var random = RandomEntries(seed: 5, event: installation.event)
        let entries =
            [admission(1, ticket, of: installation.event)]
            + (2...40).map { random.entry($0) }
        let batch = JournalBatch(
            journal: JournalName(device: "box-1", incarnation: "life-1"), entries: entries)
        let answer = try await box.send(batch)
        #expect(answer.held == AttemptNumber(40) && answer.stored == 40)
        // Whatever an attempt may have, the server takes the shape of it.
        #expect(answer.refused.isEmpty && answer.forked.isEmpty)
        let again = try await box.send(batch)
        #expect(again.held == AttemptNumber(40) && again.stored == 0 && again.known == 40)
        let copied = JournalBatch(
            journal: batch.journal, entries: [admission(2, ticket, of: installation.event)])
        #expect(try await box.send(copied).forked == [AttemptNumber(2)])
        let otherBase = JournalBatch(journal: batch.journal, base: AttemptNumber(9), entries: [])
        let fault = await fault { () async throws(SyncFault) in try await box.send(otherBase) }
        #expect(fault == .conflict(code: "journal_unknown_base"))
        // Numbers that never come are stepped over.
        let gap = JournalBatch(
            journal: batch.journal, lost: [41...44],
            entries: [admission(45, ticket, of: installation.event)])
        #expect(try await box.send(gap).held == AttemptNumber(45))
    }

    private func hearing(
        _ ticket: TicketID, _ installation: Installation, by box: HTTPCentral
    ) async throws {
        var cursor = FeedCursor()
        var changes: [FeedChange] = []
        // Pages until the other box's attempts are among them: numbering is the server's own doing.
        for _ in 0..<200 {
            let answer = try await box.page(
                FeedQuestion(
                    event: installation.event, after: cursor, incarnation: "life-2", limit: 10,
                    wait: .seconds(5)))
            guard case .page(let page) = answer else {
                Issue.record("is no page")
                return
            }
            changes += page.changes
            cursor = FeedCursor(generation: page.generation, position: page.position)
            if attempts(in: changes).count == 41 { break }
        }
        let heard = attempts(in: changes)
        #expect(Set(heard.map(\.attempt.number.value)) == Set((1...40).map(Int64.init) + [45]))
        #expect(
            heard.contains { $0.attempt == admission(1, ticket, of: installation.event).attempt })
        var random = RandomEntries(seed: 5, event: installation.event)
        for number in Int64(2)...40 {
            let sent = random.entry(number).attempt
            #expect(heard.contains { $0.attempt == sent }, "\(number)")
        }
        #expect(changes.contains { if case .ticket(ticket, .some) = $0 { true } else { false } })
        // A cursor of another life means nothing.
        let answer = try await box.page(
            FeedQuestion(
                event: installation.event,
                after: FeedCursor(generation: FeedGeneration(uuid: [UInt8](0..<16)), position: 4),
                incarnation: "life-2", limit: 10, wait: .zero))
        guard let now = cursor.generation else { return }
        #expect(answer == .reset(now, head: cursor.position))
    }

    private func attempts(in changes: [FeedChange]) -> [ForeignAttempt] {
        changes.compactMap { if case .attempt(let attempt) = $0 { attempt } else { nil } }
    }

    /// The services as they run in a box: everything up, everything down, and then quiet.
    @Test(.timeLimit(.minutes(2))) func aBoxAndItsServerAgree() async throws {
        let installation = try await Installation.make()
        let ticket = try await installation.sellTicket()
        try await installation.serving { port in
            let known = try await enrol("box-1", installation, at: port)
            let (news, told) = AsyncStream.makeStream(of: Bool.self)
            let journal = MemoryOutgoing(event: installation.event, count: 1_200) {
                if $1 == 1_200 { told.yield(true) }
            }
            let conditions = ConditionLog()
            let central = try box(at: port, token: known.token)
            let service = SyncService(
                central: central, journal: journal, store: MemoryFeedStore(), name: journal.name,
                events: [installation.event], conditions: conditions, time: PromptTime(),
                random: { 1 << 63 },
                logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
                onRevoked: { _ in Issue.record("is not revoked") },
                onPage: { page in
                    let hasTicket = page.changes.contains {
                        if case .ticket(ticket, .some) = $0 { true } else { false }
                    }
                    if hasTicket { told.yield(false) }
                })
            let running = Task { await service.run() }
            var awaited: Set = [true, false]
            for await one in news {
                awaited.remove(one)
                if awaited.isEmpty { break }
            }
            running.cancel()
            await running.value
            await central.close()
            let rows = try await installation.connection.query(
                "SELECT count(*), count(refused), min(seq), max(seq) FROM door_attempt")
            let row = try #require(rows.first)
            #expect((0..<4).map { row.number($0) } == [1_200, 0, 1, 1_200])
            #expect(conditions.holding == [:])
        }
    }

    @Test func aRevokedBoxIsToldSoAndBelievesIt() async throws {
        let installation = try await Installation.make()
        try await installation.serving { port in
            let answer = try await enrol("box-3", installation, at: port)
            let trust = try ServerTrust(serverKey: answer.box.serverKey, device: "box-3")
            let known = try box(at: port, token: answer.token, trust: trust)
            let elsewhere = EventID(uuid: [UInt8](0..<16))
            let page = FeedQuestion(
                event: elsewhere, after: FeedCursor(), incarnation: "l", limit: 1, wait: .zero)
            let other = await fault { () async throws(SyncFault) in try await known.page(page) }
            #expect(other == .refused(code: "event_not_served"))
            try await installation.administration.revoke("box-3")
            let end = await fault { () async throws(SyncFault) in try await known.device() }
            guard case .revoked(let revocation) = end else {
                Issue.record("is not believed: \(String(describing: end))")
                return
            }
            #expect(revocation.device == "box-3")
            await known.close()
            let stranger = try box(
                at: port, token: DeviceToken(String(repeating: "0", count: 64)))
            let unknown = await fault { () async throws(SyncFault) in try await stranger.device() }
            #expect(unknown == .refused(code: "token_unknown"))
            await stranger.close()
        }
    }
}

/// Attempts of every kind at one event, as a journal numbers them: what is taken back says what.
private struct RandomEntries {
    var attempts: RandomAttempts
    let event: EventID

    init(seed: UInt64, event: EventID) {
        attempts = RandomAttempts(seed: seed)
        self.event = event
    }

    mutating func entry(_ number: Int64) -> JournalEntry {
        let made = attempts.entry()
        let (drawn, act) = (made.attempt, made.attempt.act)
        let attempt = Attempt(
            number: AttemptNumber(number), at: drawn.at, clock: drawn.clock,
            timeTrusted: drawn.timeTrusted, door: drawn.door, direction: drawn.direction,
            source: drawn.source, fingerprint: drawn.fingerprint, claims: drawn.claims,
            tier: drawn.tier, event: event, area: drawn.area, answer: drawn.answer,
            act: Act(
                act.kind, staff: act.staff, shift: act.shift,
                target: act.target ?? AttemptNumber(1), people: act.people, cause: act.cause))
        return JournalEntry(attempt: attempt, payment: made.payment)
    }
}
