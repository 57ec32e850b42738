// An order as a page sends it. Untrusted: what it lacks or has too much of is a refusal with a
// code.

import CheckinCore
import WebEdge

struct OrderRequest: Decodable {
    /// The remark, an event and a ticket at their longest, every byte escaped, and the rest.
    static let maximumBytes = (Act.maximumRemarkBytes + 2 * TicketID.maximumBytes) * 6 + 512

    let order: String
    let target: Int64?
    let people: Int?
    let ticket: String?
    let event: String?
    let cause: String?
    let remark: String?
    /// How a reservation is paid for, and what was handed over in minor units; without it, just
    /// what is due.
    let method: String?
    let received: Int64?
    let currency: String?

    /// What is ordered, at a door of `event`.
    func parsed(at event: EventID) throws(Problem) -> Order {
        switch order {
        case "override": return .override(try number())
        case "undo": return .undo(try number())
        case "confirm": return .confirm(try number())
        case "present": return try presentation(at: event)
        case "headcount": return .headcount(try count())
        case "walk_up": return .walkUp(try count())
        case "pay": return .pay(try number(), try paymentMethod(), received: try money())
        case "group": return .group(try number(), people: try count())
        case "emergency": return .emergency
        case "all_clear": return .allClear(try number())
        case "clear_out": return .clearOut
        default: throw DeskRefusal.orderMalformed.problem()
        }
    }

    func parsedCause() throws(Problem) -> Cause? {
        guard let cause else { return nil }
        guard let known = Cause(rawValue: cause) else { throw DeskRefusal.causeUnknown.problem() }
        return known
    }

    func parsedRemark() throws(Problem) -> String? { try Self.checked(remark: remark) }

    /// nil when there is nothing but blanks.
    static func checked(remark: String?) throws(Problem) -> String? {
        guard let remark else { return nil }
        guard remark.utf8.count <= Act.maximumRemarkBytes,
            !remark.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw DeskRefusal.remarkTooLong.problem() }
        return remark.allSatisfy(\.isWhitespace) ? nil : remark
    }

    private func presentation(at here: EventID) throws(Problem) -> Order {
        guard let ticket = ticket.flatMap({ TicketID($0) }) else {
            throw DeskRefusal.orderMalformed.problem()
        }
        guard let event else { return .present(ticket, of: here) }
        guard let event = EventID(event) else { throw DeskRefusal.orderMalformed.problem() }
        return .present(ticket, of: event)
    }

    private func number() throws(Problem) -> AttemptNumber {
        guard let target, target > 0 else { throw DeskRefusal.orderMalformed.problem() }
        return AttemptNumber(target)
    }

    private func paymentMethod() throws(Problem) -> PaymentMethod {
        guard let method = method.flatMap(PaymentMethod.init(rawValue:)) else {
            throw DeskRefusal.orderMalformed.problem()
        }
        return method
    }

    private func money() throws(Problem) -> Money? {
        guard let received else { return nil }
        guard let currency else { throw DeskRefusal.orderMalformed.problem() }
        return Money(minorUnits: received, currency: currency)
    }

    private func count() throws(Problem) -> Int {
        guard let people else { throw DeskRefusal.orderMalformed.problem() }
        return people
    }
}
