// What doors did that cannot all be right, as everybody may speak of it. Found anew from the
// attempts each time and never stored as truth; it says nothing about who was right.

/// The name that every box and the central server give to one conflict.
package typealias ConflictName = Identifier<Conflict>

/// An attempt with the journal in which its number means something.
package struct PlacedAttempt: Hashable, Sendable {
    package let journal: JournalName
    package let attempt: Attempt

    package init(journal: JournalName, attempt: Attempt) {
        self.journal = journal
        self.attempt = attempt
    }

    package init(_ foreign: ForeignAttempt) {
        self.init(journal: foreign.journal, attempt: foreign.attempt)
    }
}

package struct Conflict: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// One ticket was let in by two boxes, with no way out between.
        case admission
        /// One reservation was paid for at two boxes.
        case payment
        /// A ticket was let in by a door that had not heard what the list says now.
        case late
    }

    package let kind: Kind
    /// In the order of all attempts.
    package let first: PlacedAttempt
    /// nil where an attempt contradicts the list.
    package let second: PlacedAttempt?

    package init(kind: Kind, first: PlacedAttempt, second: PlacedAttempt? = nil) {
        self.kind = kind
        self.first = first
        self.second = second
    }

    /// The later of its attempts.
    package var newest: PlacedAttempt { second ?? first }
}

/// What somebody found a conflict to be; the last word counts.
package struct Decision: Hashable, Sendable {
    package let ruling: Cause
    package let at: Timestamp
    package let device: DeviceID
    package let staff: StaffID?

    package init(ruling: Cause, at: Timestamp, device: DeviceID, staff: StaffID? = nil) {
        self.ruling = ruling
        self.at = at
        self.device = device
        self.staff = staff
    }
}

/// A conflict with what makes it readable, for whoever settles it.
package struct ConflictRow: Hashable, Sendable {
    package let name: ConflictName
    package let conflict: Conflict
    /// As the list has it now; of a late admission, with what speaks against it.
    package let ticket: Ticket?
    package let decision: Decision?

    package init(
        name: ConflictName, conflict: Conflict, ticket: Ticket? = nil, decision: Decision? = nil
    ) {
        self.name = name
        self.conflict = conflict
        self.ticket = ticket
        self.decision = decision
    }
}
