// Who may do what at this box: the pages ask, the ledger knows. Whether somebody exists is nobody's
// business who cannot prove to be them.

/// Somebody who works at this box.
package struct StaffMember: Hashable, Sendable {
    package let id: StaffID
    /// For the kiosk's own screen and the command line; in no log and no attempt.
    package let name: String
    package let role: Role
    /// The PIN was given by somebody else and has to be changed before anything else.
    package let mustChange: Bool
    package let isDisabled: Bool
    /// Wrong PINs in a row.
    package let failures: Int
    /// The event whose central server has them; nil for somebody who was made known at this box.
    package let event: EventID?
    /// Of somebody of the server's: the PIN was chosen at this box, and no other knows it.
    package let hasOwnPIN: Bool

    package init(
        id: StaffID, name: String, role: Role, mustChange: Bool = false, isDisabled: Bool = false,
        failures: Int = 0, event: EventID? = nil, hasOwnPIN: Bool = false
    ) {
        self.event = event
        self.hasOwnPIN = hasOwnPIN
        self.id = id
        self.name = name
        self.role = role
        self.mustChange = mustChange
        self.isDisabled = isDisabled
        self.failures = failures
    }
}

/// What came of an id and a PIN.
package enum PINCheck: Hashable, Sendable {
    case right(StaffMember)
    /// Not the PIN, or nobody has that id, or they do not work here any more: nobody is told which.
    case wrong
    /// Too many wrong ones; the same for an id that nobody has.
    case locked(Duration)
    /// Too many at once.
    case busy
}

package protocol StaffAccess: Sendable {
    /// Takes the same time whoever is asked for. Throws a `Fault` when the box cannot tell.
    func check(_ pin: PIN, of id: StaffID) async throws -> PINCheck

    /// Gives somebody another PIN, for their old one. Throws a `PINFault` for a new one that is too
    /// easy, whatever the old one is.
    func change(_ old: PIN, to new: String, of id: StaffID) async throws -> PINCheck

    /// nil when nobody has that id, or they do not work here any more.
    func member(_ id: StaffID) async throws -> StaffMember?

    /// The newest shift, when nobody has ended it and whoever began it still works here.
    func unfinishedShift() async throws -> Staff?
}
