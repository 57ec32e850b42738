// A kiosk with ports that a test holds in its hand: what they answer, how they fail, what they were
// asked. Time stands still until a test moves it.

import CheckinCore
import CheckinTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import WebEdge

@testable import Kiosk

/// The ports' other side.
actor StubBox: VenueView, ConflictView, HealthView, Admissions, Acknowledgements {
    struct Broken: Error {}

    var answer: Answer = .verdict(Verdict(.admitted))
    var isBroken = false
    var held: [Condition] = []
    private(set) var presented: [TicketToken] = []
    private(set) var acknowledged: [AttemptNumber] = []
    private(set) var standingReads = 0
    private(set) var eventsAsked: [EventID] = []
    private var emergency: AttemptNumber?
    private(set) var rowsAsked: [(before: AttemptNumber?, limit: Int)] = []

    private var isHanging = false
    private var hanging: [CheckedContinuation<Void, Never>] = []

    func fail() { isBroken = true }

    /// From now on the journal does not answer, until `answerAgain`.
    func hang() { isHanging = true }
    func answerAgain() {
        isHanging = false
        for one in hanging { one.resume() }
        hanging = []
    }
    func hold(_ code: ConditionCode) {
        held.append(Condition(kind: code.kind, detail: "", since: Uptime(nanoseconds: 0)))
    }
    func say(_ answer: Answer) { self.answer = answer }
    func declareEmergency(_ number: Int64) { emergency = AttemptNumber(number) }

    func events() -> [Event] { [Fixtures.event()] }

    func standing(of event: EventID, at now: Timestamp) async throws -> Standing? {
        standingReads += 1
        eventsAsked.append(event)
        if isHanging { await withCheckedContinuation { hanging.append($0) } }
        if isBroken { throw Broken() }
        return Standing(
            event: Fixtures.event(capacity: Capacity(limit: 100, isHard: true)), inside: 42,
            admitted: 50, sold: 90,
            tiers: [TierStanding(tier: Fixtures.tier(), inside: 42, admitted: 50, sold: 90)],
            emergency: emergency,
            arrivals: [MinuteCount(minute: Fixtures.now, entries: 3)],
            refusals: [RefusalCount(code: .forged, count: 2)],
            snapshotAsOf: Fixtures.now - .minutes(5), newest: AttemptNumber(7))
    }

    var contradictions: [ConflictRow] = []
    func contradict(_ rows: [ConflictRow]) { contradictions = rows }

    func conflicts(of event: EventID) throws -> [ConflictRow] {
        if isBroken { throw Broken() }
        return contradictions
    }

    func newestAttempts(before: AttemptNumber?, limit: Int) throws -> [AttemptRow] {
        rowsAsked.append((before, limit))
        if isBroken { throw Broken() }
        let ticket = Fixtures.ticket()
        return [
            AttemptRow(attempt: Kiosk.attempt(7, answer, ticket: ticket), ticket: ticket)
        ]
    }

    func conditions() -> [Condition] { held }

    func admit(_ token: TicketToken) -> Announcement {
        presented.append(token)
        return Kiosk.announcement(answer)
    }

    func acknowledge(_ number: AttemptNumber) throws {
        if isBroken { throw Broken() }
        acknowledged.append(number)
    }
}

/// Everything a test needs of one kiosk.
struct Kiosk {
    static let passphrase = "closing party"

    let box = StubBox()
    let crew = StubCrew()
    let setting = StubSetting()
    let board = StubMessages()
    let time = VirtualClock()
    let words: Words
    let screen: DoorScreen
    let server: KioskServer
    let ports = PortRecorder()

    init(
        login: Bool = false, venue: Bool = false, storybook: Bool = false, showsNames: Bool = true,
        preview: (any PreviewSource)? = nil, picture: LivePicture = .none
    ) throws {
        words = try Words(resources: Self.resources, zone: "Asia/Kolkata")
        let identity = KioskIdentity(
            doorNames: ["door-b": "Garden Door"], showsNames: showsNames, picture: picture)
        screen = DoorScreen(words: words, identity: identity, time: time)
        var configuration = KioskConfiguration(
            resources: Self.resources, door: ListenAddress(host: "127.0.0.1", port: 0),
            showsStorybook: storybook)
        if login || venue {
            configuration.verifiesPassphrase = { @Sendable given in given == Self.passphrase }
        }
        if venue { configuration.venue = ListenAddress(host: "127.0.0.1", port: 0) }
        var logger = Logger(label: "kiosk-tests")
        logger.logLevel = .critical
        server = try KioskServer(
            configuration: configuration,
            ports: KioskPorts(
                venue: box, conflicts: box, health: box, admissions: box, acknowledgements: box,
                orders: crew, staff: crew, search: crew, setting: setting, messages: board,
                preview: preview, time: time),
            screen: screen, logger: logger,
            onListening: { [ports] in await ports.note($0, $1) })
    }

    /// The folder `Resources` of this checkout.
    static let resources: String = {
        var folder = URL(filePath: #filePath)
        repeat {
            folder.deleteLastPathComponent()
        } while folder.path.count > 1
            && !FileManager.default.fileExists(atPath: folder.path + "/Resources/words")
        return folder.appending(path: "Resources").path
    }()

    static func attempt(
        _ number: Int64, _ answer: Answer, ticket: Ticket?, act: Act = .scan
    ) -> Attempt {
        Attempt(
            number: AttemptNumber(number), at: Fixtures.now,
            clock: HybridTime(milliseconds: Fixtures.now.milliseconds, counter: 0),
            timeTrusted: true, door: Fixtures.doorID, direction: .entry, source: .camera,
            fingerprint: CodeFingerprint(1), claims: nil, tier: ticket?.tier.id,
            event: Fixtures.eventID, answer: answer, act: act)
    }

    static func announcement(
        _ answer: Answer, number: Int64? = 7, ticket: Ticket? = Fixtures.ticket()
    ) -> Announcement {
        Announcement(
            attempt: number.map { attempt($0, answer, ticket: ticket) }, answer: answer,
            ticket: ticket, occupancy: Occupancy(event: 43, tier: 43), at: Fixtures.now,
            elapsed: .milliseconds(30))
    }
}

/// Where the listeners listen.
actor PortRecorder {
    private var ports: [KioskListener: Int] = [:]
    private var waiting: [KioskListener: CheckedContinuation<Int, Never>] = [:]

    func note(_ listener: KioskListener, _ port: Int) {
        ports[listener] = port
        waiting.removeValue(forKey: listener)?.resume(returning: port)
    }

    func port(of listener: KioskListener) async -> Int {
        if let port = ports[listener] { return port }
        return await withCheckedContinuation { waiting[listener] = $0 }
    }
}

extension TestClientProtocol {
    func post(
        _ path: String, _ body: String, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: headers)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func json() throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The stable code of a problem document.
    var problem: String? {
        guard headers[.contentType] == "application/problem+json" else { return nil }
        return try? json()["code"] as? String
    }
}

/// Opens a session for the manager's page. Returns the cookie as it was set.
func logIn(_ client: some TestClientProtocol) async throws -> String {
    let answer = try await client.post("/login", #"{"passphrase":"\#(Kiosk.passphrase)"}"#)
    #expect(answer.status == .noContent)
    return try #require(answer.headers[.setCookie])
}

/// Lets other tasks run until `condition` holds; a test that waits in vain ends here. The limit is
/// long because long tests of other suites may hold every thread of a small machine for a while.
func until(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(180)
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "waited in vain")
        await Task.yield()
    }
}
