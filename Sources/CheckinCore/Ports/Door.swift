// What the pages and the door loop need of each other.

/// Where announcements are shown.
package protocol DoorDisplay: Sendable {
    /// Shows an answer that is on disk already. Returns without waiting for anybody's eyes.
    func show(_ announcement: Announcement) async
    /// Somebody, or something that acknowledges in their stead, is looking.
    func isWatched() async -> Bool
}

/// The way in for codes that do not come from the camera: always answered, if only with "busy".
package protocol Admissions: Sendable {
    func admit(_ token: TicketToken) async -> Announcement
}

/// The way in for what staff do at the door.
package protocol Orders: Sendable {
    /// Carries out an order; what was done is on the disk when this returns, one announcement for
    /// each attempt. Throws an `OrderFault` when it may not be carried out, any other `Fault` when
    /// it could not be written; then nothing was done.
    func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) async throws -> [Announcement]
}

/// Verdicts that a display has shown.
package protocol Acknowledgements: Sendable {
    func acknowledge(_ number: AttemptNumber) async throws
}
