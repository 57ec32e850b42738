// Why somebody is not let in: a stable code, and the facts that prove it. Words are elsewhere.

/// The stable names of refusals, as the journal, the protocol and the word files spell them.
package enum RefusalCode: String, Sendable, CaseIterable {
    case unreadable
    case unknownKey = "unknown_key"
    case forged
    case wrongEvent = "wrong_event"
    case codeExpired = "code_expired"
    case notYetIssued = "not_yet_issued"
    case notFound = "not_found"
    case cancelled
    case refunded
    case blocked
    case unpaid
    case transferred
    case notYetOpen = "not_yet_open"
    case closed
    case wrongDoor = "wrong_door"
    case alreadyInside = "already_inside"
    case reentryNotAllowed = "reentry_not_allowed"
    case entryLimit = "entry_limit"
    case full
    case rapidScanning = "rapid_scanning"
    case emergency
    case eventCancelled = "event_cancelled"
    case eventPostponed = "event_postponed"
    case notConfirmed = "not_confirmed"
    case groupWaits = "group_waits"
    case reservationNotFound = "reservation_not_found"
    case reservationExpired = "reservation_expired"
    case reservationUsed = "reservation_used"
    case reservationCancelled = "reservation_cancelled"
    case reservationDue = "reservation_due"
    case reservationLocked = "reservation_locked"
}

extension RefusalCode {
    /// Nobody may be let in on a code that proves nothing, or while everybody has to be out. A
    /// reservation is paid for, at whatever price, or its guests are let in as walk-ups.
    package var isOverridable: Bool {
        switch self {
        case .unreadable, .forged, .unknownKey, .emergency, .reservationNotFound,
            .reservationExpired, .reservationUsed, .reservationCancelled, .reservationDue,
            .reservationLocked, .groupWaits:
            false
        default: true
        }
    }
}

/// One refusal with its evidence.
package enum Refusal: Hashable, Sendable {
    case unreadable
    case unknownKey
    case forged
    case wrongEvent(EventSummary?)
    case codeExpired(age: Duration)
    case notYetIssued(ahead: Duration)
    /// The age of the list it was not found in; nil when there is no list.
    case notFound(snapshotAge: Duration?)
    case cancelled(since: Timestamp?)
    case refunded(since: Timestamp?)
    case blocked(since: Timestamp?)
    case unpaid(due: Money?)
    case transferred(since: Timestamp?)
    case notYetOpen(opens: Timestamp)
    case closed(since: Timestamp)
    /// The doors the tier may use, sorted.
    case wrongDoor(allowed: [DoorID])
    /// nil entries: the platform marked it used, and no door recorded it.
    case alreadyInside(first: Passage?, last: Passage?, platformSince: Timestamp?)
    case reentryNotAllowed(lastExit: Passage?)
    case entryLimit(limit: Int, first: Passage?, last: Passage?)
    /// Of a tier or an area, or of the event as a whole when both are nil.
    case full(count: Int, limit: Int, tier: TierID?, area: AreaID? = nil)
    case rapidScanning(count: Int)
    /// Nobody goes in until the all-clear.
    case emergency
    case eventCancelled
    case eventPostponed(until: Timestamp?)
    /// What staff have to see before the guest goes in.
    case notConfirmed(prompts: [Prompt])
    /// The code of a group: staff say how many of those outside go in.
    case groupWaits(outside: Int, of: Int)
    /// No reservation of this event has this code.
    case reservationNotFound
    case reservationExpired(since: Timestamp)
    /// The platform says so; no payment was recorded here.
    case reservationUsed
    case reservationCancelled
    /// To be paid for first: by staff, who see whose it is.
    case reservationDue(due: Money, tickets: Int, expires: Timestamp?)
    /// Too many wrong codes were shown here.
    case reservationLocked(until: Timestamp)

    package var code: RefusalCode {
        switch self {
        case .unreadable: .unreadable
        case .unknownKey: .unknownKey
        case .forged: .forged
        case .wrongEvent: .wrongEvent
        case .codeExpired: .codeExpired
        case .notYetIssued: .notYetIssued
        case .notFound: .notFound
        case .cancelled: .cancelled
        case .refunded: .refunded
        case .blocked: .blocked
        case .unpaid: .unpaid
        case .transferred: .transferred
        case .notYetOpen: .notYetOpen
        case .closed: .closed
        case .wrongDoor: .wrongDoor
        case .alreadyInside: .alreadyInside
        case .reentryNotAllowed: .reentryNotAllowed
        case .entryLimit: .entryLimit
        case .full: .full
        case .rapidScanning: .rapidScanning
        case .emergency: .emergency
        case .eventCancelled: .eventCancelled
        case .eventPostponed: .eventPostponed
        case .notConfirmed: .notConfirmed
        case .groupWaits: .groupWaits
        case .reservationNotFound: .reservationNotFound
        case .reservationExpired: .reservationExpired
        case .reservationUsed: .reservationUsed
        case .reservationCancelled: .reservationCancelled
        case .reservationDue: .reservationDue
        case .reservationLocked: .reservationLocked
        }
    }
}
