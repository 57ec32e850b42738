// A box with a ledger on disk, a clock that tests set, and the real gate: everything that decides
// whether a guest is held to the time.

import CheckinCore
import Foundation
import Ledger
import Testing
import Validation

@testable import CheckinDaemon

final class ClockBox: Sendable {
    let folder: String
    let time: SettableClock
    let kernel: ScriptedKernel
    let file: ClockFile
    let ledger: SQLiteLedger
    let clock: BoxClock
    let event: EventID
    let device: DeviceID
    private let door: Door

    /// The doors of the event open an hour before this and close five hours after.
    static let evening = BoxClock.earliest + .hours(24 * 20)

    /// A new process; it finds what `earlier` left, which must not be used any more.
    init(
        at wall: Timestamp, boot: String = "this-boot", moving earlier: ClockBox? = nil,
        time: SettableClock? = nil
    ) async throws {
        self.time = time ?? SettableClock(at: wall)
        kernel = ScriptedKernel(boot: boot, time: self.time)
        let path = Machinery.temporaryFolder(named: "checkind-clock")
        folder = path
        event = try #require(EventID("gala"))
        device = try #require(DeviceID("box-1"))
        door = Door(id: try #require(DoorID("a")), name: "A", direction: .entry)
        if let earlier {
            try FileManager.default.copyItem(atPath: earlier.folder, toPath: path)
        } else {
            try Machinery.makeFolder(path)
        }
        file = ClockFile(stateDirectory: path)
        ledger = try await SQLiteLedger.open(StateDirectory(path: path), device: device)
        clock = BoxClock(time: self.time, kernel: kernel, remembered: file.read())
        if earlier == nil { try fill() }
    }

    private func fill() throws {
        let gala = Event(
            id: event, title: "Gala", startsAt: Self.evening,
            window: EntryWindow(
                opens: Self.evening - .hours(1), closes: Self.evening + .hours(5)))
        let tier = Tier(id: try #require(TierID("general")), name: "General", window: EntryWindow())
        let list = folder + "/list"
        let rows = (1...40).map { number in
            #"{"ticket_id":"t-\#(number)","tier_id":"general","number":"\#(number)"}"#
        }
        try Machinery.write(Array(rows.joined(separator: "\n").utf8), to: list)
        _ = try TicketImport(
            format: .ndjson, events: [ImportedEvent(event: gala, tiers: [tier])],
            asOf: Self.evening - .hours(2)
        ).run(file: list, into: StateDirectory(path: folder), device: device)
    }

    deinit { Machinery.removeFolder(folder) }

    @discardableResult
    func look() async -> ClockJudgement {
        await ClockCheck(clock: clock, file: file, views: ledger.views).run()
    }

    /// Presents a code of ticket `t-<number>`, made an hour before the evening.
    func present(_ number: Int, scheme: Scheme = .ns1) async throws -> Announcement {
        let claims = Claims(
            ticket: try #require(TicketID("t-\(number)")), event: event, scheme: scheme,
            issuedAt: Self.evening - .hours(1), generation: scheme == .ns1 ? nil : 0)
        let (time, clock, event, door) = (time, clock, event, door)
        let gate = Gate(
            reader: KnowingReader(claims: claims), ledger: ledger, time: time,
            conditions: Health(time: time)
        ) { _ in
            Post(event: event, door: door, timeTrusted: clock.isTrusted(at: time.now()))
        }
        let token = TicketToken(bytes: "code".utf8, source: .camera, seenAt: time.uptime())
        return await gate.admit(token)
    }

    func attempts() async throws -> [Attempt] {
        try await ledger.attempts(after: AttemptNumber(0), limit: 1_000)
    }
}

/// Reads every code as the same claims.
private struct KnowingReader: CodeReader {
    let claims: Claims

    func read(_ token: TicketToken, at now: Timestamp, timeTrusted: Bool) -> CodeReading {
        .claims(claims)
    }

    func fingerprint(of token: TicketToken) -> CodeFingerprint { CodeFingerprint(1) }
}
