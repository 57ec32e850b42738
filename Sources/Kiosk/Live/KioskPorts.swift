// Everything this room needs from others, and everything it is told. It knows none of the rooms
// behind the ports.

package import CheckinCore

package struct KioskPorts: Sendable {
    package let venue: any VenueView
    package let conflicts: any ConflictView
    package let health: any HealthView
    /// Answers typed codes. The kiosk shows what it returns, so it must not be shown by others too.
    package let admissions: any Admissions
    package let acknowledgements: any Acknowledgements
    /// Carries out what staff order. The kiosk shows what it returns.
    package let orders: any Orders
    package let staff: any StaffAccess
    package let search: any TicketSearch
    /// What the door is set to, which staff may change at any time.
    package let setting: any DoorSetting
    /// nil: there are none to show, and nobody to tell.
    package let messages: (any MessageBoard)?
    /// nil: no camera is configured.
    package let preview: (any PreviewSource)?
    package let time: any TimeSource

    package init(
        venue: any VenueView, conflicts: any ConflictView, health: any HealthView,
        admissions: any Admissions, acknowledgements: any Acknowledgements, orders: any Orders,
        staff: any StaffAccess,
        search: any TicketSearch, setting: any DoorSetting,
        messages: (any MessageBoard)? = nil, preview: (any PreviewSource)? = nil,
        time: any TimeSource
    ) {
        self.messages = messages
        self.venue = venue
        self.conflicts = conflicts
        self.health = health
        self.admissions = admissions
        self.acknowledgements = acknowledgements
        self.orders = orders
        self.staff = staff
        self.search = search
        self.setting = setting
        self.preview = preview
        self.time = time
    }
}

/// How the door page shows the camera's picture.
package enum LivePicture: String, Encodable, Sendable {
    /// There is no camera.
    case none
    case plain
    /// Where the camera faces the guest: who moves to the right is seen to move to the right.
    case mirrored
}

/// What of the pages is the same for the life of the process; the rest is the door's setting.
package struct KioskIdentity: Sendable {
    /// Names of doors by id, for staff lines; an unknown door goes by its id.
    package let doorNames: [DoorID: String]
    /// The language of a page that does not ask for one.
    package let language: String
    /// False: guests' names stay off the door's screen, where the queue can read them.
    package let showsNames: Bool
    package let picture: LivePicture

    package init(
        doorNames: [DoorID: String], language: String = Words.fallback, showsNames: Bool = true,
        picture: LivePicture = .none
    ) {
        self.doorNames = doorNames
        self.language = language
        self.showsNames = showsNames
        self.picture = picture
    }

    func doorName(_ id: DoorID) -> String? { doorNames[id] }
}
