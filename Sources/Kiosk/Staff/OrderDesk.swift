// Carries out what staff order, for the door's page and the manager's, and shows the answers that a
// guest waits for. It decides nothing: the rules are asked inside the journal's transaction.

import CheckinCore
import Hummingbird
import WebEdge

struct OrderDesk {
    /// Whoever has logged in to the manager's page, in attempts: they have a passphrase and no
    /// number.
    static let venueManager: Staff = {
        guard let id = StaffID("manager") else { preconditionFailure("a well-formed identifier") }
        return Staff(id: id, role: .manager)
    }()

    let state: KioskState
    let screen: DoorScreen
    let pulse: Pulse

    private struct Answers: Encodable { let answers: [VerdictMessage] }

    func carryOut(_ request: OrderRequest) async throws -> Response {
        let order = try request.parsed(at: state.ports.setting.current().event)
        let (cause, remark) = (try request.parsedCause(), try request.parsedRemark())
        // Whoever sees the fire need not remember a PIN.
        let staff: Staff? =
            if order == .emergency {
                state.desk.onWatch
            } else {
                try await authorized()
            }
        return try await carryOut(order, by: staff, cause: cause, remark: remark)
    }

    func carryOut(
        _ order: Order, by staff: Staff?, cause: Cause? = nil, remark: String? = nil
    ) async throws -> Response {
        let announcements = try await perform(order, by: staff, cause: cause, remark: remark)
        for announcement in announcements where announcement.answer.verdict != nil {
            await screen.show(announcement)
        }
        // Money too, even where whoever took it never hears the answer; after the guests it let in.
        for announcement in announcements where announcement.receipt != nil {
            await screen.show(announcement)
        }
        await refresh()
        let now = state.ports.time.now()
        return try JSONBody.response(
            Answers(
                answers: announcements.map {
                    VerdictMessage($0, words: screen.words, identity: screen.identity, now: now)
                }))
    }

    @discardableResult
    func perform(
        _ order: Order, by staff: Staff?, cause: Cause? = nil, remark: String? = nil
    ) async throws -> [Announcement] {
        do {
            return try await state.ports.orders.perform(
                order, by: staff, cause: cause, remark: remark)
        } catch { throw Problem.staff(error) }
    }

    /// Whoever has signed in and may give orders now.
    func authorized() async throws -> Staff {
        do { return try await state.desk.authorize() } catch { throw Problem.staff(error) }
    }

    /// What staff did, the pages show at once.
    func refresh() async {
        await state.watch.forget()
        Task { await pulse.sendStates() }
    }
}
