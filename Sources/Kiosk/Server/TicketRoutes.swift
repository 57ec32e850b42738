// Looking up a ticket without its code, by number or by name. Each look-up is recorded before its
// answer is given: who asked and how much they saw, never what was typed.

import CheckinCore
import Hummingbird
import WebEdge

struct TicketRoutes {
    let state: KioskState
    let orders: OrderDesk

    private struct Found: Encodable {
        let tickets: [TicketMessage]
        /// There were more: type more of the name.
        let hasMore: Bool
    }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("api/v1/door/tickets") { request, _ in try await find(request) }
    }

    private func find(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let staff = try await orders.authorized()
        let event = state.ports.setting.current().event
        let found: FoundTickets
        do {
            switch (query["number"], query["name"]) {
            case (let number?, nil):
                found = try await state.ports.search.tickets(numbered: String(number), of: event)
                try await record(.lookup(found: found.rows.count), by: staff)
            case (nil, let name?):
                // Asked before looking: a list of names is for those who may see it.
                try require(.search(found: 0), staff)
                found = try await state.ports.search.tickets(heldBy: String(name), of: event)
                try await record(.search(found: found.rows.count), by: staff)
            default: throw DeskRefusal.orderMalformed.problem()
            }
        } catch { throw Problem.staff(error) }
        let (now, time) = (state.ports.time.now(), state.time)
        var response = try JSONBody.response(
            Found(
                tickets: found.rows.map {
                    TicketMessage($0, identity: state.identity, time: time, now: now)
                },
                hasMore: found.hasMore))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func require(_ order: Order, _ staff: Staff) throws(OrderFault) {
        guard staff.role >= order.leastRole else { throw .notAllowed }
    }

    private func record(_ order: Order, by staff: Staff) async throws {
        try await orders.perform(order, by: staff)
    }
}

/// A ticket that was looked up, and where it stands.
struct TicketMessage: Encodable, Sendable {
    let id: String
    let event: String
    let number: String
    let holder: String?
    let tier: VerdictMessage.TierMark
    let status: String
    let isInside: Bool
    let entries: Int
    /// Where and when it last came in; nil when it never did.
    let lastDoor: String?
    let lastTime: String?

    init(_ found: FoundTicket, identity: KioskIdentity, time: BoxTime, now: Timestamp) {
        let (ticket, presence) = (found.ticket, found.presence)
        id = ticket.id.text
        event = ticket.event.text
        number = ticket.number.clipped
        holder = ticket.holder?.clipped
        tier = VerdictMessage.TierMark(
            name: ticket.tier.name.clipped, color: ticket.tier.color?.asColor)
        status = ticket.status.rawValue
        isInside = presence.isInside
        entries = presence.entries
        lastDoor = presence.lastEntry.map { identity.doorName($0.door) ?? $0.door.text }
        lastTime = presence.lastEntry.map { time.near($0.at, now: now) }
    }
}
