// What contradicts itself, and a manager's word on it. A decision is an attempt like any other: it
// throws nobody out and changes nothing that was done.

import CheckinCore
import Hummingbird
import WebEdge

struct ConflictRoutes {
    /// A name of a conflict, a cause and a remark, every byte escaped, and the rest.
    private static let bodyBytes = (Act.maximumRemarkBytes + ConflictName.maximumBytes) * 6 + 256

    let state: KioskState
    let orders: OrderDesk
    /// False where nobody can log in: everybody on the box could decide.
    let canDecide: Bool

    private struct Body: Decodable {
        let conflict: String
        let cause: String
        let remark: String?
    }

    /// `inside`: where only managers come.
    func add(to inside: some RouterMethods<WebContext>) {
        inside.get("api/v1/venue/conflicts") { _, _ in
            let now = state.ports.time.now()
            return try JSONBody.response(
                ConflictsMessage(
                    try await rows(), identity: state.identity, time: state.time, now: now))
        }
        inside.post("api/v1/venue/conflicts/decide") { request, _ in try await decide(request) }
    }

    private func rows() async throws -> [ConflictRow] {
        do { return try await state.conflicts.value() } catch { throw state.unreadable(error) }
    }

    private func decide(_ request: Request) async throws -> Response {
        guard canDecide else { throw DeskRefusal.noPassphrase.problem() }
        let body = try await JSONBody.read(Body.self, from: request, limit: Self.bodyBytes)
        guard let name = ConflictName(body.conflict) else {
            throw DeskRefusal.orderMalformed.problem()
        }
        guard let cause = Cause(rawValue: body.cause), cause.isRuling else {
            throw DeskRefusal.causeUnknown.problem()
        }
        let remark = try OrderRequest.checked(remark: body.remark)
        let event = state.ports.setting.current().event
        // What an exit has dissolved since the page was drawn needs no word any more.
        await state.conflicts.forget()
        guard try await rows().contains(where: { $0.name == name }) else {
            throw Problem.staff(OrderFault.noSuchConflict)
        }
        let answer = try await orders.carryOut(
            .decide(name, of: event), by: OrderDesk.venueManager, cause: cause, remark: remark)
        await state.conflicts.forget()
        return answer
    }
}
