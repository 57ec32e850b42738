// Which facts each refusal carries, in which order. The order is stored: it never changes for a
// reason that has been released; new facts go to the end.

import CheckinCore

extension Refusal {
    /// The facts column; nil when this refusal has none.
    var facts: String? {
        var facts = FactsWriter()
        switch self {
        case .unreadable, .unknownKey, .forged, .wrongEvent(nil), .emergency, .eventCancelled,
            .reservationNotFound, .reservationUsed, .reservationCancelled:
            return nil
        case .wrongEvent(let event?):
            facts.add(event.startsAt)
            facts.add(event.title)
        case .codeExpired(let span), .notYetIssued(let span):
            facts.add(span)
        case .notFound(let age):
            facts.add(age)
        case .cancelled(let since), .refunded(let since), .blocked(let since),
            .transferred(let since):
            facts.add(since)
        case .unpaid(let due):
            facts.add(due.map { String($0.minorUnits) })
            facts.add(due?.currency)
        case .notYetOpen(let moment), .closed(let moment):
            facts.add(moment)
        case .wrongDoor(let allowed):
            for door in allowed { facts.add(door.text) }
        case .alreadyInside(let first, let last, let platformSince):
            facts.add(first)
            facts.add(last)
            facts.add(platformSince)
        case .reentryNotAllowed(let lastExit):
            facts.add(lastExit)
        case .entryLimit(let limit, let first, let last):
            facts.add(limit)
            facts.add(first)
            facts.add(last)
        case .full(let count, let limit, let tier, let area):
            facts.add(count)
            facts.add(limit)
            facts.add(tier?.text)
            facts.add(area?.text)
        case .eventPostponed(let until):
            facts.add(until)
        case .notConfirmed(let prompts):
            for prompt in prompts { facts.add(prompt.rawValue) }
        case .groupWaits(let outside, let count):
            facts.add(outside)
            facts.add(count)
        case .rapidScanning(let count):
            facts.add(count)
        case .reservationExpired(let moment), .reservationLocked(let moment):
            facts.add(moment)
        case .reservationDue(let due, let tickets, let expires):
            facts.add(String(due.minorUnits))
            facts.add(due.currency)
            facts.add(tickets)
            facts.add(expires)
        }
        return facts.text
    }

    /// The refusal that `code` and `facts` were made of.
    static func reading(_ code: RefusalCode, facts text: String?) throws -> Refusal {
        var facts = FactsReader(text ?? "")
        switch code {
        case .unreadable: return .unreadable
        case .unknownKey: return .unknownKey
        case .forged: return .forged
        case .wrongEvent:
            guard let startsAt = try facts.moment() else { return .wrongEvent(nil) }
            return .wrongEvent(EventSummary(title: try facts.text() ?? "", startsAt: startsAt))
        case .codeExpired: return .codeExpired(age: try known(facts.span()))
        case .notYetIssued: return .notYetIssued(ahead: try known(facts.span()))
        case .notFound: return .notFound(snapshotAge: try facts.span())
        case .cancelled: return .cancelled(since: try facts.moment())
        case .refunded: return .refunded(since: try facts.moment())
        case .blocked: return .blocked(since: try facts.moment())
        case .unpaid:
            guard let units = try facts.integer() else { return .unpaid(due: nil) }
            return .unpaid(due: Money(minorUnits: units, currency: try facts.text() ?? ""))
        case .transferred: return .transferred(since: try facts.moment())
        case .notYetOpen: return .notYetOpen(opens: try known(facts.moment()))
        case .closed: return .closed(since: try known(facts.moment()))
        case .wrongDoor: return .wrongDoor(allowed: try doors(&facts))
        case .alreadyInside:
            return .alreadyInside(
                first: try facts.passage(), last: try facts.passage(),
                platformSince: try facts.moment())
        case .reentryNotAllowed: return .reentryNotAllowed(lastExit: try facts.passage())
        case .entryLimit:
            return .entryLimit(
                limit: try facts.count(), first: try facts.passage(), last: try facts.passage())
        case .full:
            return .full(
                count: try facts.count(), limit: try facts.count(), tier: try facts.identifier(),
                area: try facts.identifier())
        case .emergency: return .emergency
        case .eventCancelled: return .eventCancelled
        case .eventPostponed: return .eventPostponed(until: try facts.moment())
        case .notConfirmed: return .notConfirmed(prompts: try prompts(&facts))
        case .groupWaits:
            return .groupWaits(outside: try facts.count(), of: try facts.count())
        case .rapidScanning: return .rapidScanning(count: try facts.count())
        case .reservationNotFound: return .reservationNotFound
        case .reservationUsed: return .reservationUsed
        case .reservationCancelled: return .reservationCancelled
        case .reservationExpired: return .reservationExpired(since: try known(facts.moment()))
        case .reservationLocked: return .reservationLocked(until: try known(facts.moment()))
        case .reservationDue:
            let due = Money(
                minorUnits: try known(facts.integer()), currency: try facts.text() ?? "")
            return .reservationDue(
                due: due, tickets: try facts.count(), expires: try facts.moment())
        }
    }

    private static func known<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ImpossibleValue() }
        return value
    }

    private static func prompts(_ facts: inout FactsReader) throws -> [Prompt] {
        var prompts: [Prompt] = []
        while !facts.isAtEnd {
            guard let text = try facts.text() else { continue }
            guard let prompt = Prompt(rawValue: text) else { throw ImpossibleValue() }
            prompts.append(prompt)
        }
        return prompts
    }

    private static func doors(_ facts: inout FactsReader) throws -> [DoorID] {
        var doors: [DoorID] = []
        while !facts.isAtEnd {
            if let door: DoorID = try facts.identifier() { doors.append(door) }
        }
        return doors
    }
}
