// The evidence of a refusal as members with names, for people who look at an attempt elsewhere.
// It is evidence, not the reason: what would make an attempt too long to be taken is cut here.

import CheckinCore

enum RefusalFacts {
    /// Doors named as allowed: more would not be read, and an attempt has a longest length.
    static let maximumDoors = 12
    /// Bytes of another event's title.
    static let maximumTitleBytes = 256
    private static let maximumCount: Int = 1 << 40

    /// nil when this refusal has none.
    static func bytes(of refusal: Refusal) -> [UInt8]? {
        var writer = JSONWriter()
        let before = writer.bytes.count
        writer.object { write(refusal, to: &$0) }
        // Nothing between the brackets.
        return writer.bytes.count == before + 2 ? nil : writer.bytes
    }

    private static func write(_ refusal: Refusal, to writer: inout JSONWriter) {
        switch refusal {
        case .unreadable, .unknownKey, .forged, .emergency, .eventCancelled, .reservationNotFound,
            .reservationUsed, .reservationCancelled:
            break
        case .wrongEvent(let event):
            writer.add(
                "title", event.map { CutText.prefix(of: $0.title, bytes: maximumTitleBytes) })
            writer.add("starts_at", event?.startsAt)
        case .codeExpired(let span): writer.add("age_ms", span.milliseconds)
        case .notYetIssued(let span): writer.add("ahead_ms", span.milliseconds)
        case .notFound(let age): writer.add("list_age_ms", age?.milliseconds)
        case .cancelled(let since), .refunded(let since), .blocked(let since),
            .transferred(let since):
            writer.add("since", since)
        case .unpaid(let due): write(due, to: &writer)
        case .notYetOpen(let opens): writer.add("opens", opens)
        case .closed(let since), .reservationExpired(let since): writer.add("since", since)
        case .wrongDoor(let allowed):
            writer.list("allowed") { writer in
                for door in allowed.prefix(maximumDoors) { writer.add(door.text) }
            }
        case .alreadyInside(let first, let last, let platformSince):
            write(first, "first_door", "first_at", to: &writer)
            write(last, "last_door", "last_at", to: &writer)
            writer.add("platform_since", platformSince)
        case .reentryNotAllowed(let last): write(last, "last_door", "last_at", to: &writer)
        case .entryLimit(let limit, let first, let last):
            writer.add("limit", limit)
            write(first, "first_door", "first_at", to: &writer)
            write(last, "last_door", "last_at", to: &writer)
        case .full(let count, let limit, let tier, let area):
            writer.add("count", count)
            writer.add("limit", limit)
            writer.add("tier", tier)
            writer.add("area", area)
        case .rapidScanning(let count): writer.add("count", count)
        case .eventPostponed(let until): writer.add("until", until)
        case .notConfirmed(let prompts):
            writer.list("prompts") { writer in
                for prompt in prompts { writer.add(prompt.rawValue) }
            }
        case .groupWaits(let outside, let count):
            writer.add("outside", outside)
            writer.add("of", count)
        case .reservationDue(let due, let tickets, let expires):
            write(due, to: &writer)
            writer.add("tickets", tickets)
            writer.add("expires", expires)
        case .reservationLocked(let until): writer.add("until", until)
        }
    }

    private static func write(_ money: Money?, to writer: inout JSONWriter) {
        writer.add("amount", money?.minorUnits)
        writer.add("currency", money?.currency)
    }

    private static func write(
        _ passage: Passage?, _ door: StaticString, _ at: StaticString, to writer: inout JSONWriter
    ) {
        writer.add(door, passage?.door)
        writer.add(at, passage?.at)
    }

