// Which event a code of a reservation, or an attempt, is for: what a door asks that is for several.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct ReservationEventContract {
    private static let lastWeek: EventID = "a-week-ago"

    /// Tonight two events, and one of last week whose name comes first.
    private func list(_ reservations: [Reservation]) -> TicketList {
        let past = Event(
            id: Self.lastWeek, title: "Last Week", startsAt: Fixtures.now - .hours(168))
        let events = [
            Fixtures.event(), Fixtures.event(Fixtures.otherEventID, title: "Matinee"), past,
        ]
        let vip = Fixtures.tier("vip", name: "VIP")
        var list = TicketList(
            events: events,
            tickets: events.flatMap { event in
                [("g", Fixtures.tier()), ("v", vip)].compactMap { letter, tier in
                    TicketID("\(letter)-\(event.id)").map {
                        Fixtures.ticket($0, event: event.id, tier: tier)
                    }
                }
            })
        for reservation in reservations { list.put(reservation) }
        return list
    }

    private func code(_ text: String) throws -> ReservationCode {
        try #require(ReservationCode(text.utf8))
    }

    private let past = Fixtures.reservation(
        id: "11111111-0f7e-4a0b-9a57-2f1f3b8f0d11", event: Self.lastWeek)
    private let other = Fixtures.reservation(event: Fixtures.otherEventID)

    @Test(arguments: LedgerKind.allCases)
    func ofTwoEventsWithTheSameCodeTheOneThatIsOnIsNamed(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list([past, other]))
        let shown = try await door.show("R4MZ7Q")
        let matinee = Fixtures.event(Fixtures.otherEventID, title: "Matinee")
        #expect(shown.attempt.answer.verdict?.refusal == .wrongEvent(matinee.summary))
        let event = await door.ledger.event(
            reserving: try code("R4MZ7Q"), for: Fixtures.post(), at: Fixtures.now)
        #expect(event == Fixtures.otherEventID)
    }

    @Test(arguments: LedgerKind.allCases)
    func itsOwnReservationGoesBeforeThoseOfOthers(_ kind: LedgerKind) async throws {
        let own = Fixtures.reservation(id: "22222222-0f7e-4a0b-9a57-2f1f3b8f0d11")
        let door = try await kind.doorstep(list([past, other, own]))
        let event = await door.ledger.event(
            reserving: try code("r4mz7q"), for: Fixtures.post(), at: Fixtures.now)
        #expect(event == Fixtures.eventID)
        #expect(try await door.show("R4MZ7Q").attempt.answer.reason == "reservation_due")
    }

    @Test(arguments: LedgerKind.allCases)
    func aCodeThatNothingHasIsForNoEvent(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list([past, other]))
        let event = await door.ledger.event(
            reserving: try code("WRONG1"), for: Fixtures.post(), at: Fixtures.now)
        #expect(event == nil)
        #expect(try await door.attempts().isEmpty, "it only looks")
    }

    @Test(arguments: LedgerKind.allCases)
    func anAttemptIsForTheEventItWasMadeFor(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list([]))
        let claims = Fixtures.claims("g-matinee", event: Fixtures.otherEventID)
        let here = try await door.present(claims, event: Fixtures.otherEventID).attempt.number
        let refused = try await door.present(claims, after: .seconds(1)).attempt.number
        #expect(await door.ledger.event(of: here) == Fixtures.otherEventID)
        #expect(await door.ledger.event(of: refused) == Fixtures.eventID)
        #expect(await door.ledger.event(of: AttemptNumber(99)) == nil)
    }
}
