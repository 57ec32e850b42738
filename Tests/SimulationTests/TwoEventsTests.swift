// A door for two events that are on at once: reservations and orders go to the event they are for,
// as tickets do.

import CheckinCore
import CheckinTesting
import Ledger
import Testing
import Validation

@Suite struct TwoEventsTests {
    private static let matinee = Fixtures.otherEventID
    private static let supervisor = Staff(id: "22", role: .supervisor)

    private let clock = VirtualClock()
    private let ledger: MemoryLedger

    init() {
        var gala = Fixtures.event()
        gala.prompts = [.age18]
        // The matinee has begun, so that the door is for it unless a code says otherwise.
        let matinee = Event(
            id: Self.matinee, title: "Matinee", startsAt: Fixtures.now - .hours(1))
        var list = TicketList(events: [gala, matinee])
        list.put(Fixtures.reservation())
        ledger = MemoryLedger(list: list)
    }

    /// `isSet`: staff have set the door to the matinee.
    private func gate(isSet: Bool = false) async throws -> Gate {
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        let events = Array(try #require(await ledger.list).events.values)
        let now = Fixtures.now
        return Gate(
            reader: ManualReader([
                "reservation": .reservation(code), "ticket": .claims(Fixtures.claims()),
            ]), ledger: ledger, time: clock, conditions: Health(time: clock)
        ) { claimed in
            let tonight = Tonight.event(for: claimed, among: events, at: now)?.id
            return Fixtures.post(event: isSet ? Self.matinee : tonight ?? Self.matinee)
        }
    }

    private func order(_ order: Order, at gate: Gate) async throws -> [Announcement] {
        try await gate.perform(order, by: Self.supervisor, cause: nil, remark: nil)
    }

    @Test func takesMoneyForAReservationOfEitherEvent() async throws {
        let gate = try await gate()
        let shown = await gate.admit(Fixtures.token("reservation"))
        #expect(shown.answer.reason == "reservation_due")
        let due = try #require(shown.attempt)
        #expect(due.event == Fixtures.eventID)
        let paid = try await order(.pay(due.number, .cash, received: nil), at: gate)
        #expect(paid.first?.receipt?.payment.receipt == 1)
        #expect(paid.dropFirst().allSatisfy { $0.attempt?.event == Fixtures.eventID })
        let payment = try #require(paid.first?.attempt).number
        let undone = try await order(.undo(payment), at: gate)
        #expect(undone.first?.attempt?.event == Fixtures.eventID)
        #expect(undone.first?.occupancy.event == 0)
    }

    @Test func confirmsAtTheEventThatAsked() async throws {
        let gate = try await gate()
        let asked = await gate.admit(Fixtures.token("ticket"))
        #expect(asked.answer.reason == "not_confirmed")
        let number = try #require(asked.attempt).number
        let confirmed = try await order(.confirm(number), at: gate)
        #expect(confirmed.first?.answer == .verdict(Verdict(.admitted)))
    }

    @Test func aDoorThatIsSetToOneEventNamesTheOther() async throws {
        let shown = try await gate(isSet: true).admit(Fixtures.token("reservation"))
        #expect(shown.answer.verdict?.refusal == .wrongEvent(Fixtures.event().summary))
        #expect(shown.reservation == nil)
    }
}
