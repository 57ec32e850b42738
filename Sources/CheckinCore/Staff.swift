// The people who work a door, as everybody may know them: a number, a role. Names and PINs are the
// ledger's, and in no attempt.

/// What somebody may do; each role may do what those before it may.
package enum Role: String, Sendable, CaseIterable, Comparable {
    /// Scans, and looks up by number.
    case steward
    /// Looks up by name, overrides, undoes, takes money.
    case supervisor
    /// Status, conflicts, messages, emergency, export.
    case manager
    /// Devices and configuration.
    case ops

    private var rank: Int {
        switch self {
        case .steward: 0
        case .supervisor: 1
        case .manager: 2
        case .ops: 3
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// Somebody who works here. The id is what they type before their PIN.
package enum Person {}
package typealias StaffID = Identifier<Person>

/// Somebody who has signed in at this box.
package struct Staff: Hashable, Sendable {
    package let id: StaffID
    package let role: Role
    /// The attempt that opened their shift; nil while it is being opened.
    package let shift: AttemptNumber?

    package init(id: StaffID, role: Role, shift: AttemptNumber? = nil) {
        self.id = id
        self.role = role
        self.shift = shift
    }
}
