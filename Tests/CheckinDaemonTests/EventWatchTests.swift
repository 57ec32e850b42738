// What an evening brings by itself: the closing hour of each event counts, whichever the door is
// for by then.

import CheckinCore
import Logging
import Synchronization
import Testing

@testable import CheckinDaemon

/// Remembers who was counted out.
private final class Evening: VenueView, Orders, DoorSetting, ConditionReporter {
    let events: [Event]
    private let here: Post
    private let closed = Mutex<[EventID: Timestamp]>([:])
    let orders = Mutex<[Order]>([])
    private let now: Timestamp

    init(_ events: [Event], here: Post, now: Timestamp) {
        self.events = events
        self.here = here
        self.now = now
    }

    func events() async throws -> [Event] { events }

    func standing(of event: EventID, at now: Timestamp) async throws -> Standing? {
        guard let event = events.first(where: { $0.id == event }) else { return nil }
        return Standing(
            event: event, inside: 0, admitted: 0, sold: 0, tiers: [],
            clearedAt: closed.withLock { $0[event.id] }, arrivals: [], refusals: [],
            snapshotAsOf: nil, newest: nil)
    }

    func newestAttempts(before: AttemptNumber?, limit: Int) async throws -> [AttemptRow] { [] }

    func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) async throws -> [Announcement] {
        orders.withLock { $0.append(order) }
        if case .closing(let event) = order { closed.withLock { $0[event] = now } }
        return []
    }

    func current() -> Post { here }
    func turn(to direction: Direction?, event: EventID?) -> @Sendable () -> Void { {} }
    func signIn(_ staff: Staff?) {}
    func raise(_ code: ConditionCode, detail: String) async {}
    func clear(_ code: ConditionCode) async {}
}

@Suite struct EventWatchTests {
    private static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A minute before the matinee's closing hour; the evening's comes two minutes later.
    private static let eve = Timestamp(milliseconds: 1_800_000_000_000)

    /// The orders of two looks, `past` after the matinee's closing hour.
    private func check(
        _ past: Duration = .minutes(1), isConfirmed: Bool = false, knowsHistory: Bool = true
    ) async throws -> [Order] {
        let closes = Self.eve + .minutes(1)
        let time = SettableClock(at: closes + past)
        let kernel = ScriptedKernel(time: time)
        let clock = BoxClock(time: time, kernel: kernel)
        if knowsHistory { clock.learnHistory(nil) }
        kernel.meetTimeServer(isConfirmed)
        _ = clock.look(newest: AttemptNumber(0))
        var events = try ["matinee", "evening", "late"].map { name in
            Event(
                id: try #require(EventID(name)), title: name, startsAt: closes - .hours(4))
        }
        events[0].clearsAt = closes
        events[1].clearsAt = closes + past + .minutes(1)
        let door = Door(id: try #require(DoorID("a")), name: "A", direction: .entry)
        // By now the door is for the next event.
        let evening = Evening(
            events, here: Post(event: events[1].id, door: door, timeTrusted: knowsHistory),
            now: time.now())
        let watch = EventWatch(
            venue: evening, orders: evening, setting: evening, clock: clock,
            conditions: evening, time: time, logger: Self.silence)
        await watch.check()
        await watch.check()
        return evening.orders.withLock { $0 }
    }

    @Test func countsEverybodyOutOnceAtTheClosingHourOfEachEvent() async throws {
        #expect(try await check() == [.closing(try #require(EventID("matinee")))])
    }

    @Test func countsNobodyOutByAClockThatKnowsNoTime() async throws {
        #expect(try await check(knowsHistory: false).isEmpty)
    }

    /// A box that starts in a later year, with the house full.
    @Test func countsNobodyOutByALaterDayThatNobodyConfirmed() async throws {
        let matinee = Order.closing(try #require(EventID("matinee")))
        #expect(try await check(.hours(12) - .seconds(1)) == [matinee])
        #expect(try await check(.hours(12)).isEmpty)
        #expect(try await check(.hours(24 * 365)).isEmpty)
        #expect(try await check(.hours(24 * 365), isConfirmed: true) == [matinee])
    }
}
