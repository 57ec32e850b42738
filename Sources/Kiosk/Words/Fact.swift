// The facts that a staff line may name, and which of them an answer carries. A word file may only
// use a placeholder that its answer can fill.

import CheckinCore

enum Fact: String, Sendable, CaseIterable {
    /// The newest passage: where, at what time, and how long ago.
    case door
    case time
    case ago
    /// The first passage, when it is another one.
    case firstDoor
    case firstTime
    /// Since when the platform says so.
    case since
    /// How old or how far ahead.
    case age
    case event
    case when
    case doors
    case amount
    case count
    case limit
    case tier
    /// What staff have to see.
    case prompts

    static func allowed(for code: RefusalCode) -> Set<Fact> {
        switch code {
        case .unreadable, .unknownKey, .forged, .emergency, .eventCancelled, .reservationNotFound,
            .reservationUsed, .reservationCancelled:
            []
        case .wrongEvent: [.event, .when]
        case .codeExpired, .notYetIssued, .notFound: [.age]
        case .cancelled, .refunded, .blocked, .transferred, .closed: [.since]
        case .unpaid: [.amount]
        case .notYetOpen, .eventPostponed: [.when]
        case .notConfirmed: [.prompts]
        case .groupWaits: [.count, .limit]
        case .wrongDoor: [.doors]
        case .alreadyInside: [.door, .time, .ago, .firstDoor, .firstTime, .since]
        case .reentryNotAllowed: [.door, .time, .ago]
        case .entryLimit: [.limit, .door, .time, .ago]
        case .full: [.count, .limit, .tier]
        case .rapidScanning: [.count]
        case .reservationExpired: [.since]
        // The amount is for staff, and the queue reads this line.
        case .reservationDue: [.count, .when]
        case .reservationLocked: [.when]
        }
    }
}
