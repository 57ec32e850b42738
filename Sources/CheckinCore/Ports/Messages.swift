// What the pages show of messages, and what carries them elsewhere. None of it may stand in the way
// of an emergency: that holds here the moment it is declared.

package protocol MessageBoard: Sendable {
    /// The newest words to this event that nobody has touched, oldest first.
    func unread(of event: EventID, at now: Timestamp) async throws -> [Message]
    /// Somebody has read it. Saying so twice, or of an unknown one, does no harm.
    func markRead(_ id: MessageID) async throws
    /// Says something to all doors of an event.
    func say(_ text: String, to event: EventID, by staff: StaffID?, at now: Timestamp) async throws
}

package protocol OutgoingMessages: Sendable {
    /// What the central server has not taken yet, oldest first and emergencies before words.
    func unsentMessages(of events: [EventID]) async throws -> [Message]
    /// It is about to be sent: whether it arrives may never be known.
    func noteTried(_ id: MessageID) async throws
    func noteSent(_ id: MessageID) async throws
}
