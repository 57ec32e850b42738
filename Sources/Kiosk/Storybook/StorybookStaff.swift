// The staff side of the canned evening: one supervisor with a PIN that everybody may read, and
// orders that are always carried out. For looking at the pages; never at a door.

package import CheckinCore
import Synchronization

/// What the canned door is set to.
package final class StorybookSetting: DoorSetting {
    private let post = Mutex(Canned.post)

    package init() {}

    package var events: [Event] { [Canned.event] }

    package func current() -> Post { post.withLock { $0 } }

    @discardableResult
    package func turn(to direction: Direction?, event: EventID?) -> @Sendable () -> Void {
        let before = post.withLock { post in
            defer {
                var door = post.door
                if let direction { door.direction = direction }
                post = Post(event: post.event, door: door, timeTrusted: true, staff: post.staff)
            }
            return post
        }
        return { self.post.withLock { $0 = before } }
    }

    package func signIn(_ staff: Staff?) {
        post.withLock { post in
            post = Post(event: post.event, door: post.door, timeTrusted: true, staff: staff)
        }
    }
}

extension StorybookBox: StaffAccess {
    /// Number 11, PIN 314159.
    private static let member = StaffMember(
        id: Canned.identifier("11"), name: "Meera Nair", role: .supervisor)

    package func check(_ pin: PIN, of id: StaffID) -> PINCheck {
        pin.revealed == "314159" && id == Self.member.id ? .right(Self.member) : .wrong
    }

    package func change(_ old: PIN, to new: String, of id: StaffID) throws -> PINCheck {
        _ = try PIN(choosing: new, for: id)
        return check(old, of: id)
    }

    package func member(_ id: StaffID) -> StaffMember? {
        id == Self.member.id ? Self.member : nil
    }

    package func unfinishedShift() -> Staff? { nil }
}

extension StorybookBox: Orders, TicketSearch {
    package func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) -> [Announcement] {
        if case .pay = order { return [Canned.payment] }
        let isEntry = !order.kind.isDeed
        let act = Act(
            order.kind, staff: staff?.id, shift: staff?.shift, target: order.target,
            people: order.people, cause: cause)
        return [
            Canned.announcement(
                isEntry ? .verdict(Verdict(.admitted)) : .done,
                ticket: isEntry ? Canned.ticket : nil, act: act)
        ]
    }

    package func tickets(numbered typed: String, of event: EventID) -> FoundTickets { Self.found }

    package func tickets(heldBy typed: String, of event: EventID) -> FoundTickets { Self.found }

    private static let found = FoundTickets(sorting: [
        FoundTicket(ticket: Canned.ticket, presence: Presence()),
        FoundTicket(
            ticket: Canned.earlyTicket,
            presence: Presence(
                isInside: true, entries: 1,
                lastEntry: Passage(door: Canned.doorB.id, at: Canned.now - .minutes(3)))),
        FoundTicket(ticket: Canned.longTicket, presence: Presence()),
    ])
}
