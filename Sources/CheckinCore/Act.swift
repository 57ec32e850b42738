// What was done, by whom and why: the part of an attempt that a guest's code cannot say. A person
// is named by a number of this box, never by name.

/// The kinds of things that are done at a door, as the journal and the protocol spell them.
package enum ActKind: String, Sendable, CaseIterable {
    /// A code was shown, or staff presented a ticket that they had looked up.
    case scan
    /// Staff looked for a ticket, by its number.
    case lookup
    /// Staff looked for a ticket, by its holder's name.
    case search
    /// Staff let somebody in who had been refused: `target` is the refusal.
    case override
    /// Staff took something back: `target` is what they took back.
    case undo
    /// Staff confirmed what the event wants confirmed: `target` is the answer that asked for it.
    case confirm
    /// Somebody without a ticket was counted in or out by hand.
    case headcount
    /// Somebody without a ticket was let in.
    case walkUp = "walk_up"
    /// One of a group went in: `target` is the scan of the group's code.
    case group
    /// Money was taken.
    case payment
    /// A ticket that was made at the door, for money taken by `target`.
    case sale
    /// Everybody out, nobody in, until the all-clear.
    case emergency
    /// The end of the emergency `target`.
    case allClear = "all_clear"
    /// Everybody counts as outside: the event has closed.
    case clearOut = "clear_out"
    /// Somebody began, or ended, a turn at this door.
    case shiftOpen = "shift_open"
    case shiftClose = "shift_close"
    /// The door was set to another direction or event.
    case turn
    /// A manager said what a conflict is.
    case decision

    /// Staff, or the box, did something that is no answer to a guest.
    package var isDeed: Bool {
        switch self {
        case .scan, .override, .confirm, .group, .sale: false
        case .lookup, .search, .undo, .headcount, .walkUp, .payment, .emergency, .allClear,
            .clearOut, .shiftOpen, .shiftClose, .turn, .decision:
            true
        }
    }
}

/// Why staff did something, from a list that can be counted; what else there is to say is a remark.
package enum Cause: String, Sendable, CaseIterable {
    case known
    case technicalFault = "technical_fault"
    case companion
    case guestList = "guest_list"
    case crew
    case mistake
    case soldOut = "sold_out"
    case other
    /// What a conflict was found to be: both are right, one came by a copy, staff made a mistake.
    case accepted
    case copy
    case staffError = "staff_error"

    /// Says what a conflict is, and nothing else.
    package var isRuling: Bool {
        switch self {
        case .accepted, .copy, .staffError: true
        case .known, .technicalFault, .companion, .guestList, .crew, .mistake, .soldOut, .other:
            false
        }
    }
}

package struct Act: Hashable, Sendable {
    /// How long a remark may be, in bytes of UTF-8: a sentence or two.
    package static let maximumRemarkBytes = 280

    package let kind: ActKind
    /// Who did it, or on whose shift it happened; nil when nobody had signed in.
    package let staff: StaffID?
    /// The attempt that opened the shift.
    package let shift: AttemptNumber?
    package let target: AttemptNumber?
    /// How many people it was about; less than zero for people who left. 0 where it says nothing.
    package let people: Int
    package let cause: Cause?
    /// Which conflict a decision is about.
    package let conflict: ConflictName?

    package init(
        _ kind: ActKind, staff: StaffID? = nil, shift: AttemptNumber? = nil,
        target: AttemptNumber? = nil, people: Int = 0, cause: Cause? = nil,
        conflict: ConflictName? = nil
    ) {
        self.kind = kind
        self.staff = staff
        self.shift = shift
        self.target = target
        self.people = people
        self.cause = cause
        self.conflict = conflict
    }

    /// A code was shown, and nobody had signed in.
    package static let scan = Act(.scan)

    /// A presentation on the watch of whoever has signed in at `post`.
    package init(_ kind: ActKind = .scan, at post: Post, target: AttemptNumber? = nil) {
        self.init(kind, staff: post.staff?.id, shift: post.staff?.shift, target: target)
    }
}
