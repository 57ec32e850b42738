// The gate as staff reach it: what was ordered is logged, by number and never by name, and counts
// as seen where nobody has a page to see it on.

import CheckinCore
import Logging

struct DoorOrders: Orders {
    let gate: any Orders
    /// nil where pages acknowledge what they show.
    let acknowledgements: (any Acknowledgements)?
    let logger: Logger

    func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) async throws -> [Announcement] {
        do {
            let announcements = try await gate.perform(
                order, by: staff, cause: cause, remark: remark)
            for announcement in announcements {
                log(order, by: staff, outcome: announcement.answer.kind.rawValue, announcement)
                if let number = announcement.attempt?.number {
                    // As with a scan: the next answer may be a repetition then.
                    try? await acknowledgements?.acknowledge(number)
                }
            }
            return announcements
        } catch {
            let code = (error as? any Fault)?.code ?? "\(type(of: error))"
            log(order, by: staff, outcome: code)
            throw error
        }
    }

    private func log(
        _ order: Order, by staff: Staff?, outcome: String, _ announcement: Announcement? = nil
    ) {
        logger.info(
            "order",
            metadata: [
                "number": "\(announcement?.attempt?.number.description ?? "-")",
                "act": "\(order.kind.rawValue)", "staff": "\(staff?.id.text ?? "-")",
                "target": "\(order.target?.description ?? "-")", "outcome": "\(outcome)",
                "reason": "\(announcement?.answer.reason ?? "-")",
            ])
    }
}
