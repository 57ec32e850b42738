// What staff ask the door to do. An order is decided by pure rules inside the journal's
// transaction, as a scan is, and becomes an attempt of its own or a fault; it never changes an
// earlier attempt.

package enum Order: Hashable, Sendable {
    /// Let in whom this attempt refused.
    case override(AttemptNumber)
    /// Take back an entry or a count.
    case undo(AttemptNumber)
    /// What that attempt asked staff to confirm is so.
    case confirm(AttemptNumber)
    /// A ticket that was looked up, presented by hand.
    case present(TicketID, of: EventID)
    /// So many came in, or went out when it is less than zero, without a ticket.
    case headcount(Int)
    /// So many without a ticket are let in.
    case walkUp(Int)
    /// So many of the group that this attempt showed go in.
    case group(AttemptNumber, people: Int)
    /// The reservation that this attempt showed is paid for. `received`: nil when it is just what
    /// is due.
    case pay(AttemptNumber, PaymentMethod, received: Money?)
    case emergency
    /// Ends the emergency of this number.
    case allClear(AttemptNumber)
    /// Everybody of the event counts as outside.
    case clearOut
    /// The same of this event, whichever the door is for: its closing hour has come.
    case closing(EventID)
    /// Staff looked for tickets, by number or by name, and saw so many.
    case lookup(found: Int)
    case search(found: Int)
    case openShift
    case closeShift
    /// The door was set to what the post says now.
    case turn
    /// A conflict of that event is what the cause says.
    case decide(ConflictName, of: EventID)

    package var kind: ActKind {
        switch self {
        case .override: .override
        case .undo: .undo
        case .confirm: .confirm
        case .present: .scan
        case .headcount: .headcount
        case .walkUp: .walkUp
        case .group: .group
        case .pay: .payment
        case .emergency: .emergency
        case .allClear: .allClear
        case .clearOut, .closing: .clearOut
        case .lookup: .lookup
        case .search: .search
        case .openShift: .shiftOpen
        case .closeShift: .shiftClose
        case .turn: .turn
        case .decide: .decision
        }
    }

    /// The event whose ticket it is about, where it names one.
    package var event: EventID? {
        if case .present(_, let event) = self { event } else { nil }
    }

    /// The event that it is about, whatever is on.
    package var namedEvent: EventID? {
        switch self {
        case .closing(let event), .decide(_, of: let event): event
        default: nil
        }
    }

    package var conflict: ConflictName? {
        if case .decide(let name, _) = self { name } else { nil }
    }

    package var target: AttemptNumber? {
        switch self {
        case .override(let number), .undo(let number), .confirm(let number),
            .group(let number, _), .pay(let number, _, _), .allClear(let number):
            number
        case .present, .headcount, .walkUp, .emergency, .clearOut, .closing, .lookup, .search,
            .openShift, .closeShift, .turn, .decide:
            nil
        }
    }

    package var people: Int {
        switch self {
        case .headcount(let count), .walkUp(let count), .group(_, let count),
            .lookup(found: let count), .search(found: let count):
            count
        case .override, .undo, .confirm, .pay, .present, .emergency, .allClear, .clearOut,
            .closing, .openShift, .closeShift, .turn, .decide:
            0
        }
    }

    /// Who may give it.
    package var leastRole: Role {
        switch self {
        case .present, .confirm, .group, .headcount, .lookup, .openShift, .closeShift, .turn:
            .steward
        case .override, .undo, .walkUp, .search, .pay: .supervisor
        // Whoever sees the fire says so; that it is out, somebody says who can be asked.
        case .emergency: .steward
        case .allClear, .clearOut, .closing, .decide: .manager
        }
    }
}

/// An order as it is given: by whom, and why.
package struct Instruction: Hashable, Sendable {
    package let order: Order
    /// nil when the box itself gives it, as at closing time.
    package let staff: Staff?
    package let cause: Cause?
    /// May name people: it is kept beside the attempts, and deleted with the guests' data.
    package let remark: String?
    package let at: Timestamp

    package init(
        _ order: Order, by staff: Staff?, cause: Cause? = nil, remark: String? = nil,
        at: Timestamp
    ) {
        self.order = order
        self.staff = staff
        self.cause = cause
        self.remark = remark
        self.at = at
    }

    package var act: Act {
        Act(
            order.kind, staff: staff?.id, shift: staff?.shift, target: order.target,
            people: order.people, cause: cause, conflict: order.conflict)
    }
}

/// Why an order was not carried out; nothing was written.
package enum OrderFault: String, Fault, Hashable, CaseIterable {
    case notAllowed = "not_allowed"
    case causeMissing = "cause_missing"
    case noSuchAttempt = "no_such_attempt"
    case notRefused = "not_refused"
    case neverOverridable = "never_overridable"
    case tooLate = "too_late"
    case alreadyDone = "already_done"
    case nothingToUndo = "nothing_to_undo"
    case higherRoleNeeded = "higher_role_needed"
    case limitReached = "limit_reached"
    case noSuchTicket = "no_such_ticket"
    case nothingToConfirm = "nothing_to_confirm"
    case countOutOfRange = "count_out_of_range"
    case noEmergency = "no_emergency"
    case emergencyHolds = "emergency_holds"
    case notAtExits = "not_at_exits"
    case noList = "no_list"
    case nothingToPay = "nothing_to_pay"
    case amountMismatch = "amount_mismatch"
    case rulesForbid = "rules_forbid"
    case noSuchConflict = "no_such_conflict"

    package var code: String { rawValue }
    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .notAllowed: "this needs a role that you do not have"
        case .causeMissing: "a reason is missing"
        case .noSuchAttempt: "there is no such attempt at this box"
        case .notRefused: "that was not refused"
        case .neverOverridable: "a code that proves nothing can never be overridden"
        case .tooLate: "that is too long ago"
        case .alreadyDone: "that has been done already"
        case .nothingToUndo: "that is nothing that can be taken back"
        case .higherRoleNeeded: "somebody with a higher role did that"
        case .limitReached: "this shift has reached its limit of overrides"
        case .noSuchTicket: "there is no such ticket in the list"
        case .nothingToConfirm: "nothing had to be confirmed there"
        case .countOutOfRange: "that is not a possible number of people"
        case .noEmergency: "there is no such emergency"
        case .emergencyHolds: "an emergency holds"
        case .notAtExits: "nobody is let in at an exit"
        case .noList: "there is no ticket list"
        case .nothingToPay: "there is nothing to pay for"
        case .amountMismatch: "that is not the amount that is due"
        case .rulesForbid: "not all of these tickets may go in here and now"
        case .noSuchConflict: "there is no such conflict any more"
        }
    }

    package var hint: String {
        switch self {
        case .notAllowed, .higherRoleNeeded, .limitReached: "ask somebody with a higher role"
        case .causeMissing: "choose a reason"
        case .noSuchAttempt, .notRefused, .nothingToUndo, .nothingToConfirm, .noSuchTicket,
            .alreadyDone:
            "look at the newest attempts again"
        case .neverOverridable: "look the ticket up by its number instead"
        case .tooLate: "present the ticket again"
        case .countOutOfRange: "count again"
        case .noEmergency: "look at the state of the door"
        case .emergencyHolds: "wait for the all-clear"
        case .notAtExits: "turn the door to entry first"
        case .noList: "import a ticket list first"
        case .nothingToPay: "scan the reservation again"
        case .amountMismatch: "count again; only cash can be more than what is due"
        case .rulesForbid: "look whether there is room, and which doors the tickets are for"
        case .noSuchConflict: "look at the conflicts again"
        }
    }
}
