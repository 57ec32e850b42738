// The three small worlds of the decision tables: each turns one combination of words into a
// question for `decide`. A word that is not mentioned here stands for what is ordinary.

import CheckinCore
import CheckinTesting

@testable import Validation

/// Rules 1 to 4, exits, and the age of the list.
enum ProofWorld {
    static let axes = [
        Axis("reading", "unreadable forged unknown_key other_event no_usable_key ns1 hmac ed25519"),
        Axis("for", "here known_event unknown_event"),
        Axis("door", "entry exit"),
        Axis("clock", "trusted untrusted"),
        Axis("age", "fresh old future"),
        Axis("list", "fresh stale"),
        Axis("guest", "outside inside"),
        Axis("haste", "calm hasty"),
    ]

    static func decide(_ situation: Situation) -> Verdict {
        let summary = EventSummary(title: "Matinee", startsAt: Fixtures.now)
        var history = Fixtures.history(
            presence: situation["guest"] == "inside" ? Presences.inside : Presence())
        if situation["list"] == "stale" {
            history.snapshotAsOf = Fixtures.now - Event.defaultStaleAfter - .milliseconds(1)
        }
        history.recentPresentations = situation["haste"] == "hasty" ? 3 : 2
        return Validation.decide(
            Presentation(
                reading: reading(situation),
                otherEvent: situation["for"] == "known_event" ? summary : nil),
            ticket: Fixtures.ticket(), history: history,
            policy: Fixtures.policy(
                door: Fixtures.door(direction: situation["door"] == "exit" ? .exit : .entry),
                timeTrusted: situation["clock"] == "trusted"),
            at: Fixtures.now)
    }

    private static func reading(_ situation: Situation) -> CodeReading {
        switch situation["reading"] {
        case "unreadable": return .unreadable
        case "forged": return .forged
        case "unknown_key": return .unknownKey
        case "other_event": return .otherEvent
        case "no_usable_key": return .noUsableKey
        default: break
        }
        let age: Duration =
            switch situation["age"] {
            case "old": Event.defaultCodeMaxAge + .milliseconds(1)
            case "future": .zero - Policy.defaultClockTolerance - .milliseconds(1)
            default: .hours(1)
            }
        return .claims(
            Fixtures.claims(
                event: situation["for"] == "here" ? Fixtures.eventID : Fixtures.otherEventID,
                scheme: Schemes.named(situation["reading"]), issuedAt: Fixtures.now - age))
    }
}

/// Rules 6 to 8.
enum ListingWorld {
    static let axes = [
        Axis("scheme", "ns1 hmac ed25519"),
        Axis("row", "none valid used cancelled refunded blocked unpaid transferred"),
        Axis("code", "same older newer"),
        Axis("policy", "default refuse after_list admit"),
        Axis("issued", "before_list after_list"),
        Axis("door", "listed_only unlisted_too"),
    ]

    static func decide(_ situation: Situation) -> Verdict {
        let issuedAt = Fixtures.now - .hours(1)
        let scheme = Schemes.named(situation["scheme"])
        var event = Fixtures.event()
        event.unlisted =
            switch situation["policy"] {
            case "refuse": .refuse
            case "after_list": .admitIfIssuedAfterSnapshot
            case "admit": .admit
            default: nil
            }
        // A sale takes up to ten minutes to reach the list.
        let asOf =
            issuedAt + .minutes(10) + .milliseconds(situation["issued"] == "after_list" ? -1 : 0)
        var history = History(snapshotAsOf: asOf)
        var row = TicketStatus(rawValue: situation["row"]).map {
            Fixtures.ticket(status: $0, user: scheme == .ns1 ? "asha" : nil, generation: 5)
        }
        row?.asOf = issuedAt + .milliseconds(situation["code"] == "newer" ? -1 : 0)
        let generation: UInt8 =
            switch situation["code"] {
            case "older": 4
            case "newer": 6
            default: 5
            }
        if row == nil { history.highestGeneration = 5 }
        let user: UserID = situation["code"] == "same" ? "asha" : "ben"
        return Validation.decide(
            Presentation(
                reading: .claims(
                    Fixtures.claims(
                        scheme: scheme, issuedAt: issuedAt, generation: generation,
                        user: scheme == .ns1 ? user : nil))),
            ticket: row, history: history,
            policy: Fixtures.policy(
                event: event,
                door: Fixtures.door(admitsUnlisted: situation["door"] == "unlisted_too")),
            at: Fixtures.now)
    }
}

/// Rules 9 to 14.
enum PassageWorld {
    static let axes = [
        Axis("row", "valid used none"),
        Axis("clock", "trusted untrusted"),
        Axis("window", "open early late"),
        Axis("tier", "any_door this_door other_door"),
        Axis("guest", "new inside unseen out left"),
        Axis("reentry", "allowed forbidden once"),
        Axis("room", "free warn full"),
        Axis("tier_room", "free warn full"),
        Axis("haste", "calm hasty"),
    ]

    static func decide(_ situation: Situation) -> Verdict {
        var event = Fixtures.event(capacity: capacity(situation["room"], limit: 100))
        event.unlisted = .admit
        event.reentryAllowed = situation["reentry"] != "forbidden"
        event.entryLimit = situation["reentry"] == "once" ? 1 : nil
        switch situation["window"] {
        case "early": event.window.opens = Fixtures.now + .milliseconds(1)
        case "late": event.window.closes = Fixtures.now
        default: break
        }
        var tier = Fixtures.tier(capacity: capacity(situation["tier_room"], limit: 10))
        switch situation["tier"] {
        case "this_door": tier.doors = [Fixtures.doorID, "door-b"]
        case "other_door": tier.doors = ["door-b"]
        default: break
        }
        var history = Fixtures.history()
        switch situation["guest"] {
        case "inside": history.presence = Presences.inside
        case "out": history.presence = Presences.out
        case "left": history.presence = Presences.left
        case "unseen":
            history.presence = Presences.inside
            history.unseen = Presences.unseen
        default: break
        }
        history.occupancy = Occupancy(
            event: situation["room"] == "free" ? 99 : 100,
            tier: situation["tier_room"] == "free" ? 9 : 10)
        history.recentPresentations = situation["haste"] == "hasty" ? 3 : 2
        return Validation.decide(
            Presentation(reading: .claims(Fixtures.claims())),
            ticket: TicketStatus(rawValue: situation["row"]).map {
                Fixtures.ticket(tier: tier, status: $0)
            },
            history: history,
            policy: Fixtures.policy(
                event: event, door: Fixtures.door(admitsUnlisted: true),
                timeTrusted: situation["clock"] == "trusted"),
            at: Fixtures.now)
    }

    private static func capacity(_ room: String, limit: Int) -> Capacity {
        Capacity(limit: limit, isHard: room != "warn")
    }
}

enum Schemes {
    static func named(_ name: String) -> Scheme {
        switch name {
        case "ns1": .ns1
        case "hmac": .ns2HMAC
        default: .ns2Ed25519
        }
    }
}

enum Presences {
    static let entry = Passage(door: Fixtures.doorID, at: Fixtures.now - .seconds(20))
    static let exit = Passage(door: "door-b", at: Fixtures.now - .seconds(10))
    static let inside = Presence(isInside: true, entries: 1, firstEntry: entry, lastEntry: entry)
    static let out = Presence(
        isInside: false, entries: 1, firstEntry: entry, lastEntry: entry, lastExit: exit)
    /// Seen going out, and not going in: that was at another box.
    static let left = Presence(lastExit: exit)
    static let unseen = UnseenAdmission(
        number: AttemptNumber(7), at: entry.at, outcome: .admitted)
}
