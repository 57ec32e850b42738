// How an answer looks and sounds, in no language: a closed set, so that pages, lights and command
// lines can each cover all of it. Green is for going in and for nothing else.

package import CheckinCore

package enum VerdictColor: String, Sendable, CaseIterable {
    /// Goes in.
    case green
    /// Goes in, and staff should look at the ticket.
    case lime
    /// Goes out.
    case cyan
    /// Does not go in like this; staff can help.
    case amber
    /// Does not go in.
    case red
}

package enum VerdictShape: String, Sendable, CaseIterable {
    case tick
    /// A tick that is not the plain one: goes in, and staff should look at the ticket.
    case diamond
    case cross
    case triangle
    case reentry
    case exit
}

package enum VerdictSound: String, Sendable, CaseIterable {
    case welcome
    case again
    case farewell
    case caution
    case refusal
}

package struct Look: Hashable, Sendable {
    package let color: VerdictColor
    package let shape: VerdictShape
    package let sound: VerdictSound

    package static let admitted = Look(color: .green, shape: .tick, sound: .welcome)
    package static let readmitted = Look(color: .green, shape: .reentry, sound: .again)
    package static let unlisted = Look(color: .lime, shape: .diamond, sound: .caution)
    package static let exited = Look(color: .cyan, shape: .exit, sound: .farewell)
    package static let ask = Look(color: .amber, shape: .triangle, sound: .caution)
    package static let refused = Look(color: .red, shape: .cross, sound: .refusal)

    package static func of(_ answer: Answer) -> Look {
        switch answer {
        case .unavailable, .done: .ask
        case .verdict(let verdict):
            switch verdict.outcome {
            case .admitted: .admitted
            case .readmitted: .readmitted
            case .admittedUnlisted: .unlisted
            case .admittedByOverride: .admitted
            case .admittedAfterPayment: .admitted
            case .exited: .exited
            case .refused(let refusal): of(refusal.code)
            }
        }
    }

    /// Amber where the guest did nothing wrong and something can be done here and now.
    package static func of(_ code: RefusalCode) -> Look {
        switch code {
        case .unreadable, .notYetIssued, .unpaid, .notYetOpen, .wrongDoor, .rapidScanning,
            .notConfirmed, .groupWaits, .reservationDue, .reservationLocked:
            .ask
        case .unknownKey, .forged, .wrongEvent, .codeExpired, .notFound, .cancelled, .refunded,
            .blocked, .transferred, .closed, .alreadyInside, .reentryNotAllowed, .entryLimit,
            .full, .emergency, .eventCancelled, .eventPostponed, .reservationNotFound,
            .reservationExpired, .reservationUsed, .reservationCancelled:
            .refused
        }
    }
}
