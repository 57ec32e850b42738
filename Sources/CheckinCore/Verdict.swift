// The answer to one presentation. A verdict is about the ticket; `Unavailable` is about us, and
// the two are never mixed: a fault of ours must not look like a fault of the guest's ticket.

/// Something staff should know beside the verdict.
package enum VerdictFlag: String, Sendable, CaseIterable {
    /// An exit by a ticket that was not known to be inside.
    case notInside = "not_inside"
    /// Presented more than three times within a minute.
    case rapidScanning = "rapid_scanning"
    /// Past a capacity that only warns.
    case overCapacity = "over_capacity"
    /// The wall clock is not trusted: the code's age was not held against it.
    case codeAgeUnchecked = "code_age_unchecked"
    /// The wall clock is not trusted: the entry window was not held against it.
    case windowUnchecked = "window_unchecked"
    /// The ticket list is older than the event allows.
    case snapshotStale = "snapshot_stale"
    /// The guest came from another area of the event, and is counted out of it.
    case movedArea = "moved_area"
}

package enum Outcome: Hashable, Sendable {
    case admitted
    case readmitted
    case exited
    /// Genuine, and sold or transferred after the snapshot.
    case admittedUnlisted
    /// Refused by the rules, and let in by somebody who may.
    case admittedByOverride
    /// On a ticket made and paid for at the door.
    case admittedAfterPayment
    case refused(Refusal)

    package var kind: OutcomeKind {
        switch self {
        case .admitted: .admitted
        case .readmitted: .readmitted
        case .exited: .exited
        case .admittedUnlisted: .admittedUnlisted
        case .admittedByOverride: .admittedByOverride
        case .admittedAfterPayment: .admittedAfterPayment
        case .refused: .refused
        }
    }
}

/// The stable names of outcomes, as the journal and the protocol spell them.
package enum OutcomeKind: String, Sendable, CaseIterable {
    case admitted
    case readmitted
    case exited
    case admittedUnlisted = "admitted_unlisted"
    case admittedByOverride = "admitted_by_override"
    case admittedAfterPayment = "admitted_after_payment"
    case refused
    case unavailable
    /// Nothing was asked: staff did something, and it is written down.
    case done

    /// The guest goes in.
    package var isEntry: Bool {
        switch self {
        case .admitted, .readmitted, .admittedUnlisted, .admittedByOverride, .admittedAfterPayment:
            true
        case .exited, .refused, .unavailable, .done: false
        }
    }

    /// Those by which somebody goes in.
    package static let entries = allCases.filter(\.isEntry)
}

package struct Verdict: Hashable, Sendable {
    package let outcome: Outcome
    /// In the order of their declaration, without repetition.
    package let flags: [VerdictFlag]
    /// The admission that nobody saw and that this one says again; it changes no presence.
    package let repeats: AttemptNumber?

    package init(
        _ outcome: Outcome, flags: some Sequence<VerdictFlag> = [], repeats: AttemptNumber? = nil
    ) {
        self.outcome = outcome
        let given = Set(flags)
        self.flags = VerdictFlag.allCases.filter(given.contains)
        self.repeats = repeats
    }

    package var refusal: Refusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }
}

/// Why the box cannot answer: shown in amber, "one moment, see staff".
package enum Unavailable: String, Sendable, CaseIterable {
    /// The event is served here and no key for it is usable.
    case noUsableKey = "no_usable_key"
    /// No ticket list has been imported for the event of this door.
    case noSnapshot = "no_snapshot"
    /// The ticket list is too old and the event's policy says to stop.
    case snapshotStale = "snapshot_stale"
    /// The journal could not be written.
    case journalFailed = "journal_failed"
    /// Too many presentations at once; this one was not looked at.
    case busy
}

package enum Answer: Hashable, Sendable {
    case verdict(Verdict)
    case unavailable(Unavailable)
    /// Staff did something that is no answer to a guest.
    case done

    package var kind: OutcomeKind {
        switch self {
        case .verdict(let verdict): verdict.outcome.kind
        case .unavailable: .unavailable
        case .done: .done
        }
    }

    /// The stable reason of a refusal or an unavailability; nil for a plain yes.
    package var reason: String? {
        switch self {
        case .verdict(let verdict): verdict.refusal?.code.rawValue
        case .unavailable(let cause): cause.rawValue
        case .done: nil
        }
    }

    package var verdict: Verdict? {
        if case .verdict(let verdict) = self { verdict } else { nil }
    }
}
