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

    private func check(isTrusted: Bool) async throws -> [Order] {
        let now = SystemTime().now()
        var events = try ["matinee", "evening", "late"].map { name in
            Event(
                id: try #require(EventID(name)), title: name, startsAt: now - .hours(4))
        }
        events[0].clearsAt = now - .minutes(1)
        events[1].clearsAt = now + .minutes(1)
        let door = Door(id: try #require(DoorID("a")), name: "A", direction: .entry)
        // By now the door is for the next event.
        let evening = Evening(
            events, here: Post(event: events[1].id, door: door, timeTrusted: isTrusted), now: now)
        let watch = EventWatch(
            venue: evening, orders: evening, setting: evening, conditions: evening,
            time: SystemTime(), logger: Self.silence)
        await watch.check()
        await watch.check()
        return evening.orders.withLock { $0 }
    }

    @Test func countsEverybodyOutOnceAtTheClosingHourOfEachEvent() async throws {
        #expect(try await check(isTrusted: true) == [.closing(try #require(EventID("matinee")))])
    }

    @Test func countsNobodyOutByAClockThatKnowsNoTime() async throws {
        #expect(try await check(isTrusted: false).isEmpty)
    }
}