    static func refusal(
        _ code: RefusalCode, _ facts: JSONObject
    ) throws(WireFault) -> Refusal {
        switch code {
        case .unreadable: .unreadable
        case .unknownKey: .unknownKey
        case .forged: .forged
        case .emergency: .emergency
        case .eventCancelled: .eventCancelled
        case .reservationNotFound: .reservationNotFound
        case .reservationUsed: .reservationUsed
        case .reservationCancelled: .reservationCancelled
        case .wrongEvent: .wrongEvent(try event(of: facts))
        case .codeExpired: .codeExpired(age: .milliseconds(try facts.integer("age_ms")))
        case .notYetIssued: .notYetIssued(ahead: .milliseconds(try facts.integer("ahead_ms")))
        case .notFound:
            .notFound(
                snapshotAge: try facts.optionalInteger("list_age_ms").map { .milliseconds($0) })
        case .cancelled: .cancelled(since: try facts.optionalMoment("since"))
        case .refunded: .refunded(since: try facts.optionalMoment("since"))
        case .blocked: .blocked(since: try facts.optionalMoment("since"))
        case .transferred: .transferred(since: try facts.optionalMoment("since"))
        case .unpaid: .unpaid(due: try money(of: facts))
        case .notYetOpen: .notYetOpen(opens: try facts.moment("opens"))
        case .closed: .closed(since: try facts.moment("since"))
        case .wrongDoor: .wrongDoor(allowed: try doors(of: facts))
        case .alreadyInside, .reentryNotAllowed, .entryLimit, .full, .rapidScanning, .groupWaits:
            try standing(code, facts)
        case .eventPostponed: .eventPostponed(until: try facts.optionalMoment("until"))
        case .notConfirmed:
            .notConfirmed(
                prompts: try facts.words("prompts", atMost: Prompt.allCases.count))
        case .reservationExpired: .reservationExpired(since: try facts.moment("since"))
        case .reservationLocked: .reservationLocked(until: try facts.moment("until"))
        case .reservationDue:
            .reservationDue(
                due: try facts.needed("amount", try money(of: facts)),
                tickets: try count("tickets", facts), expires: try facts.optionalMoment("expires"))
        }
    }

    /// Refusals whose facts say where a ticket, or a place, stands.
    private static func standing(
        _ code: RefusalCode, _ facts: JSONObject
    ) throws(WireFault) -> Refusal {
        let first = try passage("first_door", "first_at", facts)
        let last = try passage("last_door", "last_at", facts)
        switch code {
        case .reentryNotAllowed: return .reentryNotAllowed(lastExit: last)
        case .entryLimit:
            return .entryLimit(limit: try count("limit", facts), first: first, last: last)
        case .full:
            return .full(
                count: try count("count", facts), limit: try count("limit", facts),
                tier: try facts.optionalIdentifier("tier"),
                area: try facts.optionalIdentifier("area"))
        case .rapidScanning: return .rapidScanning(count: try count("count", facts))
        case .groupWaits:
            return .groupWaits(outside: try count("outside", facts), of: try count("of", facts))
        default:
            return .alreadyInside(
                first: first, last: last,
                platformSince: try facts.optionalMoment("platform_since"))
        }
    }

    private static func event(of facts: JSONObject) throws(WireFault) -> EventSummary? {
        guard let startsAt = try facts.optionalMoment("starts_at") else { return nil }
        return EventSummary(
            title: try facts.optionalText("title", atMost: maximumTitleBytes) ?? "",
            startsAt: startsAt)
    }

    private static func money(of facts: JSONObject) throws(WireFault) -> Money? {
        guard let units = try facts.optionalInteger("amount") else { return nil }
        return Money(
            minorUnits: units,
            currency: try facts.text("currency", atMost: AttemptMessage.currencyBytes))
    }

    private static func doors(of facts: JSONObject) throws(WireFault) -> [DoorID] {
        try facts.list("allowed", atMost: maximumDoors).map { value throws(WireFault) in
            guard case .text(let text) = value, let door = DoorID(text) else {
                throw .malformed("allowed")
            }
            return door
        }
    }

    private static func passage(
        _ door: String, _ at: String, _ facts: JSONObject
    ) throws(WireFault) -> Passage? {
        guard let place: DoorID = try facts.optionalIdentifier(door) else { return nil }
        return Passage(door: place, at: try facts.moment(at))
    }

    private static func count(_ name: String, _ facts: JSONObject) throws(WireFault) -> Int {
        try facts.needed(name, try facts.optionalCount(name, atMost: maximumCount))
    }
}
