// The people of a door as a test knows them: who has which PIN, what they ordered, and what came of
// it. Orders are judged by their role alone; everything else is the ledger's and tested there.

import CheckinCore
import CheckinTesting
import Synchronization

@testable import Kiosk

/// A steward 11, a supervisor 22 and a manager 33; each PIN is said here.
actor StubCrew: StaffAccess, Orders, TicketSearch {
    struct Given: Hashable {
        let order: Order
        let staff: Staff?
        let cause: Cause?
        let remark: String?
    }

    static let pins: [StaffID: String] = ["11": "111213", "22": "222324", "33": "333435"]

    private var members: [StaffID: StaffMember] = [
        "11": StaffMember(id: "11", name: "Asha Menon", role: .steward),
        "22": StaffMember(id: "22", name: "Ravi Shah", role: .supervisor),
        "33": StaffMember(id: "33", name: "Noor Ali", role: .manager),
    ]
    private(set) var given: [Given] = []
    private(set) var checks = 0
    private(set) var searched: [String] = []
    private var nextNumber: Int64 = 100
    private var fault: (any Error)?
    private var answer: Answer = .verdict(Verdict(.admitted))
    private var verdictOfPINs: PINCheck?
    private var pins = StubCrew.pins

    func fail(_ fault: (any Error)?) { self.fault = fault }
    func say(_ answer: Answer) { self.answer = answer }
    func say(_ check: PINCheck?) { verdictOfPINs = check }
    func dismiss(_ id: StaffID) { members[id] = nil }

    func change(_ id: StaffID, role: Role? = nil, mustChange: Bool = false) {
        guard let member = members[id] else { return }
        members[id] = StaffMember(
            id: id, name: member.name, role: role ?? member.role, mustChange: mustChange)
    }

    func check(_ pin: PIN, of id: StaffID) -> PINCheck {
        checks += 1
        if let verdictOfPINs { return verdictOfPINs }
        guard let member = members[id], pins[id] == pin.revealed else { return .wrong }
        return .right(member)
    }

    func change(_ old: PIN, to new: String, of id: StaffID) throws -> PINCheck {
        let chosen = try PIN(choosing: new, for: id)
        guard case .right(let member) = check(old, of: id) else { return .wrong }
        pins[id] = chosen.revealed
        change(id)
        return .right(members[id] ?? member)
    }

    func member(_ id: StaffID) -> StaffMember? { members[id] }

    func unfinishedShift() -> Staff? { nil }

    func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) throws -> [Announcement] {
        if let fault { throw fault }
        if order != .emergency, (staff?.role ?? .steward) < order.leastRole {
            throw OrderFault.notAllowed
        }
        given.append(Given(order: order, staff: staff, cause: cause, remark: remark))
        nextNumber += 1
        if case .pay(_, let method, let received) = order { return pay(method, received) }
        let act = Act(order.kind, staff: staff?.id, shift: staff?.shift, people: order.people)
        let (answer, ticket) = order.kind.isDeed ? (.done, nil) : (answer, Fixtures.ticket())
        return [
            Announcement(
                attempt: Kiosk.attempt(nextNumber, answer, ticket: ticket, act: act),
                answer: answer, ticket: ticket, occupancy: Occupancy(event: 43, tier: 43),
                at: Fixtures.now, elapsed: .milliseconds(5))
        ]
    }

    /// The payment, and one of those it lets in.
    private func pay(_ method: PaymentMethod, _ received: Money?) -> [Announcement] {
        let reservation = Fixtures.reservation()
        let change = (received ?? reservation.due).minorUnits - reservation.due.minorUnits
        let receipt = Receipt(
            payment: Payment(
                reservation: reservation.id, method: method, amount: reservation.due, receipt: 7),
            change: Money(minorUnits: change, currency: reservation.due.currency))
        let number = nextNumber
        nextNumber += 1
        let sale = Answer.verdict(Verdict(.admittedAfterPayment))
        let sold = Act(.sale, target: AttemptNumber(number))
        return [
            Announcement(
                attempt: Kiosk.attempt(number, .done, ticket: nil, act: Act(.payment)),
                answer: .done, ticket: nil, occupancy: Occupancy(), at: Fixtures.now,
                elapsed: .zero, reservation: reservation, receipt: receipt),
            Announcement(
                attempt: Kiosk.attempt(number + 1, sale, ticket: Fixtures.ticket(), act: sold),
                answer: sale, ticket: Fixtures.ticket(), occupancy: Occupancy(),
                at: Fixtures.now, elapsed: .zero),
        ]
    }

    func tickets(numbered typed: String, of event: EventID) throws -> FoundTickets {
        searched.append(typed)
        return FoundTickets(rows: [FoundTicket(ticket: Fixtures.ticket(), presence: Presence())])
    }

    func tickets(heldBy typed: String, of event: EventID) throws -> FoundTickets {
        searched.append(typed)
        guard typed.count >= 3 else { throw SearchFault.tooShort }
        let passage = Passage(door: "door-b", at: Fixtures.now - .minutes(3))
        let inside = Presence(isInside: true, entries: 1, firstEntry: passage, lastEntry: passage)
        return FoundTickets(
            rows: [FoundTicket(ticket: Fixtures.ticket(), presence: inside)], hasMore: true)
    }
}

/// The door of the fixtures, for two events.
final class StubSetting: DoorSetting {
    private let post = Mutex(Fixtures.post())

    let events = [Fixtures.event(), Fixtures.event(Fixtures.otherEventID, title: "Matinee")]

    func current() -> Post { post.withLock { $0 } }

    @discardableResult
    func turn(to direction: Direction?, event: EventID?) -> @Sendable () -> Void {
        let before = post.withLock { post in
            defer {
                var door = post.door
                if let direction { door.direction = direction }
                post = Post(
                    event: event ?? post.event, door: door, timeTrusted: true, staff: post.staff)
            }
            return post
        }
        return { self.post.withLock { $0 = before } }
    }

    func signIn(_ staff: Staff?) {
        post.withLock { post in
            post = Post(event: post.event, door: post.door, timeTrusted: true, staff: staff)
        }
    }
}
