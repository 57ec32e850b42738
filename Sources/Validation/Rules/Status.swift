// Rule 7: what the platform says of the ticket. `used` is left to the rule of passage, which knows
// whether this box saw the guest pass itself; `transferred` to the rule of the holder.

internal import CheckinCore

@Sendable func statusIsGood(_ matter: Matter) -> Finding {
    guard let ticket = matter.ticket else { return .pass }
    switch ticket.status {
    case .valid, .used, .transferred: return .pass
    case .cancelled: return .refuse(.cancelled(since: ticket.statusSince))
    case .refunded: return .refuse(.refunded(since: ticket.statusSince))
    case .blocked: return .refuse(.blocked(since: ticket.statusSince))
    case .unpaid: return .refuse(.unpaid(due: ticket.amountDue))
    }
}
