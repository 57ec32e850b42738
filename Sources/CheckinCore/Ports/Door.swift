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

/// Verdicts that a display has shown.
package protocol Acknowledgements: Sendable {
    func acknowledge(_ number: AttemptNumber) async throws
}
